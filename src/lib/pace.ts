/**
 * How many requests one server gets at once: half as many when it asks for fewer, slowly more when it answers.
 *
 *     8 ─ 429 ─► 4 ─ 429 ─► 2 ─ 16 good answers ─► 3 ─ 24 good answers ─► 4 … 8
 *
 * Requests that were under way when it asked are no news: a burst of refusals counts once. Pure.
 * Source: additive increase, multiplicative decrease, as TCP shares a link (RFC 5681, 3.1).
 */

export interface Pace {
  /** Requests at once, at least 1. */
  readonly limit: number;
  readonly max: number;
  /** Good answers since the limit changed. */
  readonly good: number;
  /** The number of the first request that was begun under this limit. */
  readonly since: number;
}

/** So many rounds of good answers make room for one more at once. */
const ROUNDS = 8;

export const startPace = (max: number): Pace => ({ limit: Math.max(1, max), max: Math.max(1, max), good: 0, since: 0 });

/**
 * The server refused a request for there being too many.
 *
 * @param begun The number of that request; they count up.
 * @param next The number that the next request will have.
 */
export function slowDown(pace: Pace, begun: number, next: number): Pace {
  if (begun < pace.since) return pace;
  return { ...pace, limit: Math.max(1, Math.floor(pace.limit / 2)), good: 0, since: next };
}

/** The server answered. */
export function speedUp(pace: Pace): Pace {
  if (pace.limit === pace.max) return pace;
  const good = pace.good + 1;
  return good < pace.limit * ROUNDS ? { ...pace, good } : { ...pace, limit: pace.limit + 1, good: 0 };
}
