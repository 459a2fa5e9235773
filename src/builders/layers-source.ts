/**
 * From one `files` entry to the files that it means.
 *
 *     src: dist            a folder: its content         root  CONTEXT/dist
 *     src: dist/app        a file                        root  CONTEXT/dist, only app
 *     src: dist/**\/*.js    a glob                        root  CONTEXT/dist, what matches, folders kept
 *
 * What is read lies in the context, also after its links are followed; links below `root` are kept as links.
 */
import { posix } from 'node:path';
import { OrchestratorError, type SourceSpan } from '../errors/problem.ts';
import { leadsOut } from '../inputs/context-entries.ts';
import { type Decide, decideAll } from '../inputs/decide.ts';
import { createIgnoreList } from '../inputs/docker-ignore.ts';
import { createGlobs } from '../inputs/globs.ts';
import { LOCK_NAME, without } from '../inputs/own-files.ts';
import type { System } from '../ports/system.ts';
import type { Tree, TreeEntry } from '../ports/tree.ts';
import type { BuildJob } from './builder.ts';
import type { LayersSpec } from './layers.schema.ts';

export type FilesEntry = LayersSpec['files'][number];

export interface LayerSource {
  /** What `src` means: one file that may be named anew, or what lies below a folder. */
  readonly kind: 'file' | 'folder';
  /** Absolute, no links in it; entries are relative to it. */
  readonly root: string;
  /** `src` without its wildcards, relative to the context; empty for the context itself. */
  readonly prefix: string;
  readonly entries: readonly TreeEntry[];
}

export interface SourcePorts {
  readonly system: System;
  readonly tree: Tree;
  readonly signal: AbortSignal;
}

/** Absolute. */
export interface SourceFolders {
  readonly contextDir: string;
  /** Of the config, where `orchestrator.lock` lies; absent: the context. */
  readonly configDir?: string;
}

/** How problems name an entry, e.g. `web: layers.files[0]`, and where its fields stand. */
export interface EntryPlace {
  readonly name: string;
  readonly placeOf?: (field: string) => SourceSpan;
}

export function placeOfEntry(
  index: number,
  { artifact, placeOf }: Partial<Pick<BuildJob<LayersSpec>, 'artifact' | 'placeOf'>>,
): EntryPlace {
  return {
    name: `${artifact === undefined ? '' : `${artifact}: `}layers.files[${index}]`,
    ...(placeOf !== undefined && { placeOf: (field) => placeOf(['layers', 'files', index, field]) }),
  };
}

/**
 * @param src `entry.src`, expanded.
 * @throws OrchestratorError INPUT_MISSING where nothing is there, INPUT_INVALID for what cannot be in an image.
 */
export async function readSource(
  src: string,
  entry: Pick<FilesEntry, 'ignore'>,
  place: EntryPlace,
  { contextDir, configDir = contextDir }: SourceFolders,
  ports: SourcePorts,
): Promise<LayerSource> {
  const { fixed, glob } = splitGlob(src);
  const named = await find(fixed, src, place, contextDir, ports.system);
  const lock = posix.join(await ports.system.files.realPath(configDir), LOCK_NAME);
  if (named.path === lock) throw invalid(place, src, 'is a file of this program');
  const ignore = entry.ignore === undefined ? decideAll : ignoreList(entry.ignore, place);
  const rules = glob === undefined ? ignore : globDecide(glob, entry.ignore ?? [], src, place);
  const source =
    named.kind === 'file'
      ? await readFile(named, ports)
      : await readFolder(named, without(posix.relative(named.path, lock), rules), ports);
  if (source.entries.length === 0 && glob !== undefined) throw missing(place, src, 'nothing matches');
  for (const found of source.entries) expectUsable(found, place, src);
  return source;
}

function ignoreList(patterns: readonly string[], { name, placeOf }: EntryPlace): Decide {
  const list = createIgnoreList(patterns, `${name}.ignore`);
  if (list.ok) return list.value;
  const [problem] = list.problems;
  throw new OrchestratorError({ ...problem, ...(placeOf !== undefined && { at: placeOf('ignore') }) });
}

interface Named {
  readonly kind: 'file' | 'folder';
  /** Absolute, links followed. */
  readonly path: string;
  readonly prefix: string;
}

/** The parts before the first wildcard, and the rest. */
function splitGlob(src: string): { readonly fixed: string; readonly glob: string | undefined } {
  const parts = src.split('/');
  const wild = parts.findIndex((part) => /[*?[{\\]/.test(part));
  if (wild === -1) return { fixed: posix.normalize(src), glob: undefined };
  return { fixed: posix.normalize(parts.slice(0, wild).join('/') || '.'), glob: parts.slice(wild).join('/') };
}

async function find(fixed: string, src: string, place: EntryPlace, contextDir: string, system: System): Promise<Named> {
  if (fixed.startsWith('/') || leadsOut('x', fixed)) throw invalid(place, src, 'leads out of the context');
  const prefix = fixed.replace(/\/$/, '').replace(/^\.$/, '');
  if (prefix.split('/').includes('.orchestrator')) throw invalid(place, src, 'is in the folder of this program');
  const asked = posix.join(contextDir, prefix);
  const info = await system.files.stat(asked);
  if (info === undefined) throw missing(place, src, `there is nothing at "${asked}"`);
  if (info.kind === 'other') throw invalid(place, src, 'is neither a file nor a folder');
  const [path, context] = await Promise.all([system.files.realPath(asked), system.files.realPath(contextDir)]);
  if (path !== context && !path.startsWith(`${context === '/' ? '' : context}/`))
    throw invalid(place, src, `is a link that leads out of the context, to "${path}"`);
  return { kind: info.kind === 'folder' ? 'folder' : 'file', path, prefix };
}

async function readFolder(
  { path, prefix }: Named,
  decide: Decide,
  { tree, signal }: SourcePorts,
): Promise<LayerSource> {
  return { kind: 'folder', root: path, prefix, entries: await tree.walk(path, { decide, signal }) };
}

async function readFile({ path, prefix }: Named, { tree, signal }: SourcePorts): Promise<LayerSource> {
  const name = posix.basename(path);
  const decide: Decide = (found) => ({ keep: found === name, descend: false });
  const root = posix.dirname(path);
  return { kind: 'file', root, prefix, entries: await tree.walk(root, { decide, signal }) };
}

function globDecide(glob: string, ignore: readonly string[], src: string, place: EntryPlace): Decide {
  const globs = createGlobs([glob], ignore);
  if (!globs.ok) throw invalid(place, src, globs.problems[0].message);
  return globs.value.decide;
}

function expectUsable({ path, kind, linkTarget }: TreeEntry, place: EntryPlace, src: string): void {
  if (kind !== 'other' && linkTarget === undefined) return;
  const name = JSON.stringify(path);
  if (kind === 'other') throw invalid(place, src, `holds ${name}, which is neither a file nor a folder nor a link`);
  if (linkTarget !== undefined && leadsOut(path, linkTarget))
    throw invalid(place, src, `holds the link ${name}, which leads out of it, to ${JSON.stringify(linkTarget)}`);
}

const invalid = (place: EntryPlace, src: string, why: string): OrchestratorError =>
  wrongEntry(place, 'src', `${JSON.stringify(src)}: ${why}`);

const missing = (place: EntryPlace, src: string, why: string): OrchestratorError =>
  wrongEntry(place, 'src', `${JSON.stringify(src)}: ${why}`, 'INPUT_MISSING');

/** What is wrong with a field of an entry, at its place. */
export function wrongEntry(
  { name, placeOf }: EntryPlace,
  field: 'src' | 'ignore' | 'owner',
  why: string,
  code: 'INPUT_INVALID' | 'INPUT_MISSING' = 'INPUT_INVALID',
): OrchestratorError {
  const at = placeOf?.(field);
  return new OrchestratorError({ code, message: `${name}.${field} ${why}`, ...(at !== undefined && { at }) });
}
