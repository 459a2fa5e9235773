/**
 * Writing so that a reader sees the old file or the new one, whatever ends the process in between.
 *
 *     .orc-4f1c….tmp ── write, sync ──► rename ──► artifacts.json ── sync of the folder
 *
 * A link is followed: what it points to is replaced, not the link. What is no regular file (`/dev/stdout`, a
 * FIFO) cannot be replaced and is written to.
 *
 * What a killed process left is removed when the same folder is next written to and it is older than any write takes.
 */
import { chmod, type FileHandle, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { abortError, stopIfAborted } from '../../errors/aborted.ts';
import type { WriteOptions } from '../../ports/system.ts';
import { diskError } from '../blobs/disk-error.ts';
import { isAbsent } from './file-error.ts';
import { randomName } from './temp-name.ts';

type Data = string | Uint8Array | AsyncIterable<Uint8Array>;
type Write = (path: string, data: Data, options: WriteOptions) => Promise<void>;

/** A writer that looks once into each folder for what is left there. */
export function createAtomicWriter(): Write {
  const tidied = new Set<string>();
  return async (path, data, options) => {
    await writeAtomic(path, data, options);
    const folder = dirname(path);
    if (tidied.has(folder)) return;
    tidied.add(folder);
    await removeLeftovers(folder);
  };
}

async function writeAtomic(path: string, data: Data, options: WriteOptions): Promise<void> {
  try {
    stopIfAborted(options.signal);
    const target = await unlessAbsent(realpath(path));
    const old = target === undefined ? undefined : await stat(target);
    if (target !== undefined && old !== undefined && !old.isFile() && !old.isDirectory())
      await withHandle(open(target, 'w'), (file) => fill(file, data, options.signal));
    else await replace(target ?? path, data, options, old?.mode);
  } catch (error) {
    throw options.signal.aborted ? abortError(options.signal) : await diskError(error, path);
  }
}

async function replace(
  path: string,
  data: Data,
  { mode, signal }: WriteOptions,
  oldMode: number | undefined,
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temp = join(folder, `.orc-${randomName()}.tmp`);
  try {
    await withHandle(open(temp, 'wx', mode ?? 0o666), async (file) => {
      await fill(file, data, signal);
      await file.sync();
    });
    // A file that only its owner may read stays so, and one that is to be so becomes it.
    if (oldMode !== undefined) await chmod(temp, oldMode & (mode ?? 0o7777));
    await rename(temp, path);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
  await withHandle(open(folder, 'r'), (handle) => handle.sync());
}

async function fill(file: FileHandle, data: Data, signal: AbortSignal): Promise<void> {
  if (typeof data === 'string' || data instanceof Uint8Array) return file.writeFile(data, { signal });
  // Each goes on where the one before it ended.
  for await (const chunk of data) await file.writeFile(chunk, { signal });
}

/** Temp files of the name that {@link replace} gives. */
const LEFT = /^\.orc-[0-9a-f-]{36}\.tmp$/;
const OLD_MS = 60_000;

/** A convenience: whatever stands in its way, the file was written. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => LEFT.test(one))) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() && Date.now() - found.mtimeMs > OLD_MS) await rm(path, { force: true }).catch(() => undefined);
  }
}

async function withHandle(opened: Promise<FileHandle>, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await opened;
  await work(file).finally(() => file.close());
}

async function unlessAbsent<T>(wanted: Promise<T>): Promise<T | undefined> {
  try {
    return await wanted;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
