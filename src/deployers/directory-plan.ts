/**
 * Files that are wanted + what lies in the folder → what to do.
 *
 *     wanted   there        ours      ─►
 *     yes      no                         create
 *     yes      the same                   keep
 *     yes      other        yes           update
 *     no       yes          yes           prune, or retain where the file itself asks for that
 *     any      other        no            conflict: someone else's, or edited since
 *
 * Pure. `force` turns conflicts into updates and prunes, but never touches what is no regular file.
 */
import type { ObjectFile } from './object-files.ts';
import { foldPath } from './object-path.ts';
import { type Ownership, sha256Of } from './ownership.ts';
import { isPruneDisabled } from './prune-annotation.ts';

export type Found =
  | { readonly kind: 'file'; readonly sha256: string; readonly text: string }
  /** Never followed, never replaced. `folder-link`: the folder that the file would be in is a link, or no folder. */
  | { readonly kind: 'link' | 'folder' | 'other' | 'folder-link' };

export interface FolderState {
  readonly owned: Ownership;
  /** What lies at the paths that are wanted or owned; absent where nothing is. */
  readonly found: ReadonlyMap<string, Found>;
}

export interface Update extends ObjectFile {
  /** The text that is replaced. */
  readonly before: string;
}

export interface Prune {
  readonly path: string;
  readonly before: string;
}

export interface Conflict {
  readonly path: string;
  readonly why: 'foreign' | 'edited' | Exclude<Found['kind'], 'file'>;
  readonly wanted: boolean;
}

export interface DirectoryChanges {
  readonly create: readonly ObjectFile[];
  readonly update: readonly Update[];
  readonly keep: readonly string[];
  readonly prune: readonly Prune[];
  /** Not rendered any more, and to stay because of `orchestrator.dev/prune: disabled`. */
  readonly retain: readonly string[];
  readonly conflicts: readonly Conflict[];
  /** What is ours once all this is done. */
  readonly owned: Ownership;
}

/** Paths of `files` are distinct, whatever their case. */
export function planDirectory(
  files: readonly ObjectFile[],
  state: FolderState,
  { force }: { readonly force: boolean },
): DirectoryChanges {
  const isOurs = ownedByFold(state.owned);
  const steps = [
    ...files.map((file) => stepFor(file, state.found.get(file.path), isOurs, force)),
    ...unwanted(files, state).map(([path, found]) => stepAway(path, found, isOurs, force)),
  ];
  const all = <K extends Step['to']>(to: K) => steps.filter((step): step is Extract<Step, { to: K }> => step.to === to);
  const retain = all('retain').map(({ path }) => path);
  return {
    create: all('create').map(({ file }) => file),
    update: all('update').map(({ file, before }) => ({ ...file, before })),
    keep: all('keep').map(({ path }) => path),
    prune: all('prune').map(({ path, before }) => ({ path, before })),
    retain,
    conflicts: all('conflict').map(({ conflict }) => conflict),
    owned: new Map([
      ...files.map(({ path, text }) => [path, [sha256Of(text)]] as const),
      ...retain.map((path) => [path, state.owned.get(path) ?? []] as const),
    ]),
  };
}

type Step =
  | { readonly to: 'create'; readonly file: ObjectFile }
  | { readonly to: 'update'; readonly file: ObjectFile; readonly before: string }
  | { readonly to: 'keep' | 'retain'; readonly path: string }
  | { readonly to: 'prune'; readonly path: string; readonly before: string }
  | { readonly to: 'conflict'; readonly conflict: Conflict };

/** Undefined where nothing of that path is ours, else whether the content is. */
type IsOurs = (path: string, sha256: string) => boolean | undefined;

function stepFor(file: ObjectFile, found: Found | undefined, isOurs: IsOurs, force: boolean): Step {
  const { path } = file;
  if (found === undefined) return { to: 'create', file };
  if (found.kind !== 'file') return { to: 'conflict', conflict: { path, why: found.kind, wanted: true } };
  if (found.sha256 === sha256Of(file.text)) return { to: 'keep', path };
  const ours = isOurs(path, found.sha256);
  if (ours === true || force) return { to: 'update', file, before: found.text };
  return { to: 'conflict', conflict: { path, why: ours === undefined ? 'foreign' : 'edited', wanted: true } };
}

function stepAway(path: string, found: Found, isOurs: IsOurs, force: boolean): Step {
  if (found.kind !== 'file') return { to: 'conflict', conflict: { path, why: found.kind, wanted: false } };
  if (isPruneDisabled(found.text)) return { to: 'retain', path };
  if (isOurs(path, found.sha256) === true || force) return { to: 'prune', path, before: found.text };
  return { to: 'conflict', conflict: { path, why: 'edited', wanted: false } };
}

/** Files that are ours, are there, and are not wanted any more. */
function unwanted(files: readonly ObjectFile[], { owned, found }: FolderState): readonly (readonly [string, Found])[] {
  const wanted = new Map(files.map((file) => [foldPath(file.path), file]));
  return [...owned.keys()].flatMap((path) => {
    const there = found.get(path);
    const twin = wanted.get(foldPath(path));
    if (there === undefined || twin?.path === path) return [];
    // Where case is ignored, a file renamed in case only is found under its old name too, once it is written.
    const isWritten = twin !== undefined && there.kind === 'file' && there.sha256 === sha256Of(twin.text);
    return isWritten ? [] : [[path, there] as const];
  });
}

/** By path without its case: a volume that ignores it shows the content of the one name under the other. */
function ownedByFold(owned: Ownership): IsOurs {
  const byFold = new Map<string, Set<string>>();
  for (const [path, all] of owned) {
    const known = byFold.get(foldPath(path)) ?? new Set();
    byFold.set(foldPath(path), known);
    for (const sha of all) known.add(sha);
  }
  return (path, sha256) => byFold.get(foldPath(path))?.has(sha256);
}
