/** The CopyTree port on node:fs; where the file system can share blocks, nothing is copied. */
import { chmod, constants, copyFile, lstat, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { stopIfAborted } from '../../errors/aborted.ts';
import type { CopyTree, CopyTreeOptions } from '../../ports/copy-tree.ts';
import { onFile } from '../system/file-error.ts';

const OWN_FOLDER = '.orchestrator';
/** What a tool makes new files and folders with before the umask. */
const FOLDER = 0o777;
const FILE = 0o666;
const EXECUTABLE = 0o111;

export const copyTree: CopyTree = async (from, to, options) => {
  stopIfAborted(options.signal);
  await onFile(to, () => mkdir(to, { recursive: true }));
  const names = (await onFile(from, () => readdir(from))).filter((name) => name !== OWN_FOLDER).sort();
  for (const name of options.order === 'forward' ? names : names.toReversed())
    await onFile(join(from, name), () => copyEntry(join(from, name), join(to, name), options));
  await onFile(to, () => chmod(to, FOLDER & ~options.umask));
};

async function copyEntry(from: string, to: string, options: CopyTreeOptions): Promise<void> {
  const found = await lstat(from);
  if (found.isDirectory()) return copyTree(from, to, options);
  if (found.isSymbolicLink()) return symlink(await readlink(from), to);
  if (!found.isFile()) return;
  stopIfAborted(options.signal);
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  const isExecutable = (found.mode & 0o100) !== 0;
  await chmod(to, (isExecutable ? FILE | EXECUTABLE : FILE) & ~options.umask);
}
