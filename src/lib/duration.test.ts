import { expect, test } from 'vitest';
import { parseDuration } from './duration.ts';

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['250ms', 250],
  ['0s', 0],
  ['', undefined],
  ['10', undefined],
  ['10 m', undefined],
  ['m', undefined],
  ['-1s', undefined],
  ['1d', undefined],
])('%s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
