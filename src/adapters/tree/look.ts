/** One entry of a tree as it is now; links are not followed. */
import { constants, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { OrchestratorError } from '../../errors/problem.ts';
import type { TreeEntry } from '../../ports/tree.ts';
import { failedToRead, isGone } from './problems.ts';

/** Undefined where there is nothing, any more. @throws OrchestratorError INPUT_INVALID, FILE_FAILED. */
export function look(root: string, path: string): TreeEntry | undefined {
  // No `join`: it costs as much as the look itself.
  const absolute = root.endsWith('/') ? `${root}${path.startsWith('/') ? path.slice(1) : path}` : `${root}/${path}`;
  const stat = statOf(absolute);
  if (stat === undefined) return refuseOtherEncoding(root, path);
  const bits = Number(stat.mode);
  const kind = kindOfBits(bits);
  const size = kind === 'file' ? Number(stat.size) : 0;
  const entry = {
    path,
    kind,
    size,
    mode: bits & 0o7777,
    mtimeNs: stat.mtimeNs,
    ctimeNs: stat.ctimeNs,
    inode: stat.ino,
  };
  if (kind !== 'link') return entry;
  const linkTarget = targetOf(absolute);
  return linkTarget === undefined ? undefined : { ...entry, linkTarget };
}

const OPTIONS = { bigint: true, throwIfNoEntry: false } as const;

const statOf = (path: string) => unlessGone(path, () => lstatSync(path, OPTIONS));
const targetOf = (path: string) => unlessGone(path, () => readlinkSync(path));

function unlessGone<T>(path: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw failedToRead(path, error);
  }
}

/** Plain arithmetic: the methods of a stat of big numbers take longer than the stat. */
function kindOfBits(bits: number): TreeEntry['kind'] {
  const type = bits & constants.S_IFMT;
  if (type === constants.S_IFREG) return 'file';
  if (type === constants.S_IFDIR) return 'folder';
  return type === constants.S_IFLNK ? 'link' : 'other';
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
