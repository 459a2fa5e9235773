/**
 * Turns at one server: as many requests at once as its {@link Pace} allows, shared by everything that talks to it.
 *
 *     take ─► [waits while the lane is full] ─► turn ─► answer ─► turn.end('fewer'): the pace is halved
 *
 * Reading and writing count apart: what is written may come out of what is read, and must not wait for itself.
 */
import { slowDown, speedUp, startPace } from './pace.ts';

export type Lane = 'read' | 'write';

/** What the server said to a request; `nothing` also where it says nothing of how many there are. */
export type Said = 'fewer' | 'good' | 'nothing';

export interface PacedTurn {
  /** Once. */
  end(said: Said): void;
}

export interface PacedTurns {
  /** Rejects with the signal's reason. */
  take(lane: Lane, signal: AbortSignal): Promise<PacedTurn>;
  /** Requests at once and lane, by now. */
  limit(): number;
}

/** @param max Requests at once and lane until the server asks for fewer. */
export function createPacedTurns(max: number): PacedTurns {
  let pace = startPace(max);
  /** Requests that have begun. */
  let count = 0;
  const running = { read: 0, write: 0 };
  const waiting = { read: new Set<() => void>(), write: new Set<() => void>() };

  /** Lets in who has waited longest. Whoever is let in is counted at once, before it runs. */
  const admit = (): void => {
    for (const lane of ['read', 'write'] as const)
      for (const go of waiting[lane]) {
        if (running[lane] >= pace.limit) break;
        waiting[lane].delete(go);
        running[lane] += 1;
        go();
      }
  };
  const wait = (lane: Lane, signal: AbortSignal): Promise<void> => {
    // A signal of our own: many who wait on one signal look like a leak to Node.
    const own = AbortSignal.any([signal]);
    return new Promise((resolve, reject) => {
      const go = (): void => {
        own.removeEventListener('abort', stop);
        resolve();
      };
      const stop = (): void => {
        waiting[lane].delete(go);
        reject(signal.reason as Error);
      };
      waiting[lane].add(go);
      own.addEventListener('abort', stop, { once: true });
    });
  };

  return {
    limit: () => pace.limit,
    async take(lane, signal) {
      signal.throwIfAborted();
      if (running[lane] >= pace.limit || waiting[lane].size > 0) await wait(lane, signal);
      else running[lane] += 1;
      const begun = count;
      count += 1;
      return {
        end(said) {
          running[lane] -= 1;
          if (said === 'fewer') pace = slowDown(pace, begun, count);
          if (said === 'good') pace = speedUp(pace);
          admit();
        },
      };
    },
  };
}
