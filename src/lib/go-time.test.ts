import { describe, expect, test } from 'vitest';
import { formatGoTime, isTimeZone } from './go-time.ts';

const winter = new Date(Date.UTC(2026, 0, 5, 3, 4, 9, 250));
const summer = new Date(Date.UTC(2026, 6, 14, 13, 59, 59));

// Each row was printed by Go 1.26 for the same moment.
describe('a layout shows how the reference time would look', () => {
  test.each([
    ['2006-01-02_15-04-05.999_MST', '2026-01-05_03-04-09.25_UTC'],
    ['2006-01-02T15:04:05.000Z07:00', '2026-01-05T03:04:09.250Z'],
    ['05,000000', '09,250000'],
    ['05.0001', '09.0001'],
    ['05.9', '09.2'],
    ['Mon Jan _2 15:04:05 2006', 'Mon Jan  5 03:04:09 2026'],
    ['Monday, 2 January 06', 'Monday, 5 January 26'],
    ['Jane Mondayx Month', 'Jane Mondayx Month'],
    ['002 __2 _2006', '005   5 _2026'],
    ['3:4:5 PM pm', '3:4:9 AM am'],
    ['03h', '03h'],
    ['-0700 -07:00 -07 Z0700 -07:00:00', '+0000 +00:00 +00 Z +00:00:00'],
    ['00 é 7', '00 é 7'],
  ])('%s', (layout, text) => {
    expect(formatGoTime(winter, layout, 'UTC')).toBe(text);
  });

  test('a fraction of nothing leaves out its separator', () => {
    expect(formatGoTime(summer, '05.999_MST', 'UTC')).toBe('59_UTC');
    expect(formatGoTime(summer, '05.00', 'UTC')).toBe('59.00');
  });
});

describe('zones are abbreviated as the tz database does', () => {
  test.each([
    ['Europe/Berlin', 'CET +0100', 'CEST +0200'],
    ['Europe/London', 'GMT +0000', 'BST +0100'],
    ['Europe/Jersey', 'GMT +0000', 'BST +0100'],
    ['America/New_York', 'EST -0500', 'EDT -0400'],
    ['America/St_Johns', 'NST -0330', 'NDT -0230'],
    ['America/Sao_Paulo', '-03 -0300', '-03 -0300'],
    ['Asia/Dubai', '+04 +0400', '+04 +0400'],
    ['Asia/Kolkata', 'IST +0530', 'IST +0530'],
    ['Asia/Colombo', '+0530 +0530', '+0530 +0530'],
    ['Asia/Tokyo', 'JST +0900', 'JST +0900'],
    ['Asia/Kathmandu', '+0545 +0545', '+0545 +0545'],
    ['Europe/Minsk', '+03 +0300', '+03 +0300'],
    ['Europe/Moscow', 'MSK +0300', 'MSK +0300'],
    ['Australia/Sydney', 'AEDT +1100', 'AEST +1000'],
    ['GMT', 'GMT +0000', 'GMT +0000'],
    ['UTC', 'UTC +0000', 'UTC +0000'],
  ])('%s is %s in January and %s in July', (zone, january, july) => {
    expect(formatGoTime(winter, 'MST -0700', zone)).toBe(january);
    expect(formatGoTime(summer, 'MST -0700', zone)).toBe(july);
  });

  test('the clock of the zone is shown, not that of UTC', () => {
    expect(formatGoTime(winter, '2006-01-02 Mon 15:04', 'America/New_York')).toBe('2026-01-04 Sun 22:04');
  });

  test("without a zone it is the machine's", () => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const layout = '2006-01-02 15:04 -0700';
    expect(formatGoTime(winter, layout, undefined)).toBe(formatGoTime(winter, layout, own));
  });
});

test('a zone that nobody knows is told apart', () => {
  expect(isTimeZone('Europe/Berlin')).toBe(true);
  expect(isTimeZone('Europe/Atlantis')).toBe(false);
  expect(isTimeZone('')).toBe(false);
});
