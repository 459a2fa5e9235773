/** One entry of a tree as it is now; links are not followed. */
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { OrchestratorError } from '../../errors/problem.ts';
import type { TreeEntry } from '../../ports/tree.ts';
import { failedToRead, isGone } from './problems.ts';

/** Undefined where there is nothing, any more. @throws OrchestratorError INPUT_INVALID, FILE_FAILED. */
export function look(root: string, path: string): TreeEntry | undefined {
  // No `join`: it costs as much as the look itself.
  const absolute = root.endsWith('/') ? `${root}${path.startsWith('/') ? path.slice(1) : path}` : `${root}/${path}`;
  const found = statOf(absolute);
  if (found === undefined) return refuseOtherEncoding(root, path);
  const { kind, stat, linkTarget } = found;
  return {
    path,
    kind,
    size: kind === 'file' ? Number(stat.size) : 0,
    mode: Number(stat.mode & 0o7777n),
    mtimeNs: stat.mtimeNs,
    ctimeNs: stat.ctimeNs,
    inode: stat.ino,
    ...(linkTarget !== undefined && { linkTarget }),
  };
}

function statOf(path: string) {
  try {
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    const kind = kindOf(stat);
    return { kind, stat, linkTarget: kind === 'link' ? readlinkSync(path) : undefined };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw failedToRead(path, error);
  }
}

/** A name that is not UTF-8 reads as replacement characters, and then names nothing. */
function refuseOtherEncoding(root: string, path: string): undefined {
  if (!path.includes('\uFFFD')) return undefined;
  const folder = join(root, path, '..');
  const isText = (name: Buffer): boolean => Buffer.from(name.toString('utf8'), 'utf8').equals(name);
  if (readdirSync(folder, { encoding: 'buffer' }).every(isText)) return undefined;
  throw new OrchestratorError({
    code: 'INPUT_INVALID',
    message: `the name ${JSON.stringify(path)} is not UTF-8`,
    hint: 'Rename it, or ignore that path.',
  });
}

interface Kinds {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

export const kindOf = (entry: Kinds): TreeEntry['kind'] => {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
};
