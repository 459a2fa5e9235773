/**
 * Turns at a registry: as many requests at once as its pace allows, shared by everything that talks to it.
 *
 *     take ─► [waits while the lane is full] ─► turn ─► answer ─► turn.end(answer): 429 halves the pace of the host
 *
 * Reading and writing count apart, as their sockets do: what is written may come out of what is read, and must not
 * wait for itself. Tokens take no turn: who holds one may need a token.
 */
import { abortError } from '../../errors/aborted.ts';
import type { Endpoint } from './endpoint.ts';
import { type Pace, slowDown, speedUp, startPace } from './pace.ts';
import type { Answer } from './transport.ts';

export type Lane = 'read' | 'write';

export interface Turn {
  /** Once. @param answer Undefined where none came. */
  end(answer: Pick<Answer, 'status' | 'header'> | undefined): void;
}

export interface Turns {
  /** @throws OrchestratorError CANCELLED. */
  take(endpoint: Pick<Endpoint, 'origin' | 'host'>, lane: Lane, signal: AbortSignal): Promise<Turn>;
}

/** What is told when a registry asks for fewer requests; once a registry. */
export interface Limited {
  readonly host: string;
  /** Requests at once from now on. */
  readonly atOnce: number;
}

export interface TurnsOptions {
  /** Requests at once and lane until a registry asks for fewer. */
  readonly max: number;
  readonly onLimit?: ((limited: Limited) => void) | undefined;
}

/** "Too many requests", in so many words or by a time to wait. */
export const asksForLess = ({ status, header }: Pick<Answer, 'status' | 'header'>): boolean =>
  status === 429 || (status === 503 && header('retry-after') !== undefined);

interface Desk {
  pace: Pace;
  isTold: boolean;
  /** Requests that have begun. */
  count: number;
  readonly running: Record<Lane, number>;
  readonly waiting: Record<Lane, Set<() => void>>;
}

export function createTurns({ max, onLimit }: TurnsOptions): Turns {
  const desks = new Map<string, Desk>();
  const deskOf = (origin: string): Desk => {
    const desk = desks.get(origin) ?? {
      ...{ pace: startPace(max), isTold: false, count: 0 },
      running: { read: 0, write: 0 },
      waiting: { read: new Set(), write: new Set() },
    };
    desks.set(origin, desk);
    return desk;
  };

  return {
    async take({ origin, host }, lane, signal) {
      const desk = deskOf(origin);
      if (signal.aborted) throw abortError(signal);
      if (desk.running[lane] >= desk.pace.limit || desk.waiting[lane].size > 0) await wait(desk, lane, signal);
      else desk.running[lane] += 1;
      const begun = desk.count;
      desk.count += 1;
      return {
        end: (answer) => {
          desk.running[lane] -= 1;
          if (answer !== undefined) desk.pace = judge(desk, begun, answer);
          if (answer !== undefined && asksForLess(answer) && !desk.isTold) {
            desk.isTold = true;
            onLimit?.({ host, atOnce: desk.pace.limit });
          }
          admit(desk);
        },
      };
    },
  };
}

function judge({ pace, count }: Desk, begun: number, answer: Pick<Answer, 'status' | 'header'>): Pace {
  if (asksForLess(answer)) return slowDown(pace, begun, count);
  return answer.status < 500 ? speedUp(pace) : pace;
}

/** Lets in who has waited longest. Whoever is let in is counted at once, before it runs. */
function admit({ pace, running, waiting }: Desk): void {
  for (const lane of ['read', 'write'] as const)
    for (const go of waiting[lane]) {
      if (running[lane] >= pace.limit) break;
      waiting[lane].delete(go);
      running[lane] += 1;
      go();
    }
}

function wait({ waiting }: Desk, lane: Lane, signal: AbortSignal): Promise<void> {
  // A signal of our own: many who wait on one signal look like a leak to Node.
  const own = AbortSignal.any([signal]);
  return new Promise((resolve, reject) => {
    const go = (): void => {
      own.removeEventListener('abort', stop);
      resolve();
    };
    const stop = (): void => {
      waiting[lane].delete(go);
      reject(abortError(signal));
    };
    waiting[lane].add(go);
    own.addEventListener('abort', stop, { once: true });
  });
}
