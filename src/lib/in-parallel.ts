/** Work on many things, some at once, that ends together: with all done, or with the first failure and nothing left running. */
import { setMaxListeners } from 'node:events';
import { createLimit } from './limit.ts';

/**
 * Runs `work` for each item, so many at once. After a failure nothing new starts, what runs is aborted and waited
 * for, and the first failure is thrown.
 */
export async function inParallel<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  // As many as run may wait on it at once; Node takes more than ten for a leak.
  setMaxListeners(0, both);
  const limit = createLimit(atOnce);
  const failures: unknown[] = [];
  await Promise.all(
    items.map((item) =>
      limit(async () => {
        if (failures.length > 0) return;
        await work(item, both).catch((error: unknown) => {
          failures.push(error);
          stop.abort(error);
        });
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
}
