/**
 * The Journal port: one file a run, which is there only while the run does what outlives it.
 *
 *     journal1/1234.567890.4026531836.0e6b…     pid, start and pid namespace of its run
 *
 * A note is synced before the effect that it is about; one that something is done is not, as losing it says less and
 * nothing wrong. The file's time is set anew all the while, for runs in other containers, which cannot look for the
 * process. Other versions of the program look into folders of other names.
 */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { InterruptedRun, Journal, JournalEntry } from '../../ports/journal.ts';
import type { Clock } from '../../ports/system.ts';
import { openPatiently } from '../blobs/disk.ts';
import { diskError } from '../blobs/disk-error.ts';
import { isRunning, ownerMark } from '../system/owner.ts';
import { formatEntry, formatHeader, formatState, keyOf, parseJournal } from './journal-lines.ts';

export interface JournalOptions {
  /** The command being run, e.g. `build`. */
  readonly command: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Asked once, before the first note: false where nothing can be kept, and that was said. Makes the state's folder. */
  readonly isKept: () => Promise<boolean>;
  /** Milliseconds between signs of life: the file's time. */
  readonly beatMs?: number;
}

/** @param folder Absolute; made with the first note. */
export function createJournal(folder: string, { command, clock, isKept, beatMs = BEAT_MS }: JournalOptions): Journal {
  const entries = new Map<string, JournalEntry>();
  /** Keys of effects that are expected and not on the disk yet. */
  const unwritten = new Set<string>();
  let file: JournalFile | undefined;
  let kept: Promise<boolean> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  /** Artifacts are built together, and notes come one after the other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work);
    turn = next.catch(() => undefined);
    return next;
  };
  return {
    expect(effects) {
      for (const effect of effects) {
        entries.set(keyOf(effect), { effect, state: 'expected' });
        unwritten.add(keyOf(effect));
      }
    },
    begin: (effect) =>
      inTurn(async () => {
        const entry: JournalEntry = { effect, state: 'begun' };
        kept ??= isKept();
        if (await kept) {
          const began = clock.now().toISOString();
          const earlier = [...unwritten].flatMap((key) => entries.get(key) ?? []);
          const lines = [...earlier, entry].map(formatEntry).join('');
          if (file === undefined) file = await createFile(folder, `${formatHeader(command, began)}${lines}`, beatMs);
          else await file.append(lines, true);
          unwritten.clear();
        }
        entries.set(keyOf(effect), entry);
      }),
    mark: (effect, state) =>
      inTurn(async () => {
        const key = keyOf(effect);
        const known = entries.get(key);
        if (known === undefined) return;
        // What is learned meanwhile, such as the digest that a build gave, is a note of its own.
        const isSame = JSON.stringify(known.effect) === JSON.stringify(effect);
        entries.set(key, { effect, state });
        const line = isSame ? formatState(effect, state) : formatEntry({ effect, state });
        await file?.append(line, false).catch(() => undefined);
      }),
    entries: () => [...entries.values()],
    close: () =>
      inTurn(async () => {
        await file?.remove();
        file = undefined;
      }),
    interrupted: () => findInterrupted(folder),
    async forget(runs) {
      for (const { id } of runs) await unlink(join(folder, id)).catch(() => undefined);
    },
  };
}

interface JournalFile {
  append(lines: string, isSynced: boolean): Promise<void>;
  remove(): Promise<void>;
}

/** Whole and on the disk, name and all, or an error. */
async function createFile(folder: string, lines: string, beatMs: number): Promise<JournalFile> {
  const path = join(folder, [...(await ownerMark()).replace(/pid:\[(\d+)\]/, '$1').split(' '), randomUUID()].join('.'));
  let handle: FileHandle | undefined;
  try {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    handle = await openPatiently(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL);
    const file = appendingTo(handle, path);
    await file.append(lines, true);
    await syncFolder(folder);
    if (made !== undefined) await syncFolder(dirname(folder));
    return beating(file, handle, beatMs);
  } catch (error) {
    await handle?.close().catch(() => undefined);
    await unlink(path).catch(() => undefined);
    throw await diskError(error, path);
  }
}

function appendingTo(handle: FileHandle, path: string): JournalFile {
  /** Where the next note goes: over one that was torn. */
  let size = 0;
  return {
    async append(lines, isSynced) {
      try {
        const bytes = Buffer.from(lines);
        for (let done = 0; done < bytes.length; )
          done += (await handle.write(bytes, done, bytes.length - done, size + done)).bytesWritten;
        if (isSynced) await handle.datasync();
        size += bytes.length;
      } catch (error) {
        throw await diskError(error, path, Buffer.byteLength(lines));
      }
    },
    async remove() {
      await handle.close().catch(() => undefined);
      await unlink(path).catch(() => undefined);
    },
  };
}

function beating(file: JournalFile, handle: FileHandle, beatMs: number): JournalFile {
  const beat = setInterval(() => {
    const now = new Date();
    // Where the time cannot be set, others see silence.
    handle.utimes(now, now).catch(() => undefined);
  }, beatMs).unref();
  return {
    append: file.append,
    remove() {
      clearInterval(beat);
      return file.remove();
    },
  };
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.datasync().finally(() => folder.close());
}

const NAME = /^(\d+)\.(\d+|-)\.(\d+|-)\.[0-9a-f-]{36}$/;
const BEAT_MS = 15_000;
/** A run in another container cannot be asked whether it still runs: it is gone when so long no sign of life came. */
const SILENCE_MS = 8 * BEAT_MS;
/** More than any run notes; a larger file is none of ours. */
const MAX_BYTES = 64 << 20;

async function findInterrupted(folder: string): Promise<readonly InterruptedRun[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.map((name) => readInterrupted(folder, name)));
  return found.flat().sort((left, right) => (left.began < right.began ? -1 : 1));
}

/** None where it still runs, or another process took it away meanwhile. */
async function readInterrupted(folder: string, id: string): Promise<readonly InterruptedRun[]> {
  const [, pid, start, namespace] = NAME.exec(id) ?? [];
  const info = await lstat(join(folder, id)).catch(() => undefined);
  if (pid === undefined || info?.isFile() !== true || info.size > MAX_BYTES) return [];
  const space = namespace === '-' ? '-' : `pid:[${namespace}]`;
  const isKnown = await isRunning(`${pid} ${start} ${space}`);
  if (isKnown ?? Date.now() - info.mtimeMs < SILENCE_MS) return [];
  const text = await readFile(join(folder, id), 'utf8').catch(() => undefined);
  return text === undefined ? [] : [{ id, ...parseJournal(text) }];
}
