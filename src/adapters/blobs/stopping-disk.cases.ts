/**
 * A disk that stops for good before its n-th step, as `kill -9` does: nothing after it takes effect, clean-ups
 * neither. A write that is stopped leaves half of its bytes, as a torn one does.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Disk, disk, type Sink } from './disk.ts';

export class Stopped extends Error {}

export function createStoppingDisk(steps: number): Disk {
  let left = steps;
  const step = async <T>(work: () => Promise<T>, torn: () => Promise<unknown> = async () => undefined): Promise<T> => {
    left -= 1;
    if (left >= 0) return work();
    if (left === -1) await torn();
    throw new Stopped('the process was killed here');
  };
  const wrap = (sink: Sink | undefined): Sink | undefined =>
    sink && {
      write: (bytes) =>
        step(
          () => sink.write(bytes),
          () => sink.write(bytes.subarray(0, bytes.byteLength / 2)),
        ),
      sync: () => step(() => sink.sync()),
      // Descriptors are closed by the kernel even so.
      close: async () => {
        await sink.close();
        await step(async () => undefined);
      },
    };
  return {
    create: (path) => step(async () => wrap(await disk.create(path))),
    append: (path) => step(async () => wrap(await disk.append(path))),
    rename: (from, to) => step(() => disk.rename(from, to)),
    remove: (path) => step(() => disk.remove(path)),
    makeFolder: (path) => step(() => disk.makeFolder(path)),
    syncFolder: (path) => step(() => disk.syncFolder(path)),
    touch: (path) => step(() => disk.touch(path)),
  };
}

/**
 * Runs `work` once for each place where it can be killed, each time in a fresh folder, and `check` on what is left.
 *
 * @param prepare Runs whole before `work`.
 * @returns How many places there were.
 */
export async function killEverywhere(
  work: (root: string, disk: Disk) => Promise<unknown>,
  check: (root: string, wasKilled: boolean) => Promise<unknown>,
  prepare: (root: string) => Promise<unknown> = async () => undefined,
): Promise<number> {
  for (let steps = 0; ; steps += 1) {
    const wasKilled = await withFolder(async (root) => {
      await prepare(root);
      const killed = await work(root, createStoppingDisk(steps)).then(
        () => false,
        (error) => {
          if (error instanceof Stopped) return true;
          throw error;
        },
      );
      await check(root, killed);
      return killed;
    });
    if (!wasKilled) return steps;
  }
}

/** A fresh folder for a store, gone afterwards. */
export async function withFolder<T>(work: (root: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'orc-store-'));
  try {
    return await work(join(folder, '.orchestrator', 'registry'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
