/**
 * `Retry-After`: how long a server asks to be left alone.
 *
 *     Retry-After: 120                              seconds
 *     Retry-After: Wed, 21 Oct 2026 07:28:00 GMT    a moment
 *
 * Pure. Source: RFC 9110, 10.2.3 and 5.6.7. Only the preferred form of a date is read.
 */

const SECONDS = /^\d{1,10}$/;
const DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Milliseconds from `now`, 0 for a moment that has passed; undefined for what is neither form. */
export function parseRetryAfter(text: string, now: Date): number | undefined {
  const value = text.trim();
  if (SECONDS.test(value)) return Number(value) * 1000;
  if (!DATE.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
