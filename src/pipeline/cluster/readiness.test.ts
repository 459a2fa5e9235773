import { expect, test } from 'vitest';
import { readinessSchema } from '../../config/readiness.schema.ts';
import { isWaitedFor, readinessRules, ruleOf } from './readiness.ts';

const rules = (...list: readonly object[]) => readinessRules(readinessSchema.parse(list));

test('the first rule for a kind counts, in any version', () => {
  const all = rules(
    { groupKind: 'Queue.acme.io', ready: [{ condition: 'Live' }] },
    { groupKind: 'Queue.acme.io', failed: [{ condition: 'Live' }] },
    { groupKind: 'ConfigMap', ready: [{ field: 'data.done', exists: true }] },
  );
  expect(ruleOf({ group: 'acme.io', kind: 'Queue' }, all)).toBe(all[0]);
  expect(ruleOf({ group: '', kind: 'ConfigMap' }, all)).toBe(all[2]);
  expect(ruleOf({ group: 'other.io', kind: 'Queue' }, all)).toBeUndefined();
});

test.each([
  [{ condition: 'Ready' }, { condition: 'Ready', status: 'True' }],
  [
    { condition: 'Degraded', status: 'False' },
    { condition: 'Degraded', status: 'False' },
  ],
  [
    { field: 'status.phase', values: ['Live', 3, true] },
    { field: ['status', 'phase'], values: ['Live', '3', 'true'] },
  ],
  [
    { field: 'metadata.labels.acme\\.io/tier', sameAs: 'spec.tiers.0' },
    { field: ['metadata', 'labels', 'acme.io/tier'], sameAs: ['spec', 'tiers', '0'] },
  ],
  [
    { field: 'status.ip', exists: true },
    { field: ['status', 'ip'], exists: true },
  ],
])('%j', (test_, made) => {
  expect(rules({ groupKind: 'Queue.acme.io', ready: [test_] })[0]?.ready).toEqual([made]);
});

test.each([
  ['no field and no condition', {}],
  ['both', { condition: 'Ready', field: 'a', values: ['x'] }],
  ['a field that is asked nothing', { field: 'a' }],
  ['a field that is asked two things', { field: 'a', values: ['x'], exists: true }],
  ['a status that there is not', { condition: 'Ready', status: 'yes' }],
  ['an empty name', { field: 'a..b', exists: true }],
  ['a dot at the end', { field: 'a.', exists: true }],
])('%s is refused', (_, test_) => {
  expect(readinessSchema.safeParse([{ groupKind: 'Queue.acme.io', ready: [test_] }]).success).toBe(false);
});

test('an object may ask not to be waited for', () => {
  const object = (annotations?: Record<string, string>) => ({
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: { name: 'a', ...(annotations && { annotations }) },
  });
  expect(isWaitedFor(object())).toBe(true);
  expect(isWaitedFor(object({ 'orchestrator.dev/readiness': 'enabled' }))).toBe(true);
  expect(isWaitedFor(object({ 'orchestrator.dev/readiness': 'disabled' }))).toBe(false);
});
