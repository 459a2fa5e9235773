/**
 * Turns at registries, each with a pace of its own. Tokens take no turn: who holds one may need a token.
 *
 *     take ─► [waits while the lane is full] ─► turn ─► answer ─► turn.end(answer): 429 halves the pace of the host
 */
import { abortError } from '../../errors/aborted.ts';
import { createPacedTurns, type Lane, type PacedTurns, type Said } from '../../lib/paced-turns.ts';
import type { Endpoint } from './endpoint.ts';
import type { Answer } from './transport.ts';

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

export function createTurns({ max, onLimit }: TurnsOptions): Turns {
  const registries = new Map<string, PacedTurns>();
  const told = new Set<string>();
  const turnsAt = (origin: string): PacedTurns => {
    const turns = registries.get(origin) ?? createPacedTurns(max);
    registries.set(origin, turns);
    return turns;
  };

  return {
    async take({ origin, host }, lane, signal) {
      const turns = turnsAt(origin);
      const turn = await turns.take(lane, signal).catch(() => {
        throw abortError(signal);
      });
      return {
        end(answer) {
          const said = saidBy(answer);
          turn.end(said);
          if (said !== 'fewer' || told.has(origin)) return;
          told.add(origin);
          onLimit?.({ host, atOnce: turns.limit() });
        },
      };
    },
  };
}

function saidBy(answer: Pick<Answer, 'status' | 'header'> | undefined): Said {
  if (answer === undefined) return 'nothing';
  if (asksForLess(answer)) return 'fewer';
  return answer.status < 500 ? 'good' : 'nothing';
}
