/** The time of the machine. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../ports/system.ts';
import { abortError, stopIfAborted } from './aborted.ts';

export const createClock = (): Clock => ({
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    stopIfAborted(signal);
    await wait(ms, undefined, { signal }).catch(() => {
      throw abortError(signal);
    });
  },
});
