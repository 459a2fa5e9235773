/**
 * The few things that the store does to a disk. Each is one step: a kill between any two of them must leave
 * a state that is read correctly, and a test stops between any two of them by wrapping this.
 *
 * Names are made durable by {@link Disk.syncFolder}, contents by {@link Sink.sync}; nothing else syncs.
 * Source: fsync(2), "does not necessarily ensure that the entry in the directory … has also reached disk".
 */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, stat, unlink, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, diskError } from './disk-error.ts';

/** A file that is being written. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Failures are OrchestratorErrors: DISK_FULL or FILE_FAILED, with the path. */
export interface Disk {
  /** A new file; undefined where one is already. */
  create(path: string): Promise<Sink | undefined>;
  /** Writes at the end of a file; undefined where there is none. */
  append(path: string): Promise<Sink | undefined>;
  /** Replaces what is there. False where `from` is not. */
  rename(from: string, to: string): Promise<boolean>;
  /** False where no file was. */
  remove(path: string): Promise<boolean>;
  /** Private folders, parents too; durable. */
  makeFolder(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
  /** Says that the file was used just now; false where there is none. A read-only disk is no failure. */
  touch(path: string): Promise<boolean>;
}

export const disk: Disk = {
  create: (path) => openSink(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 'EEXIST'),
  append: (path) => openSink(path, constants.O_WRONLY | constants.O_APPEND, 'ENOENT'),
  rename: (from, to) => attempt(from, 'ENOENT', () => rename(from, to)),
  remove: (path) => attempt(path, 'ENOENT', () => unlink(path)),
  async makeFolder(path) {
    const first = await guard(path, () => makeFolders(path));
    if (first === undefined) return;
    // Every folder that got a new entry: from the deepest up to the one that was there before.
    for (let folder = dirname(path); folder.length >= dirname(first).length; folder = dirname(folder)) {
      await this.syncFolder(folder);
      if (folder === dirname(folder)) return;
    }
  },
  async syncFolder(path) {
    await guard(path, async () => {
      const folder = await openPatiently(path, constants.O_RDONLY);
      await folder.sync().finally(() => folder.close());
    });
  },
  async touch(path) {
    const now = new Date();
    try {
      await utimes(path, now, now);
      return true;
    } catch (error) {
      return codeOf(error) !== 'ENOENT';
    }
  },
};

/**
 * Does what needs a file descriptor; where the process or the machine has none free, waits for one.
 *
 * @throws What `work` throws; EMFILE and ENFILE only after 5 s of waiting.
 */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let waitedMs = 0; ; waitedMs += 25) {
    try {
      return await work();
    } catch (error) {
      const isBusy = codeOf(error) === 'EMFILE' || codeOf(error) === 'ENFILE';
      if (!isBusy || waitedMs >= 5_000) throw error;
    }
    await sleep(25);
  }
}

export const openPatiently = (path: string, flags: number): Promise<FileHandle> =>
  patiently(() => open(path, flags, 0o600));

async function openSink(path: string, flags: number, expected: string): Promise<Sink | undefined> {
  let handle: FileHandle;
  try {
    handle = await openPatiently(path, flags);
  } catch (error) {
    if (codeOf(error) === expected) return undefined;
    throw await diskError(error, path);
  }
  return {
    write: (bytes) => guard(path, () => writeAll(handle, bytes), bytes.byteLength),
    sync: () => guard(path, () => handle.sync()),
    close: () => guard(path, () => handle.close()),
  };
}

/** Of a full disk Node says ENOENT here; asked for the first missing folder alone, it gives the true reason. */
async function makeFolders(path: string): Promise<string | undefined> {
  try {
    return await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    let missing = path;
    while ((await stat(dirname(missing)).catch(() => undefined)) === undefined) missing = dirname(missing);
    await mkdir(missing, { mode: 0o700 });
    await mkdir(path, { recursive: true, mode: 0o700 });
    return missing;
  }
}

/** One write may take less than it was given, for example when the disk is nearly full. */
async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    const { bytesWritten } = await handle.write(bytes, done);
    done += bytesWritten;
  }
}

async function attempt(path: string, expected: string, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (codeOf(error) === expected) return false;
    throw await diskError(error, path);
  }
}

async function guard<T>(path: string, work: () => Promise<T>, needed?: number): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await diskError(error, path, needed);
  }
}
