/**
 * Times in the layouts of Go's package time: the layout shows how Mon Jan 2 15:04:05 MST 2006 would look.
 *
 *     2006-01-02_15-04-05.999_MST   ─►   2026-08-11_09-30-00.25_CEST
 *
 * Whatever is no part of that time stands for itself. Pure but for Intl, which knows the rules of the zones.
 * Source: Go's time.Time.Format. Milliseconds are the finest there are here.
 */
import { abbreviateZone } from './zone-abbreviation.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** One moment on the clock of one zone. */
interface Clock {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1 to 366. */
  readonly yearDay: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** Minutes east of UTC. */
  readonly offset: number;
  readonly zone: string;
}

// As Go's nextStdChunk finds them: "Jan" and "Mon" only before something else than a small letter, "_2006" as "_" and
// the year, fractions only where no other digit follows.
const CHUNK =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|_2006|__2|_2|002|0[1-6]|15|PM|pm|[Z-]07(?:0000|:00:00|00|:00)?|[.,](?:0+|9+)(?!\d)|[1-5]/g;

const pad = (value: number, width = 2, fill = '0'): string => String(value).padStart(width, fill);
const hour12 = ({ hour }: Clock): number => hour % 12 || 12;

const chunks: Readonly<Record<string, (clock: Clock) => string>> = {
  January: ({ month }) => MONTHS[month - 1] ?? '',
  Jan: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  1: ({ month }) => pad(month, 1),
  '01': ({ month }) => pad(month),
  Monday: ({ weekday }) => DAYS[weekday] ?? '',
  Mon: ({ weekday }) => (DAYS[weekday] ?? '').slice(0, 3),
  2: ({ day }) => pad(day, 1),
  _2: ({ day }) => pad(day, 2, ' '),
  '02': ({ day }) => pad(day),
  __2: ({ yearDay }) => pad(yearDay, 3, ' '),
  '002': ({ yearDay }) => pad(yearDay, 3),
  15: ({ hour }) => pad(hour),
  3: (clock) => pad(hour12(clock), 1),
  '03': (clock) => pad(hour12(clock)),
  4: ({ minute }) => pad(minute, 1),
  '04': ({ minute }) => pad(minute),
  5: ({ second }) => pad(second, 1),
  '05': ({ second }) => pad(second),
  2006: ({ year }) => pad(year, 4),
  _2006: ({ year }) => `_${pad(year, 4)}`,
  '06': ({ year }) => pad(year % 100),
  PM: ({ hour }) => (hour >= 12 ? 'PM' : 'AM'),
  pm: ({ hour }) => (hour >= 12 ? 'pm' : 'am'),
  MST: ({ zone }) => zone,
};

/** Whether Intl knows the zone, e.g. `Europe/Berlin` or `UTC`. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/**
 * Writes a time in a layout.
 *
 * @param timeZone An IANA name that {@link isTimeZone} knows; the machine's own zone when undefined.
 */
export function formatGoTime(date: Date, layout: string, timeZone: string | undefined): string {
  const clock = readClock(date, timeZone);
  return layout.replace(CHUNK, (chunk) => {
    const write = chunks[chunk];
    if (write !== undefined) return write(clock);
    return /^[.,]/.test(chunk) ? formatFraction(chunk, clock) : formatOffset(chunk, clock);
  });
}

function readClock(date: Date, timeZone: string | undefined): Clock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const [year, month, day, hour, minute, second] = [
    part('year'),
    part('month'),
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  ];
  const millisecond = date.getUTCMilliseconds();
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const midnight = Date.UTC(year, month - 1, day);
  const offset = Math.round((asUtc - date.getTime()) / 60_000);
  return {
    year,
    month,
    day,
    weekday: (((midnight / 86_400_000 + 4) % 7) + 7) % 7, // 1 January 1970 was a Thursday
    yearDay: (midnight - Date.UTC(year, 0, 1)) / 86_400_000 + 1,
    hour,
    minute,
    second,
    millisecond,
    offset,
    zone: abbreviateZone(timeZone === 'GMT' ? timeZone : format.resolvedOptions().timeZone, date, offset),
  };
}

/** `.000` shows as many digits as it has; `.999` leaves out zeros at the end, and itself when nothing is left. */
function formatFraction(chunk: string, { millisecond }: Clock): string {
  const digits = pad(millisecond, 3)
    .padEnd(chunk.length - 1, '0')
    .slice(0, chunk.length - 1);
  const shown = chunk.includes('9') ? digits.replace(/0+$/, '') : digits;
  return shown === '' ? '' : `${chunk[0]}${shown}`;
}

/** `-0700`, `-07:00`, `-07`, with seconds, and `Z…`, which writes `Z` for UTC. */
function formatOffset(chunk: string, { offset }: Clock): string {
  if (chunk.startsWith('Z') && offset === 0) return 'Z';
  const minutes = Math.abs(offset);
  const colon = chunk.includes(':') ? ':' : '';
  const digits = chunk.replace(/\D/g, '').length;
  const parts = [pad(Math.floor(minutes / 60)), pad(minutes % 60), '00'].slice(0, digits / 2);
  return `${offset < 0 ? '-' : '+'}${parts.join(colon)}`;
}
