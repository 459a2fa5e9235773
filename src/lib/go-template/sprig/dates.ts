/** sprig's dates, on a clock that is given. Pure. Source: sprig date.go. Left out: reading and moving dates, and seconds in place of one. */
import { formatGoTime, isTimeZone } from '../../go-time.ts';
import { ArgumentFailure } from '../failure.ts';
import { fn, type TemplateFunctions } from '../functions.ts';
import { typeOf } from '../value.ts';

export interface TemplateClock {
  readonly now: Date;
  /** An IANA zone; the machine's unless said. */
  readonly timeZone?: string | undefined;
}

export function createDates(clock: TemplateClock | undefined): TemplateFunctions {
  const inZone = fn(['string', 'any', 'string'], (layout, value, zone) =>
    // sprig falls back to UTC for a zone that it does not know.
    formatGoTime(dateOf(value), layout, isTimeZone(zone) ? zone : 'UTC'),
  );
  return {
    now: fn([], () => {
      if (clock === undefined) throw new ArgumentFailure('cannot be asked here: the result would change with the time');
      return clock.now;
    }),
    date: fn(['string', 'any'], (layout, value) => formatGoTime(dateOf(value), layout, clock?.timeZone)),
    dateInZone: inZone,
    date_in_zone: inZone,
    htmlDate: fn(['any'], (value) => formatGoTime(dateOf(value), '2006-01-02', clock?.timeZone)),
    unixEpoch: fn(['any'], (value) => String(Math.floor(dateOf(value).getTime() / 1000))),
  };
}

function dateOf(value: unknown): Date {
  if (value instanceof Date) return value;
  throw new ArgumentFailure(`wants a time, got ${typeOf(value)}`);
}
