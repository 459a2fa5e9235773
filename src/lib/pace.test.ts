import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Pace, slowDown, speedUp, startPace } from './pace.ts';

const good = (pace: Pace, times: number): Pace => Array.from({ length: times }).reduce<Pace>(speedUp, pace);

describe('how many requests a server gets at once', () => {
  test('is halved, and halved again, and never nothing', () => {
    let pace = startPace(8);
    const limits = [0, 1, 2, 3, 4].map((n) => {
      pace = slowDown(pace, n, n + 1);
      return pace.limit;
    });
    expect(limits).toEqual([4, 2, 1, 1, 1]);
  });

  test('is halved once for a burst that was under way together', () => {
    const burst = [3, 4, 5, 6, 7, 8, 9, 10];
    const after = burst.reduce((pace, begun) => slowDown(pace, begun, 11), startPace(8));
    expect(after.limit).toBe(4);
    expect(slowDown(after, 11, 12).limit).toBe(2);
  });

  test('comes back one at a time, after eight rounds of answers', () => {
    const slow = slowDown(startPace(8), 0, 1);
    expect(good(slow, 31).limit).toBe(4);
    expect(good(slow, 32).limit).toBe(5);
    expect(good(slow, 32 + 39).limit).toBe(5);
    expect(good(slow, 32 + 40).limit).toBe(6);
    expect(good(slow, 10_000)).toMatchObject({ limit: 8, max: 8 });
  });

  const step = fc.oneof(
    fc.constant('good' as const),
    fc.nat({ max: 20 }).map((age) => ({ age })),
  );

  test('stays between one and the most, and grows by one at a time, whatever happens', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.array(step, { maxLength: 300 }), (max, steps) => {
        let pace = startPace(max);
        for (const [next, what] of steps.entries()) {
          const before = pace.limit;
          pace = what === 'good' ? speedUp(pace) : slowDown(pace, next - what.age, next + 1);
          expect(pace.limit).toBeGreaterThanOrEqual(1);
          expect(pace.limit).toBeLessThanOrEqual(max);
          expect(pace.limit - before).toBeLessThanOrEqual(1);
          if (what !== 'good') expect([before, Math.max(1, Math.floor(before / 2))]).toContain(pace.limit);
        }
      }),
    );
  });

  test('refusals of requests that were begun before the last change alter nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 64 }), fc.nat(100), fc.array(fc.nat(100)), (max, begun, late) => {
        const once = slowDown(startPace(max), begun, 101);
        expect(late.reduce((pace, one) => slowDown(pace, one, 200), once)).toEqual(once);
      }),
    );
  });
});
