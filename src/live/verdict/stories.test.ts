/**
 * Stories as a wait sees them: one sight after the other. What the API server refuses by itself never comes to a wait:
 * the stories of an invalid spec, an immutable field and what is forbidden are told as controllers meet them.
 */
import { describe, expect, test } from 'vitest';
import { later, type Step } from './objects.cases.ts';
import { healthy } from './stories-ready.cases.ts';
import { hopeless } from './stories-terminal.cases.ts';
import { verdictOf } from './verdict.ts';

const WITHIN_SECONDS = 10;
const told = (steps: readonly Step[]) => steps.map(([seconds, observed]) => verdictOf(observed, later(seconds)));
const expected = (steps: readonly Step[]) => steps.map(([, , state]) => state);

test.each(Object.entries(healthy))('%s ends ready, and is never called hopeless', (_, steps) => {
  expect(told(steps).map(({ state }) => state)).toEqual(expected(steps));
  expect(expected(steps)).not.toContain('terminal');
  expect(expected(steps).at(-1)).toBe('ready');
});

describe.each(Object.entries(hopeless))('%s', (_, { steps, knowable, reason }) => {
  test('ends with its reason, and what decided', () => {
    const verdicts = told(steps);
    expect(verdicts.map(({ state }) => state)).toEqual(expected(steps));
    const first = verdicts.find(({ state }) => state === 'terminal');
    expect(first?.reason).toMatch(reason);
    expect(first?.evidence?.object.name).not.toBe('');
  });

  test('is told within 10 s, by a sight or by time that the verdict itself names', () => {
    const known = steps.findLast(([seconds, , state]) => state === 'progressing' && seconds >= knowable);
    if (known === undefined) return expect(steps.find(([, , state]) => state === 'terminal')?.[0]).toBe(knowable);
    const { until = Number.POSITIVE_INFINITY } = verdictOf(known[1], later(known[0]));
    expect(until).toBeLessThanOrEqual(later(knowable + WITHIN_SECONDS).getTime());
    expect(verdictOf(known[1], new Date(until)).state).toBe('terminal');
  });

  test('stays so however long it is looked at', () => {
    for (const [seconds, observed, state] of steps) {
      if (state === 'terminal') expect(verdictOf(observed, later(seconds + 3600)).state).toBe('terminal');
    }
  });
});

test('there are twelve of each', () => {
  expect([Object.keys(healthy).length, Object.keys(hopeless).length]).toEqual([12, 12]);
});
