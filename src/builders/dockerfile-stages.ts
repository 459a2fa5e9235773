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
import { type Dockerfile, type Instruction, isHeredoc } from './dockerfile.ts';
import { type BuildkitNeed, findFrontend, findNeed, isPlatformArg } from './dockerfile-needs.ts';
import { expandWord, readPairs } from './dockerfile-words.ts';

export interface Outside {
  /** One for each COPY, ADD and bind mount that reads the context. */
  readonly reads: readonly ContextRead[];
  /** Images of registries, as they are named after expansion, each once; a name that cannot be known is left out. */
  readonly images: readonly string[];
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
}

export function readOutside(dockerfile: Dockerfile, { buildArgs, target }: OutsideOptions): Outside {
  const args = new Set<string>();
  const images = new Set<string>();
  const reads: ContextRead[] = [];
  const stages: { readonly name: string | undefined; readonly env: Map<string, string> }[] = [];
  const globals = new Map<string, string>();
  let variables = new Map<string, string>();
  let env = new Map<string, string>();
  let need: BuildkitNeed | undefined;
  const stageOf = (name: string) =>
    stages.find((stage, index) => stage.name === name.toLowerCase() || String(index) === name);
  const expand = (word: string): string | undefined =>
    expandWord(word, new Map([...variables, ...env]), dockerfile.escapeSign);

  for (const instruction of dockerfile.instructions) {
    const { keyword, flags, words } = instruction;
    if (keyword === 'FROM') {
      if (stages.length > 0 && isTarget(stages.at(-1)?.name, stages.length - 1, target)) break;
      const image = expandWord(words[0]?.text ?? '', globals, dockerfile.escapeSign);
      const before = image === undefined ? undefined : stageOf(image);
      if (before === undefined && image !== undefined && image !== 'scratch') images.add(image);
      env = new Map(before?.env);
      variables = new Map();
      stages.push({ name: words[2]?.text.toLowerCase(), env });
    }
    if (keyword === 'ARG')
      for (const { name, value } of readPairs(instruction.text)) {
        args.add(name);
        const given = Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined;
        const inherited = stages.length === 0 ? undefined : globals.get(name);
        const scope = stages.length === 0 ? globals : variables;
        const chosen = given ?? (value === undefined ? inherited : expandWord(value, scope, dockerfile.escapeSign));
        // Declared and without a value is empty, but for those that BuildKit sets by platform.
        if (chosen !== undefined || !isPlatformArg(name)) scope.set(name, chosen ?? '');
      }
    if (keyword === 'ENV')
      // All are expanded before the first is set.
      for (const [name, value] of envPairs(instruction).map((pair) => [pair.name, expand(pair.value)] as const)) {
        if (value === undefined) env.delete(name);
        else env.set(name, value);
      }
    const from = flags.find(({ name }) => name === 'from')?.value;
    if (from !== undefined && stageOf(from) === undefined && isImage(from)) images.add(from);
    reads.push(...readsOf(instruction, expand));
    need ??= findNeed(instruction, args);
  }
  return { reads, images: [...images], args, buildkit: need ?? findFrontend(dockerfile) };
}

const isTarget = (name: string | undefined, index: number, target: string | undefined): boolean =>
  target !== undefined && (name === target.toLowerCase() || String(index) === target);

/** Stages that come later, and named contexts, look like images too; that only costs a look for a credential. */
const isImage = (from: string): boolean => !/^\d+$/.test(from) && !from.includes('$');

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
  value = '',
  { at }: Instruction,
  expand: (word: string) => string | undefined,
): readonly ContextRead[] {
  const options = new Map(value.split(',').map((part) => splitOnce(part.trim())));
  if ((options.get('type') ?? 'bind') !== 'bind' || options.has('from')) return [];
  const source = options.get('source') ?? options.get('src') ?? '.';
  return [{ sources: [{ path: cleanSource(expand(source)), at }] }];
}

function splitOnce(text: string): [string, string] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
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
