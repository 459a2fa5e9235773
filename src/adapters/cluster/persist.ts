/**
 * A question to one API server until it has an answer, with as many others at once as the server bears. What is asked may be
 * sent twice: an apply says what is to be, and a delete names a UID.
 *
 *     429                wait as Retry-After says, 30 s at most, then again; half as many at once from now on
 *     503 with a pause   the same
 *     502 503 504, cut   a pause that doubles, 5 s at most, then again
 *     a minute of 429s and cuts in a row ends it; to wait for a turn does not count
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { OrchestratorError } from '../../errors/problem.ts';
import { createPacedTurns, type Said } from '../../lib/paced-turns.ts';
import type { Answer, Ask } from './answer.ts';
import { pauseMs } from './pause.ts';

const GIVE_UP_MS = 60_000;
const LONGEST_WAIT_MS = 30_000;
const BUSY = new Set([429, 502, 503, 504]);
const CUTS = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT']);

/** With the pause that it asks for. */
export type TimedAnswer = Answer & { readonly waitMs?: number | undefined };

export interface PersistOptions {
  /** URL, for people. */
  readonly server: string;
  /** Requests at once and lane until the server asks for fewer. */
  readonly atOnce: number;
  /** Opens once the cluster is known to be the one that is meant. */
  readonly gate: { pass(signal: AbortSignal): Promise<unknown> };
  /** Asks a single time. */
  readonly once: (ask: Ask, signal: AbortSignal) => Promise<TimedAnswer>;
}

/** Taken for a connection that was cut: it is tried again. */
export class Cut extends Error {
  readonly code = 'ECONNRESET';
}

/** The server had no ear for what goes before a request. */
export class BusyCut extends Cut {
  readonly answer: TimedAnswer;

  constructor(answer: TimedAnswer) {
    super(`the server answered ${answer.status}`);
    this.answer = answer;
  }
}

export const isBusy = ({ status }: Pick<Answer, 'status'>): boolean => BUSY.has(status);

/** @returns Any answer but those that are tried again. */
export function createPersistence({ server, atOnce, gate, once }: PersistOptions) {
  const turns = createPacedTurns(atOnce);

  const inTurn = async (ask: Ask, signal: AbortSignal) => {
    const turn = await turns.take(ask.method === 'GET' ? 'read' : 'write', signal);
    const begunMs = performance.now();
    let answer: TimedAnswer | Error | undefined;
    try {
      answer = await once(ask, signal).catch((error: unknown) => error as Error);
      return { answer, tookMs: performance.now() - begunMs };
    } finally {
      turn.end(saidBy(answer));
    }
  };

  return async (ask: Ask, signal: AbortSignal): Promise<Answer> => {
    let spentMs = 0;
    for (let fails = 0; ; fails += 1) {
      signal.throwIfAborted();
      if (ask.isFree !== true) await gate.pass(signal);
      await ask.guard?.pass(signal);
      const { answer, tookMs } = await inTurn(ask, signal);
      signal.throwIfAborted();
      if (answer instanceof OrchestratorError) throw answer;
      if (!(answer instanceof Error) && !isBusy(answer)) return answer;
      if (answer instanceof Error && !isCut(answer)) throw unreachable(server, answer);
      const asked = answer instanceof Error ? undefined : answer.waitMs;
      const waitMs = Math.min(asked ?? pauseMs(fails, Math.random()), LONGEST_WAIT_MS);
      spentMs += tookMs + waitMs;
      if (spentMs > GIVE_UP_MS) {
        if (answer instanceof Error) throw unreachable(server, answer);
        return answer;
      }
      await sleep(waitMs, undefined, { signal });
    }
  };
}

const isCut = (error: NodeJS.ErrnoException): boolean => CUTS.has(error.code ?? '') || error.name === 'TimeoutError';

function saidBy(result: TimedAnswer | Error | undefined): Said {
  const answer = result instanceof BusyCut ? result.answer : result;
  if (answer === undefined || answer instanceof Error) return 'nothing';
  if (answer.status === 429 || (answer.status === 503 && answer.waitMs !== undefined)) return 'fewer';
  return answer.status < 500 ? 'good' : 'nothing';
}

export function unreachable(server: string, cause: NodeJS.ErrnoException): OrchestratorError {
  const why = cause.code ?? cause.message;
  return new OrchestratorError(
    { code: 'CLUSTER_UNREACHABLE', message: `the API server ${server} cannot be reached: ${why}` },
    { cause },
  );
}
