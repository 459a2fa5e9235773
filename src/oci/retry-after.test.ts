import { expect, test } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

const now = new Date('2026-10-21T07:28:00Z');

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['31536000', 31_536_000_000],
  ['Wed, 21 Oct 2026 07:28:30 GMT', 30_000],
  ['Wed, 21 Oct 2026 07:27:30 GMT', 0],
  ['Thu, 21 Oct 2027 07:28:00 GMT', 31_536_000_000],
  ['-1', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['2026-10-21T07:28:30Z', undefined],
  ['Wed, 99 Oct 2026 07:28:30 GMT', undefined],
  ['', undefined],
])('%j is %s ms from now', (text, ms) => {
  expect(parseRetryAfter(text, now)).toBe(ms);
});
