/** The CopyTree port on node:fs; where the file system can share blocks, nothing is copied. */
import { chmod, constants, copyFile, lstat, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { stopIfAborted } from '../../errors/aborted.ts';
import type { CopyTree, CopyTreeOptions } from '../../ports/copy-tree.ts';
import { onFile } from '../system/file-error.ts';
import { listedNames } from './copy-place.ts';

const OWN_FOLDER = '.orchestrator';
/** What a tool makes new files and folders with before the umask. */
const FOLDER = 0o777;
const FILE = 0o666;
const EXECUTABLE = 0o111;

export const copyTree: CopyTree = (from, to, options) => copyFolder(from, to, '', options);

/** @param path Of the folder, below both. */
async function copyFolder(root: string, target: string, path: string, options: CopyTreeOptions): Promise<void> {
  const [from, to] = [join(root, path), join(target, path)];
  stopIfAborted(options.signal);
  await onFile(to, () => mkdir(to, { recursive: true }));
  const names = (await onFile(from, () => readdir(from))).filter((name) => name !== OWN_FOLDER).sort();
  for (const name of await inOrder(names, path, options))
    await onFile(join(from, name), () => copyEntry(root, target, join(path, name), options));
  await onFile(to, () => chmod(to, FOLDER & ~options.umask));
}

/** What the other copy does not have, or not any more, comes last. */
async function inOrder(names: readonly string[], path: string, { order }: CopyTreeOptions): Promise<readonly string[]> {
  if (order === 'forward') return names;
  if (order === 'backward' || order.listing === 'its own') return names.toReversed();
  const listed = await listedNames(join(order.unlike, path)).catch(() => []);
  const places = new Map(listed.map((name, index) => [name, index]));
  const placeOf = (name: string): number => places.get(name) ?? names.length;
  const sameWay = names.toSorted((left, right) => placeOf(left) - placeOf(right));
  return order.listing === 'as made' ? sameWay.toReversed() : sameWay;
}

async function copyEntry(root: string, target: string, path: string, options: CopyTreeOptions): Promise<void> {
  const [from, to] = [join(root, path), join(target, path)];
  const found = await lstat(from);
  if (found.isDirectory()) return copyFolder(root, target, path, options);
  if (found.isSymbolicLink()) return symlink(await readlink(from), to);
  if (!found.isFile()) return;
  stopIfAborted(options.signal);
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  const isExecutable = (found.mode & 0o100) !== 0;
  await chmod(to, (isExecutable ? FILE | EXECUTABLE : FILE) & ~options.umask);
}
