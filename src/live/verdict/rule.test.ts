import { describe, expect, test } from 'vitest';
import type { LiveObject } from '../object.ts';
import { condition, deployment, later, object, seen } from './objects.cases.ts';
import type { ReadinessRule, ReadinessTest } from './rule.ts';
import { verdictOf } from './verdict.ts';

const judge = (subject: LiveObject, rule: Partial<ReadinessRule>) =>
  verdictOf(seen(subject), later(60), { ready: [], failed: [], ...rule });
const queue = (status: object, more: object = {}) => object('Queue', 'acme.io/v1', 'x', { status, ...more });
const phase: ReadinessTest = { field: ['status', 'phase'], values: ['Live', 'Idle'] };
const broken: ReadinessTest = { condition: 'Broken', status: 'True' };

describe('of a kind that nothing is known of', () => {
  const rule = { ready: [phase], failed: [broken] };
  test.each([
    ['is met', queue({ phase: 'Live' }), 'ready', /is ready/],
    ['is met by another value', queue({ phase: 'Idle' }), 'ready', /is ready/],
    ['is not met', queue({ phase: 'canary' }), 'progressing', /^it waits for status\.phase = Live or Idle$/],
    ['decides alone', queue({ conditions: [condition('Ready', 'True')] }), 'progressing', /waits for/],
    ['decides alone', queue({ phase: 'Live', conditions: [condition('Ready', 'False')] }), 'ready', /is ready/],
    [
      'says that it failed',
      queue({ phase: 'Live', conditions: [condition('Broken', 'True', 'X', 'no disk')] }),
      'terminal',
      /^it has condition Broken = True: no disk$/,
    ],
    ['waits for the controller', queue({ phase: 'Live', observedGeneration: 0 }), 'progressing', /not seen/],
    [
      'waits for the controller before it fails',
      queue({ observedGeneration: 0, conditions: [condition('Broken', 'True')] }),
      'progressing',
      /not seen/,
    ],
  ])('%s', (_, subject, state, reason) => {
    expect(judge(subject, rule)).toMatchObject({ state, reason: expect.stringMatching(reason) });
  });

  test('a condition of an older generation is none', () => {
    const old = { ...condition('Live', 'True'), observedGeneration: 1 };
    const subject = queue({ conditions: [old] }, { metadata: { generation: 2 } });
    expect(judge(subject, { ready: [{ condition: 'Live', status: 'True' }] }).state).toBe('progressing');
  });

  test('one that only says when it failed leaves the rest to the conditions', () => {
    expect(judge(queue({}), { failed: [broken] }).reason).toBe('it is there');
    expect(judge(queue({ conditions: [condition('Ready', 'False')] }), { failed: [broken] }).state).toBe('progressing');
  });
});

test.each<[string, ReadinessTest, object, boolean]>([
  ['a number', { field: ['status', 'n'], values: ['3'] }, { n: 3 }, true],
  ['a truth', { field: ['status', 'n'], values: ['false'] }, { n: false }, true],
  ['a map is no value', { field: ['status', 'n'], values: ['[object Object]'] }, { n: {} }, false],
  ['null is no value', { field: ['status', 'n'], values: ['null'] }, { n: null }, false],
  ['a place of a list', { field: ['status', 'n', '1'], values: ['b'] }, { n: ['a', 'b'] }, true],
  ['a name with dots', { field: ['status', 'acme.io/n'], values: ['b'] }, { 'acme.io/n': 'b' }, true],
  ['the same as another field', { field: ['status', 'n'], sameAs: ['status', 'of'] }, { n: 2, of: 2 }, true],
  ['another than another field', { field: ['status', 'n'], sameAs: ['status', 'of'] }, { n: 2, of: 3 }, false],
  ['text and number differ', { field: ['status', 'n'], sameAs: ['status', 'of'] }, { n: 2, of: '2' }, false],
  ['neither is there', { field: ['status', 'n'], sameAs: ['status', 'of'] }, {}, false],
  ['is there', { field: ['status', 'n'], exists: true }, { n: 0 }, true],
  ['is empty', { field: ['status', 'n'], exists: true }, { n: [] }, false],
  ['is not there', { field: ['status', 'n'], exists: true }, {}, false],
  [
    'another status',
    { condition: 'Degraded', status: 'False' },
    { conditions: [condition('Degraded', 'False')] },
    true,
  ],
])('%s', (_, one, status, holds) => {
  expect(judge(queue(status), { ready: [one] }).state).toBe(holds ? 'ready' : 'progressing');
  expect(judge(queue(status), { failed: [one] }).state).toBe(holds ? 'terminal' : 'ready');
});

test('of a kind that is known, both have to say so', () => {
  const rule: ReadinessRule = { ready: [{ condition: 'Migrated', status: 'True' }], failed: [broken] };
  const up = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
  const migrated = condition('Migrated', 'True');
  expect(judge(deployment({ conditions: [migrated] }), rule).reason).toMatch(/0 of 1 replica/);
  expect(judge(deployment({ status: up }), rule).reason).toBe('it waits for condition Migrated = True');
  expect(judge(deployment({ status: up, conditions: [migrated] }), rule).reason).toBe('1 of 1 replica available');
  expect(judge(deployment({ conditions: [condition('Broken', 'True')] }), rule).state).toBe('terminal');
});

test('texts say what is missing, and nothing of what the object holds', () => {
  const reasons = [
    { field: ['spec', 'a'], sameAs: ['spec', 'b'] },
    { field: ['status', 'ip'], exists: true as const },
  ].map((one) => judge(queue({}, { spec: { a: 'canary', b: 'bird' } }), { ready: [one] }).reason);
  expect(reasons).toEqual(['it waits for spec.a = spec.b', 'it waits for status.ip to be there']);
  expect(judge(queue({ ip: 'canary' }), { failed: [{ field: ['status', 'ip'], exists: true }] }).reason).toBe(
    'it has status.ip',
  );
});
