/**
 * Whether and when a failed exchange is tried again.
 *
 *     attempt 1 ─ 503 ─► 0 to 0.4 s ─ attempt 2 ─ reset ─► 0 to 0.8 s ─ attempt 3 …
 *
 * The wait is random between nothing and a limit that doubles ("full jitter"), so that many clients do not come
 * back at once. A server that says how long to wait is obeyed up to {@link RetryPolicy.maxToldMs}; one that asks for
 * more is not worth waiting for, and that is said. Pure.
 */
import { type FailureKind, isRepeatable } from './failure.ts';

export interface RetryPolicy {
  /** All attempts, the first included. */
  readonly attempts: number;
  readonly baseMs: number;
  readonly maxMs: number;
  /** The longest wait that a server may ask for. */
  readonly maxToldMs: number;
}

export const defaultRetry: RetryPolicy = { attempts: 5, baseMs: 400, maxMs: 8_000, maxToldMs: 60_000 };

export type Trouble =
  | { readonly failure: FailureKind; readonly wasKept: boolean }
  | { readonly status: number; readonly toldMs: number | undefined };

export type Retry = { readonly waitMs: number } | { readonly stop: 'final' | 'exhausted' | 'told too long' };

// 499, 522: what proxies of large registries answer when their own upstream was too slow.
const REPEATABLE: ReadonlySet<number> = new Set([408, 425, 429, 499, 500, 502, 503, 504, 522]);

export const isRepeatableStatus = (status: number): boolean => REPEATABLE.has(status);

/**
 * @param attempt The number of the one that failed, from 1.
 * @param random At least 0, less than 1.
 */
export function planRetry(trouble: Trouble, attempt: number, random: number, policy: RetryPolicy): Retry {
  const isFailure = 'failure' in trouble;
  if (isFailure ? !isRepeatable(trouble.failure) : !isRepeatableStatus(trouble.status)) return { stop: 'final' };
  const told = isFailure ? undefined : trouble.toldMs;
  if (told !== undefined && told > policy.maxToldMs) return { stop: 'told too long' };
  if (attempt >= policy.attempts) return { stop: 'exhausted' };
  if (isFailure && trouble.wasKept && attempt === 1) return { waitMs: 0 };
  const limit = Math.min(policy.maxMs, policy.baseMs * 2 ** (attempt - 1));
  // Even those who were told the same moment come back one after the other.
  return { waitMs: Math.round((told ?? 0) + random * limit) };
}
