/**
 * Trying again, for everything that is asked of registries: one gate per origin, one policy.
 *
 *     persist(endpoint, work) ─► work ─ 429, Retry-After: 3 ─► gate of that origin shut for 3 s ─► work …
 *                                 other work for the same origin waits at the gate too
 *
 * Work is repeated whole, so it has to be harmless to repeat.
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { formatDuration } from '../../lib/terminal-text.ts';
import { parseRetryAfter } from '../../oci/retry-after.ts';
import type { Clock } from '../../ports/system.ts';
import type { Endpoint } from './endpoint.ts';
import { WireFailure } from './failure.ts';
import { planRetry, type RetryPolicy } from './retry.ts';
import type { Answer } from './transport.ts';
import { asksForLess } from './turns.ts';

/** An answer that says "not now". */
export class Busy extends Error {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly isLimit: boolean;

  constructor(answer: Pick<Answer, 'status' | 'header'>) {
    super(`status ${answer.status}`);
    this.name = 'Busy';
    this.status = answer.status;
    this.retryAfter = answer.header('retry-after');
    this.isLimit = asksForLess(answer);
  }
}

/** What is told of a failed attempt, for a debug log. */
export interface Attempt {
  readonly host: string;
  readonly number: number;
  readonly why: string;
  readonly waitMs: number;
  /** It was too many requests: told of a registry as a whole. */
  readonly isLimit: boolean;
}

export interface Persistence {
  /**
   * Runs work until it succeeds or there is no point in trying again.
   *
   * @param work Gets the number of the attempt, from 1; throws {@link WireFailure} or {@link Busy} for what may pass.
   * @throws OrchestratorError: what work throws, REGISTRY_UNREACHABLE, REGISTRY_LIMITED, REGISTRY_FAILED, DIGEST_MISMATCH
   *   (every answer ended early), CANCELLED.
   */
  persist<T>(endpoint: Endpoint, work: (attempt: number) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** The pause after a failed attempt. @throws As {@link persist} does, when it was the last. */
  recover(endpoint: Endpoint, error: unknown, attempt: number, signal: AbortSignal): Promise<void>;
  /** Waits while the origin has asked to be left alone. */
  pass(origin: string, signal: AbortSignal): Promise<void>;
}

export interface PersistenceRoom {
  readonly clock: Clock;
  readonly policy: RetryPolicy;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly onRetry?: ((attempt: Attempt) => void) | undefined;
}

export function createPersistence({ clock, policy, random, onRetry }: PersistenceRoom): Persistence {
  const openAt = new Map<string, number>();
  // A signal of our own: many who wait on one signal look like a leak to Node.
  const sleep = (ms: number, signal: AbortSignal): Promise<void> => clock.sleep(ms, AbortSignal.any([signal]));

  const pass: Persistence['pass'] = async (origin, signal) => {
    const waitMs = (openAt.get(origin) ?? 0) - clock.monotonicMs();
    if (waitMs > 0) await sleep(waitMs + random() * policy.baseMs, signal);
  };

  const recover: Persistence['recover'] = async (endpoint, error, attempt, signal) => {
    if (!(error instanceof WireFailure) && !(error instanceof Busy)) throw error;
    const isBusy = error instanceof Busy;
    const told = isBusy && error.retryAfter !== undefined ? parseRetryAfter(error.retryAfter, clock.now()) : undefined;
    const trouble = isBusy ? { status: error.status, toldMs: told } : { failure: error.kind, wasKept: error.wasKept };
    const retry = planRetry(trouble, attempt, random(), policy);
    if ('stop' in retry) throw isBusy ? busy(endpoint, error, attempt, told, policy) : lost(endpoint, error, attempt);
    if (told !== undefined) openAt.set(endpoint.origin, clock.monotonicMs() + told);
    const isLimit = isBusy && error.isLimit;
    onRetry?.({ host: endpoint.host, number: attempt, why: error.message, waitMs: retry.waitMs, isLimit });
    await sleep(retry.waitMs, signal);
  };

  return {
    pass,
    recover,
    persist: async (endpoint, work, signal) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await work(attempt);
        } catch (error) {
          await recover(endpoint, error, attempt, signal);
        }
      }
    },
  };
}

function lost({ host, origin }: Endpoint, failure: WireFailure, attempt: number): OrchestratorError {
  const times = attempt > 1 ? `, ${attempt} times` : '';
  const message = `registry ${host}: ${failure.message}${times}`;
  switch (failure.kind) {
    // Never the whole content, however often: that is as good as the wrong content.
    case 'short':
      return new OrchestratorError({ code: 'DIGEST_MISMATCH', message }, { cause: failure });
    case 'protocol':
      return new OrchestratorError({ code: 'REGISTRY_FAILED', message }, { cause: failure });
    case 'proxy': {
      const hint =
        'HTTPS_PROXY is http://USER:PASSWORD@HOST:PORT where the proxy wants a login; NO_PROXY names hosts that need none.';
      return new OrchestratorError({ code: 'REGISTRY_FAILED', message, hint }, { cause: failure });
    }
    case 'tls': {
      const hint = `It was asked at ${origin}. Set registries[].caFile for an own authority, or "insecure" for plain HTTP.`;
      return new OrchestratorError({ code: 'REGISTRY_UNREACHABLE', message, hint }, { cause: failure });
    }
    case 'unreachable':
    case 'unknown-host':
    case 'broken':
      return new OrchestratorError({ code: 'REGISTRY_UNREACHABLE', message }, { cause: failure });
    default:
      return failure.kind satisfies never;
  }
}

function busy(
  { host }: Endpoint,
  { status }: Busy,
  attempt: number,
  told: number | undefined,
  { maxToldMs }: RetryPolicy,
): OrchestratorError {
  const wait =
    told !== undefined && told > maxToldMs
      ? ` and asks to wait for ${formatDuration(told)}; ${formatDuration(maxToldMs)} is the limit here`
      : `, ${attempt} times`;
  return status === 429
    ? new OrchestratorError({ code: 'REGISTRY_LIMITED', message: `registry ${host} limits requests${wait}` })
    : new OrchestratorError({
        code: 'REGISTRY_FAILED',
        message: `registry ${host} answered with status ${status}${wait}`,
      });
}
