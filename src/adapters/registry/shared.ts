/**
 * Work that many wait for and one does.
 *
 * It runs under the client's life, not under the first caller's signal: a caller that is cancelled leaves, the others
 * still get the result.
 */

import { abortError } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';

export interface Shared {
  run<T>(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Aborts what runs. */
  close(): void;
}

/** @param limitMs After which work is given up. */
export function createShared(limitMs: number): Shared {
  const running = new Map<string, Promise<unknown>>();
  const life = new AbortController();

  const start = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const late = new AbortController();
    const message = `no login came about within ${limitMs / 1000} s`;
    const timer = setTimeout(
      () => late.abort(new OrchestratorError({ code: 'REGISTRY_UNREACHABLE', message })),
      limitMs,
    );
    try {
      return await work(AbortSignal.any([life.signal, late.signal]));
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    run: async <T>(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>) => {
      if (signal.aborted) throw abortError(signal);
      // The type of what a key leads to is the caller's promise: one key, one kind of work.
      const already = running.get(key) as Promise<T> | undefined;
      const mine = already ?? start(work).finally(() => running.delete(key));
      running.set(key, mine);
      return unlessAborted(mine, signal);
    },
    close: () => life.abort(new OrchestratorError({ code: 'CANCELLED', message: 'the registry client was closed' })),
  };
}

/** The promise's outcome, or the signal's, whichever comes first. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const own = AbortSignal.any([signal]);
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(abortError(signal));
    own.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => own.removeEventListener('abort', stop));
  });
}
