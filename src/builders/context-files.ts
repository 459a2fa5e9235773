/**
 * Which files of a context a Dockerfile reads: what its COPY, ADD and bind mounts name, without what the rules leave out.
 *
 * A source behind a link counts as what the link points to, as COPY reads it, as long as that lies in the context.
 */
import { join, relative } from 'node:path';
import { OrchestratorError, type Problem, type SourceSpan } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { digestOf } from '../image/digest.ts';
import { createGlobs } from '../inputs/globs.ts';
import type { InputFile } from '../inputs/input-set.ts';
import type { TreeEntry } from '../ports/tree.ts';
import type { BuildContext } from './builder.ts';
import { type DockerSource, isBelow, toSlashes } from './docker-source.ts';
import type { ContextRead } from './dockerfile-stages.ts';

type Ports = Pick<BuildContext, 'system' | 'tree' | 'signal'>;

/**
 * Sorted by name, the Dockerfile and the file with the rules included; `tree` is over folders and permission bits, which
 * COPY takes along.
 *
 * @throws OrchestratorError INPUT_MISSING with the place of every source that is not there.
 */
export async function readContextFiles(
  source: DockerSource,
  reads: readonly ContextRead[],
  contextDir: string,
  ports: Ports,
): Promise<{ readonly files: readonly InputFile[]; readonly tree: string }> {
  const paths = reads.flatMap(({ sources }) => sources.map(({ path }) => path ?? '.'));
  const links = new Map<string, string>();
  let entries: readonly TreeEntry[] = [];
  // Each round follows the links that the one before has found.
  for (let rounds = 0; rounds < MAX_LINKS; rounds += 1) {
    const wanted = new Set([...paths, ...links.values()]);
    entries = wanted.size === 0 ? [] : await walk(source, [...wanted], contextDir, ports);
    const before = links.size;
    for (const path of wanted)
      if (!links.has(path) && isLiteral(path) && needsLook(path, entries)) {
        const real = await realPathIn(contextDir, path, ports);
        if (real !== undefined && real !== path) links.set(path, real);
      }
    if (links.size === before) break;
  }
  const missing = await findMissing(reads, { entries, links, source, contextDir }, ports);
  if (missing !== undefined) throw new OrchestratorError(missing);
  const tree = digestOf(JSON.stringify(entries.map(({ path, kind, mode }) => [path, kind, mode])));
  return { files: withOwnFiles(source, contextDir, entries), tree };
}

/**
 * The sources that are certainly not there, without a walk: for an early word, with a place that the engine does not know.
 *
 * @throws OrchestratorError INPUT_MISSING.
 */
export async function expectSources(
  source: DockerSource,
  reads: readonly ContextRead[],
  contextDir: string,
  { system }: Pick<BuildContext, 'system'>,
): Promise<void> {
  const all = reads
    .flatMap(({ sources }) => sources)
    .flatMap(({ path, at }) => (path && isLiteral(path) ? [{ path, at }] : []));
  const problems: Problem[] = [];
  for (const one of all)
    if ((await system.files.stat(join(contextDir, one.path))) === undefined)
      problems.push(await missingProblem(one, source, contextDir, { system }));
  const [first, ...rest] = problems;
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
}

const MAX_LINKS = 8;
const isLiteral = (path: string): boolean => path !== '.' && !/[*?[\\]/.test(path);

function walk(source: DockerSource, paths: readonly string[], contextDir: string, { tree, signal }: Ports) {
  const globs = unwrap(createGlobs(paths.map(globOf)));
  return tree.walk(contextDir, {
    decide(path, kind) {
      const mine = globs.decide(path, kind);
      const rules = source.rules(path, kind);
      return { keep: mine.keep && rules.keep, descend: mine.descend && rules.descend };
    },
    signal,
  });
}

/** A pattern of Go's `filepath.Match`: two stars are one, and braces are braces. */
const globOf = (path: string): string => path.replace(/\*{2,}/g, '*').replace(/[{}]/g, '\\$&');

/** A link, or a path that leads through one: walks do not follow them. */
const needsLook = (path: string, entries: readonly TreeEntry[]): boolean =>
  entries.some((entry) => entry.path === path && entry.kind === 'link') || !isMatched(path, entries);

const isMatched = (path: string, entries: readonly TreeEntry[]): boolean =>
  path === '.' || entries.some((entry) => entry.path === path || entry.path.startsWith(`${path}/`));

/** Undefined where nothing is, or it lies outside. */
async function realPathIn(contextDir: string, path: string, { system }: Ports): Promise<string | undefined> {
  if ((await system.files.stat(join(contextDir, path))) === undefined) return undefined;
  const real = relative(await system.files.realPath(contextDir), await system.files.realPath(join(contextDir, path)));
  return isBelow(real) ? toSlashes(real) : undefined;
}

interface Walked {
  readonly entries: readonly TreeEntry[];
  readonly links: ReadonlyMap<string, string>;
  readonly source: DockerSource;
  readonly contextDir: string;
}

async function findMissing(
  reads: readonly ContextRead[],
  { entries, links, source, contextDir }: Walked,
  { system }: Ports,
): Promise<readonly [Problem, ...Problem[]] | undefined> {
  const found = (path: string): boolean => {
    if (!isLiteral(path)) return path === '.' || matchesAny(path, entries);
    const real = links.get(path);
    return isMatched(path, entries) || (real !== undefined && found(real));
  };
  const missing = reads.flatMap(({ sources }) => {
    const lost = sources.flatMap(({ path, at }) => (path === undefined || found(path) ? [] : [{ path, at }]));
    // A pattern may match nothing where another source of the same instruction is there: `COPY package.json yarn.lock* ./`.
    return lost.length < sources.length ? lost.filter(({ path }) => isLiteral(path)) : lost;
  });
  const problems = missing.map((one) => missingProblem(one, source, contextDir, { system }));
  const [first, ...rest] = await Promise.all(problems);
  return first === undefined ? undefined : [first, ...rest];
}

async function missingProblem(
  { path, at }: { readonly path: string; readonly at: SourceSpan },
  { ignore }: DockerSource,
  contextDir: string,
  { system }: Pick<BuildContext, 'system'>,
): Promise<Problem> {
  const isThere = isLiteral(path) && (await system.files.stat(join(contextDir, path))) !== undefined;
  return {
    code: 'INPUT_MISSING',
    message: `"${path}" is not in the context`,
    hint: isThere
      ? `It is there, and "${ignore?.path ?? 'a link'}" leaves it out.`
      : `Sources are relative to the context, ${contextDir}.`,
    at,
  };
}

function matchesAny(pattern: string, entries: readonly TreeEntry[]): boolean {
  const globs = unwrap(createGlobs([globOf(pattern)]));
  return globs.unmatched(entries.map(({ path }) => path)).length === 0;
}

function withOwnFiles(source: DockerSource, contextDir: string, entries: readonly TreeEntry[]): readonly InputFile[] {
  const files = new Map<string, InputFile>();
  for (const path of [source.dockerfilePath, ...(source.ignore ? [source.ignore.path] : [])]) {
    const name = toSlashes(relative(contextDir, path));
    files.set(name, { path, name, kind: 'file' });
  }
  for (const state of entries) {
    const { path, kind } = state;
    if (kind === 'file' || kind === 'link') files.set(path, { path: join(contextDir, path), name: path, kind, state });
  }
  return [...files.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
