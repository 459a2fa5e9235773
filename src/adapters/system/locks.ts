/**
 * Locks as files, in a folder that the processes have in common.
 *
 *     locks/3f2a…   "1234 567890 pid:[4026531836] 0e6b…"    who holds it: pid, start, namespace, a word of its own
 *
 * Taken by `link`, which makes the whole file or nothing. A holder is gone when no process has its pid and start; one
 * of another pid namespace, a container, cannot be asked and counts as gone after a minute.
 * Not here: processes of other machines that share the folder.
 */
import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { abortError, stopIfAborted } from '../../errors/aborted.ts';
import type { Locks } from '../../ports/locks.ts';
import { diskError } from '../blobs/disk-error.ts';
import { isRunning, ownerMark } from './owner.ts';

const LOOK_MS = 20;
const UNKNOWN_HOLDER_MS = 60_000;

/** @param folder Absolute; made when the first lock is taken. */
export const createLocks = (folder: string): Locks => ({
  async hold(what, signal, work) {
    const path = join(folder, createHash('sha256').update(what).digest('hex'));
    await wait(folder, path, signal);
    try {
      return await work();
    } finally {
      await rm(path, { force: true });
    }
  },
});

async function wait(folder: string, path: string, signal: AbortSignal): Promise<void> {
  const own = join(folder, `.${randomUUID()}`);
  try {
    stopIfAborted(signal);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(own, `${await ownerMark()} ${randomUUID()}`, { mode: 0o600 });
    while (!(await succeeds('EEXIST', link(own, path)))) {
      await removeIfGone(path);
      await setTimeout(LOOK_MS, undefined, { signal });
    }
  } catch (error) {
    throw signal.aborted ? abortError(signal) : await diskError(error, path);
  } finally {
    await rm(own, { force: true });
  }
}

/** What was taken away in the meantime by somebody else's turn is put back. */
async function removeIfGone(path: string): Promise<void> {
  const mark = await readText(path);
  if (mark === undefined || (await isHeld(path, mark))) return;
  const aside = `${path}.${randomUUID()}`;
  if (!(await succeeds('ENOENT', rename(path, aside)))) return;
  if ((await readText(aside)) !== mark) await succeeds('EEXIST', link(aside, path));
  await rm(aside, { force: true });
}

async function isHeld(path: string, mark: string): Promise<boolean> {
  const isKnown = await isRunning(mark);
  if (isKnown !== undefined) return isKnown;
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < UNKNOWN_HOLDER_MS;
}

const readText = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

/** False where it failed with this code. */
async function succeeds(code: string, work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return false;
    throw error;
  }
}
