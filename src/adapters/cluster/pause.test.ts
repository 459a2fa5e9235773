import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pauseMs } from './pause.ts';

test.each([
  [0, 0, 50],
  [0, 1, 100],
  [3, 1, 800],
  [6, 0, 2500],
  [6, 1, 5000],
  [5000, 1, 5000],
])('after %i fails, at %i, %i ms', (fails, random, ms) => {
  expect(pauseMs(fails, random)).toBe(ms);
});

test('whatever has failed, the next try is within five seconds, and not at once', () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.nat(), unit, (fails, random) => {
      expect(pauseMs(fails, random)).toBeGreaterThanOrEqual(50);
      expect(pauseMs(fails, random)).toBeLessThanOrEqual(5000);
    }),
  );
});
