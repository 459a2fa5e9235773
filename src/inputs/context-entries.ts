/**
 * The build context that a Docker engine gets: what a walk kept, as one tar.
 *
 *     contextTar(await tree.walk(dir, { decide, signal }), (entry, signal) => tree.read(dir, entry, signal), …)
 *
 * Owners and times are left out, as they never change what an engine builds: files are root's, at the epoch, so
 * that equal contexts are equal bytes. Permission bits are kept, since COPY keeps them. Links are written as links
 * and never followed: one that leads out of the context brings nothing in, and is told by {@link findEscapingLinks}.
 */
import { posix } from 'node:path';
import { OrchestratorError } from '../errors/problem.ts';
import { createTar, type TarEntry } from '../oci/tar.ts';

/** An entry of a walk. */
export interface ContextEntry {
  /** Relative, `/` between parts. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly size: number;
  readonly mode: number;
  readonly linkTarget?: string;
}

export interface ContextTarOptions<Entry extends ContextEntry> {
  readonly open: (entry: Entry, signal: AbortSignal) => AsyncIterable<Uint8Array>;
  /** Files from elsewhere by their path in the context, e.g. a Dockerfile outside of it; they win over walked ones. */
  readonly extra?: Readonly<Record<string, Uint8Array>>;
  readonly signal: AbortSignal;
}

/**
 * Chunks of the tar, entries sorted by path.
 *
 * @throws OrchestratorError INPUT_INVALID for a socket, a FIFO, a device or an unsafe path; what `open` throws.
 */
export function contextTar<Entry extends ContextEntry>(
  entries: readonly Entry[],
  { open, extra = {}, signal }: ContextTarOptions<Entry>,
): AsyncGenerator<Uint8Array> {
  const walked = entries.filter(({ path }) => !Object.hasOwn(extra, path)).map((entry) => tarEntryOf(entry, open));
  const given = Object.entries(extra).map(([path, bytes]) => givenEntry(path, bytes));
  const sorted = [...walked, ...given].toSorted((left, right) => (left.path < right.path ? -1 : 1));
  for (const { path } of sorted) expectInside(path);
  return createTar(sorted, { end: true, signal });
}

/** Links whose target is outside of the context, e.g. for a warning. Relative targets are read without following others. */
export const findEscapingLinks = <Entry extends ContextEntry>(entries: readonly Entry[]): readonly Entry[] =>
  entries.filter(({ path, linkTarget }) => linkTarget !== undefined && leadsOut(path, linkTarget));

/** Whether a link at `path` leads out of the folder that paths are relative to. An absolute target does. */
export function leadsOut(path: string, linkTarget: string): boolean {
  const target = posix.join(posix.dirname(path), linkTarget);
  return linkTarget.startsWith('/') || target === '..' || target.startsWith('../');
}

function tarEntryOf<Entry extends ContextEntry>(entry: Entry, open: ContextTarOptions<Entry>['open']): TarEntry {
  const { path, kind, size, mode, linkTarget } = entry;
  if (kind === 'other')
    throw new OrchestratorError({
      code: 'INPUT_INVALID',
      message: `${JSON.stringify(path)} is neither a file nor a folder nor a link`,
      hint: 'Sockets, FIFOs and devices cannot be sent; ignore that path.',
    });
  const common = { ...neutral, path, size, mode: kind === 'link' ? 0o777 : mode };
  if (kind === 'file') return { ...common, kind, open: (signal) => open(entry, signal) };
  return { ...common, kind, ...(linkTarget !== undefined && { linkTarget }) };
}

const givenEntry = (path: string, bytes: Uint8Array): TarEntry => ({
  ...neutral,
  path,
  kind: 'file',
  mode: 0o644,
  size: bytes.length,
  async *open() {
    yield bytes;
  },
});

const neutral = { uid: 0, gid: 0, mtime: 0 };

function expectInside(path: string): void {
  const plain = posix.normalize(path) === path && path !== '.' && !path.endsWith('/');
  if (!plain || /^(?:\/|\.\.(?:\/|$))/.test(path))
    throw new OrchestratorError({
      code: 'INPUT_INVALID',
      message: `${JSON.stringify(path)} is no path inside of the context`,
    });
}
