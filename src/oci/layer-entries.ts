/**
 * What a layer holds: files at their places in the image, with the folders above them, in one fixed order.
 *
 *     dest /srv/app, files  a, b/c   ─►   srv/  srv/app/  srv/app/a  srv/app/b/  srv/app/b/c
 *
 * Owners, modes and times are decided here, so that nothing of the machine that builds shows. Names are checked:
 * `.wh.x` would delete x of the image below. Pure. Source: OCI image-spec v1.1, layer.md.
 */
import { posix } from 'node:path';
import { err, ok, type Result } from '../errors/result.ts';
import type { TarEntry } from './tar.ts';

export interface LayerFile extends Pick<TarEntry, 'kind' | 'size' | 'linkTarget' | 'open'> {
  /** Below the destination; empty for the destination itself. */
  readonly path: string;
  /** Permission bits on this machine; only whether the owner may execute counts. */
  readonly mode: number;
}

export interface LayerPlace {
  /** Absolute path in the image, of the folder or, where `path` is empty, of the file. */
  readonly dest: string;
  readonly uid: number;
  readonly gid: number;
  /** Of files, in place of what they have. */
  readonly mode?: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
}

/** Entries of one layer, at most. */
export const maxLayerEntries = 1_000_000;
/** Bytes of one layer's files, at most. */
export const maxLayerBytes: number = 32 * 1024 ** 3;
/** Bytes of a path, as Linux has it. */
const MAX_PATH = 4095;
/** Bytes of one part of a path. */
const MAX_NAME = 255;

/** Folders that every image has with another mode: writing them anew must not change it. */
const KNOWN_MODES: Readonly<Record<string, number>> = { tmp: 0o1777, 'var/tmp': 0o1777, root: 0o700 };

/** All entries of the layer, folders before what they hold. Problems are INPUT_INVALID, naming the path in the image. */
export function layOut(files: readonly LayerFile[], place: LayerPlace): Result<readonly TarEntry[]> {
  const dest = posix.normalize(place.dest).replace(/^\//, '').replace(/\/$/, '');
  if (!place.dest.startsWith('/') || dest.split('/').includes('..')) return bad(place.dest, 'is not an absolute path');
  if (files.length > maxLayerEntries)
    return bad(place.dest, `gets ${files.length} entries, more than ${maxLayerEntries}`);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > maxLayerBytes) return bad(place.dest, `gets ${bytes} bytes, more than ${maxLayerBytes}`);

  const entries = new Map<string, TarEntry>();
  for (const file of files) {
    const path = [dest, file.path].filter((part) => part !== '').join('/');
    const why = path === '' && file.kind === 'folder' ? undefined : flawOf(path);
    if (why !== undefined) return bad(path, why);
    for (let above = parentOf(path); above !== '' && !entries.has(above); above = parentOf(above))
      entries.set(above, folder(above, dest, place));
    if (path === '') continue;
    entries.set(path, file.kind === 'folder' ? folder(path, dest, place) : entryOf(path, file, place));
  }
  return ok([...entries.values()].sort((left, right) => (left.path < right.path ? -1 : 1)));
}

function entryOf(path: string, { kind, size, mode, linkTarget, open }: LayerFile, place: LayerPlace): TarEntry {
  const normal = place.mode ?? ((mode & 0o100) === 0 ? 0o644 : 0o755);
  return {
    path,
    kind,
    size,
    mode: kind === 'link' ? 0o777 : normal,
    uid: place.uid,
    gid: place.gid,
    mtime: place.mtime,
    ...(linkTarget !== undefined && { linkTarget }),
    ...(open && { open }),
  };
}

/** From the destination downward the folders are the files' owner's; those above it, and the known ones, are root's. */
function folder(path: string, dest: string, { uid, gid, mtime }: LayerPlace): TarEntry {
  const known = KNOWN_MODES[path];
  const owned = known === undefined && (dest === '' || path === dest || path.startsWith(`${dest}/`));
  return { path, kind: 'folder', size: 0, mode: known ?? 0o755, uid: owned ? uid : 0, gid: owned ? gid : 0, mtime };
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

function flawOf(path: string): string | undefined {
  const parts = path.split('/');
  if (path.includes('\0')) return 'holds a zero character';
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'is no plain path';
  if (parts.some((part) => part.startsWith('.wh.'))) return 'begins with ".wh.", which removes files of the base';
  if (Buffer.byteLength(path) > MAX_PATH) return `is longer than ${MAX_PATH} bytes`;
  if (parts.some((part) => Buffer.byteLength(part) > MAX_NAME)) return `has a part longer than ${MAX_NAME} bytes`;
  return undefined;
}

const bad = (path: string, why: string): Result<never> =>
  err({ code: 'INPUT_INVALID', message: `${JSON.stringify(path)} in the image ${why}` });
