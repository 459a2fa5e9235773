/**
 * What a Dockerfile takes from outside: files of the context, images, arguments; and what of it only BuildKit can do.
 *
 *     ARG V=1
 *     FROM base:$V AS build          images  base:1
 *     COPY go.mod src/ ./            sources go.mod, src
 *     FROM scratch
 *     COPY --from=build /app /app    (a stage: nothing from outside)
 *
 * Pure. Source: moby/buildkit `frontend/dockerfile/{instructions,dockerfile2llb}`. Not read: ONBUILD instructions that
 * a base image brings along; variables that a base image sets make a source unknown, and so everything.
 */
import type { SourceSpan } from '../errors/problem.ts';
import { type Dockerfile, type Instruction, isHeredoc, type Word } from './dockerfile.ts';
import { type BaseUse, fromUses, mountOptions } from './dockerfile-bases.ts';
import { type BuildkitNeed, findFrontend, findNeed, isPlatformArg } from './dockerfile-needs.ts';
import { expandWord, readPairs } from './dockerfile-words.ts';

export interface Outside {
  /** One for each COPY, ADD and bind mount that reads the context, in stages that the image is made of. */
  readonly reads: readonly ContextRead[];
  /** Images of registries, as they are named after expansion, each once; a name that cannot be known is left out. */
  readonly images: readonly string[];
  /** Where such images are named, in stages that the image is made of. */
  readonly bases: readonly BaseUse[];
  /** FROMs whose image only the builder knows, in such stages. */
  readonly unknownBases: readonly Word[];
  /** Every ARG that is declared. */
  readonly args: ReadonlySet<string>;
  /** The first thing that the classic builder cannot do; else a wish for BuildKit. */
  readonly buildkit: BuildkitNeed | undefined;
}

export interface ContextRead {
  /** Relative to the context; patterns of Go's `filepath.Match`. Undefined: cannot be known, so everything. */
  readonly sources: readonly { readonly path: string | undefined; readonly at: SourceSpan }[];
}

export interface OutsideOptions {
  readonly buildArgs: Readonly<Record<string, string>>;
  /** The stage to stop at: what comes after it is not built. */
  readonly target?: string;
  /** What BuildKit sets by itself, where it is known: FROM may name it without an ARG. */
  readonly platformArgs?: Readonly<Record<string, string>>;
}

export function readOutside(dockerfile: Dockerfile, options: OutsideOptions): Outside {
  const { buildArgs, target, platformArgs = {} } = options;
  const args = new Set<string>();
  const images = new Set<string>();
  const globals = new Map<string, string>(Object.entries(platformArgs));
  const stageNames = new Set(dockerfile.instructions.flatMap(stageName));
  const stages: Stage[] = [];
  let need: BuildkitNeed | undefined;

  for (const instruction of dockerfile.instructions) {
    const { keyword } = instruction;
    const before = stages.at(-1);
    if (keyword === 'FROM') {
      if (before !== undefined && isTarget(before, target)) break;
      const [word] = instruction.words;
      const name = expandWord(word?.text ?? '', globals, dockerfile.escapeSign);
      const base = name === undefined ? undefined : findStage(stages, name);
      const stage = createStage(instruction, stages.length, base);
      stages.push(stage);
      if (word !== undefined && name === undefined) stage.unknownBases.push(word);
      if (word !== undefined && name !== undefined && base === undefined && name !== 'scratch') {
        images.add(name);
        stage.bases.push({ name, at: word.at });
      }
    }
    const stage = stages.at(-1);
    const variables = new Map([...(stage?.args ?? globals), ...(stage?.env ?? [])]);
    const expand = (word: string): string | undefined => expandWord(word, variables, dockerfile.escapeSign);
    if (keyword === 'ARG')
      for (const { name, value } of readPairs(instruction.text)) {
        args.add(name);
        const given = Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined;
        const chosen = given ?? (value === undefined ? stage && globals.get(name) : expand(value));
        // Declared and without a value is empty, but for those that BuildKit sets by platform.
        if (chosen !== undefined || !isPlatformArg(name)) (stage?.args ?? globals).set(name, chosen ?? '');
      }
    if (keyword === 'ENV')
      for (const { name, value } of envPairs(instruction)) setOrForget(stage?.env, name, expand(value));
    for (const use of fromUses(instruction)) {
      const other = findStage(stages, use.name);
      if (other !== undefined) stage?.uses.push(other);
      else if (isImage(use.name)) images.add(use.name);
      if (isImage(use.name) && !stageNames.has(use.name.toLowerCase())) stage?.bases.push(use);
    }
    stage?.reads.push(...readsOf(instruction, expand));
    need ??= findNeed(instruction, args);
  }
  const needed = neededFor(stages.at(-1));
  return {
    reads: needed.flatMap((stage) => stage.reads),
    images: [...images],
    bases: needed.flatMap((stage) => stage.bases),
    unknownBases: needed.flatMap((stage) => stage.unknownBases),
    args,
    buildkit: need ?? findFrontend(dockerfile),
  };
}

interface Stage {
  readonly index: number;
  /** Lower case. */
  readonly name: string | undefined;
  /** What later stages on top of it have too. */
  readonly env: Map<string, string>;
  readonly args: Map<string, string>;
  readonly reads: ContextRead[];
  readonly bases: BaseUse[];
  readonly unknownBases: Word[];
  /** Earlier stages: its base, and those that it copies from. */
  readonly uses: Stage[];
}

const createStage = ({ words }: Instruction, index: number, base: Stage | undefined): Stage => ({
  index,
  name: words[2]?.text.toLowerCase(),
  env: new Map(base?.env),
  args: new Map(),
  reads: [],
  bases: [],
  unknownBases: [],
  uses: base === undefined ? [] : [base],
});

const findStage = (stages: readonly Stage[], name: string): Stage | undefined =>
  stages.find((stage) => stage.name === name.toLowerCase() || String(stage.index) === name);

const isTarget = (stage: Stage, target: string | undefined): boolean =>
  target !== undefined && findStage([stage], target) !== undefined;

/** The last stage and all that it uses, in their order: nothing of another decides the image. */
function neededFor(last: Stage | undefined): readonly Stage[] {
  const needed = new Set<Stage>();
  const visit = (stage: Stage): void => {
    if (needed.has(stage)) return;
    needed.add(stage);
    stage.uses.forEach(visit);
  };
  if (last !== undefined) visit(last);
  return [...needed].toSorted((a, b) => a.index - b.index);
}

/** Lower case; none for other instructions. */
const stageName = ({ keyword, words }: Instruction): readonly string[] =>
  keyword === 'FROM' && words[2] !== undefined ? [words[2].text.toLowerCase()] : [];

function setOrForget(variables: Map<string, string> | undefined, name: string, value: string | undefined): void {
  if (value === undefined) variables?.delete(name);
  else variables?.set(name, value);
}

/** Named contexts, and in `images` stages that come later, look like images too; that only costs a look for a credential. */
const isImage = (from: string): boolean => !/^(?:\d+|scratch)$/.test(from) && !from.includes('$');

/** `ENV NAME some value` is the old form. */
function envPairs({ text }: Instruction): readonly { readonly name: string; readonly value: string }[] {
  const [first, ...rest] = readPairs(text);
  if (first === undefined) return [];
  if (first.value === undefined)
    return [{ name: first.name, value: text.slice(text.indexOf(first.name) + first.name.length).trim() }];
  return [first, ...rest].map(({ name, value = '' }) => ({ name, value }));
}

function readsOf(instruction: Instruction, expand: (word: string) => string | undefined): readonly ContextRead[] {
  const { keyword, flags, words } = instruction;
  if (keyword === 'RUN')
    return flags.flatMap((flag) => (flag.name === 'mount' ? mountRead(flag.value, instruction, expand) : []));
  if ((keyword !== 'COPY' && keyword !== 'ADD') || flags.some(({ name }) => name === 'from')) return [];
  const sources = words.slice(0, -1).flatMap(({ text, at }) => {
    if (isHeredoc(text)) return [];
    const path = expand(text);
    return keyword === 'ADD' && path !== undefined && isRemote(path) ? [] : [{ path: cleanSource(path), at }];
  });
  return sources.length === 0 ? [] : [{ sources }];
}

/** `--mount=type=bind,source=go.mod,target=go.mod`: bind is the default type, and the whole context the default source. */
function mountRead(
  value: string | undefined,
  { at }: Instruction,
  expand: (word: string) => string | undefined,
): readonly ContextRead[] {
  const options = mountOptions(value);
  if ((options.get('type') ?? 'bind') !== 'bind' || options.has('from')) return [];
  const source = options.get('source') ?? options.get('src') ?? '.';
  return [{ sources: [{ path: cleanSource(expand(source)), at }] }];
}

/** URLs and git repositories of ADD. */
const isRemote = (source: string): boolean => /^(?:https?:\/\/|git@|git:\/\/|ssh:\/\/)/.test(source);

/** Sources are below the context, wherever they try to lead: `/a`, `./a` and `../a` are `a`. */
const cleanSource = (path: string | undefined): string | undefined => {
  if (path === undefined) return undefined;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/') || '.';
};
