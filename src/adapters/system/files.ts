/** Files of the machine; see the port. */
import { lstat, mkdir, mkdtemp, readdir, readlink, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileInfo, Files } from '../../ports/system.ts';
import { isAbsent, onFile } from './file-error.ts';
import { readWhole, streamFile } from './read-file.ts';
import { createAtomicWriter } from './write-atomic.ts';

export const createFiles = (): Files => ({
  readText: async (path, signal) => (await readWhole(path, signal)).toString('utf8'),
  readBytes: readWhole,
  streamBytes: streamFile,
  writeAtomic: createAtomicWriter(),
  stat: (path) => infoOf(path, stat),
  lstat: (path) => infoOf(path, lstat),
  readLink: (path) => onFile(path, () => readlink(path)),
  realPath: (path) => onFile(path, () => realpath(path)),
  list: (path) => onFile(path, async () => (await readdir(path)).sort()),
  makeFolder: (path, mode) => onFile(path, async () => void (await mkdir(path, { recursive: true, mode }))),
  remove: (path) => onFile(path, () => rm(path, { recursive: true, force: true, maxRetries: 3 })),
  makeTempFolder: (prefix) => onFile(tmpdir(), () => mkdtemp(join(tmpdir(), prefix))),
});

function infoOf(path: string, ask: typeof stat): Promise<FileInfo | undefined> {
  return onFile(path, async () => {
    try {
      const found = await ask(path);
      const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : found.isSymbolicLink() ? 'link' : 'other';
      const changedMs = Math.max(found.mtimeMs, found.ctimeMs);
      return { kind, size: found.size, mode: found.mode & 0o7777, changedMs };
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  });
}
