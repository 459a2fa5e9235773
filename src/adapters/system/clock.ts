/** The time of the machine. */
import { setTimeout as wait } from 'node:timers/promises';
import { abortError, stopIfAborted } from '../../errors/aborted.ts';
import type { Clock } from '../../ports/system.ts';

export const createClock = (): Clock => ({
  now: () => new Date(),
  // Not performance.now(): Node loads what observes performance for it.
  monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
  async sleep(ms, signal) {
    stopIfAborted(signal);
    await wait(ms, undefined, { signal }).catch(() => {
      throw abortError(signal);
    });
  },
});
