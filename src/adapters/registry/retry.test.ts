import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultRetry, planRetry, type Trouble } from './retry.ts';

const plan = (trouble: Trouble, attempt = 1, random = 0.5) => planRetry(trouble, attempt, random, defaultRetry);
const status = (code: number, toldMs?: number): Trouble => ({ status: code, toldMs });

describe('planRetry', () => {
  test.each([408, 429, 499, 500, 502, 503, 504, 522])('status %i is tried again', (code) => {
    expect(plan(status(code))).toEqual({ waitMs: 200 });
  });

  test.each([400, 401, 403, 404, 409, 413, 416, 501, 505])('status %i is final', (code) => {
    expect(plan(status(code, 1000))).toEqual({ stop: 'final' });
  });

  test.each([
    ['unreachable', { waitMs: 200 }],
    ['broken', { waitMs: 200 }],
    ['short', { waitMs: 200 }],
    ['tls', { stop: 'final' }],
    ['unknown-host', { stop: 'final' }],
    ['protocol', { stop: 'final' }],
  ] as const)('a failure of the kind %s: %j', (failure, retry) => {
    expect(plan({ failure, wasKept: false })).toEqual(retry);
  });

  test('a kept connection that was closed meanwhile is replaced at once', () => {
    expect(plan({ failure: 'broken', wasKept: true })).toEqual({ waitMs: 0 });
    expect(plan({ failure: 'broken', wasKept: true }, 2)).toEqual({ waitMs: 400 });
  });

  test('waits as told, and a little more', () => {
    expect(plan(status(429, 30_000))).toEqual({ waitMs: 30_200 });
    expect(plan(status(503, 0))).toEqual({ waitMs: 200 });
  });

  test('gives up when told to wait for longer than anybody would', () => {
    expect(plan(status(429, 60_001))).toEqual({ stop: 'told too long' });
    expect(plan(status(429, 31_536_000_000), 5)).toEqual({ stop: 'told too long' });
  });

  test('the fifth attempt is the last', () => {
    expect(plan(status(503), 4)).toHaveProperty('waitMs');
    expect(plan(status(503), 5)).toEqual({ stop: 'exhausted' });
  });

  test('never waits longer than the limit where nothing was told', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
        const retry = plan(status(500), attempt, random);
        expect('waitMs' in retry && retry.waitMs).toBeLessThanOrEqual(defaultRetry.maxMs);
      }),
    );
  });
});
