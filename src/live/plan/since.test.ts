import { describe, expect, test } from 'vitest';
import type { LiveObject } from '../object.ts';
import { deployment, object } from './plan.cases.ts';
import { isSame, type SavedObject, type SavedPlan, seenByMetadata, seenOf } from './saved.ts';
import { changesSince, type Now } from './since.ts';

const map = (data: object, more: object = {}): LiveObject => ({
  ...object('v1', 'ConfigMap', 'a', { data }),
  metadata: { name: 'a', namespace: 'shop', uid: 'u1', resourceVersion: '1', ...more },
});
const by = (manager: string) => ({
  managedFields: [
    { manager: 'orchestrator', operation: 'Apply', time: '2026-01-01T00:00:00Z' },
    { manager, operation: 'Update', time: '2026-01-02T00:00:00Z' },
    { manager: 'controller', operation: 'Update', subresource: 'status', time: '2026-01-03T00:00:00Z' },
  ],
});

const saved = (action: SavedObject['action'], live: LiveObject | undefined, rest: object = {}): SavedObject => ({
  action,
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: 'shop',
  name: 'a',
  notes: [],
  diff: '',
  seen: live === undefined ? null : seenOf(live, undefined),
  wanted: null,
  ...rest,
});

const since = (objects: readonly SavedObject[], now: Partial<Now>, set: SavedPlan['set'] = null) =>
  changesSince({ objects, set } as unknown as SavedPlan, { wanted: [], leaving: [], parent: undefined, ...now });

const wanted = (before: LiveObject | undefined, live: LiveObject | undefined) => {
  const one = saved('update', before);
  return since([one], { wanted: [{ object: one, live, sent: undefined }] });
};

describe('an object that is wanted', () => {
  test('that is as it was seen is nothing to tell', () => {
    expect(wanted(map({ a: '1' }), map({ a: '1' }))).toEqual([]);
    expect(wanted(undefined, undefined)).toEqual([]);
  });

  test.each([
    ['changed', map({ a: '1' }), map({ a: '2' }, { resourceVersion: '2', ...by('kubectl-patch') }), 'was changed, '],
    ['made', undefined, map({ a: '1' }, by('kubectl-patch')), 'is there now, '],
    ['made anew', map({}), map({}, { uid: 'u2', ...by('kubectl-patch') }), 'is another one now: it was deleted and '],
  ])('that somebody has %s is told, with the name of who did it last', (_, before, live, said) => {
    const [told] = wanted(before, live);
    expect(told).toContain(`ConfigMap shop/a ${said}`);
    expect(told).toContain('last written by kubectl-patch at 2026-01-02T00:00:00Z');
  });

  test('that is gone is told', () => {
    expect(wanted(map({}), undefined)).toEqual(['ConfigMap shop/a is gone']);
  });
});

describe('what counts as a change', () => {
  const web = (spec: object, rest: object = {}, metadata: object = {}): LiveObject => ({
    ...deployment({ ...spec }),
    ...rest,
    metadata: { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: String(Math.random()), ...metadata },
  });
  const same = (a: LiveObject, b: LiveObject, sent: unknown = {}) => isSame(seenOf(a, sent), seenOf(b, sent));

  test('is neither a status nor the number of a rollout', () => {
    const revision = { annotations: { 'deployment.kubernetes.io/revision': '2' }, managedFields: [] };
    expect(same(web({ paused: true }), web({ paused: true }, { status: { replicas: 1 } }, revision))).toBe(true);
  });

  test('is what anybody says in spec, labels and annotations', () => {
    expect(same(web({ paused: true }), web({}))).toBe(false);
    expect(same(web({}), web({}, {}, { labels: { a: 'b' } }))).toBe(false);
    expect(same(web({}), web({}, {}, { annotations: { a: 'b' } }))).toBe(false);
  });

  test('is the count of pods where the manifest says one', () => {
    expect(same(web({ replicas: 1 }), web({ replicas: 4 }))).toBe(true);
    expect(same(web({ replicas: 1 }), web({ replicas: 4 }), { spec: { replicas: 1 } })).toBe(false);
  });

  test('is each new version of a Secret, whose values no hash is kept of', () => {
    const secret = (resourceVersion: string): LiveObject => ({
      ...object('v1', 'Secret', 's', { data: { a: 'YQ==' } }),
      metadata: { name: 's', uid: 'u', resourceVersion },
    });
    expect(seenOf(secret('1'), {})).toEqual({ uid: 'u', resourceVersion: '1', state: null });
    expect(same(secret('1'), secret('1'))).toBe(true);
    expect(same(secret('1'), secret('2'))).toBe(false);
  });
});

describe('a set', () => {
  const parent = (resourceVersion: string) => map({}, { resourceVersion, ...by('orchestrator') });
  const set = { name: 'web', parent: { ...seenByMetadata(parent('1')), state: null } };

  test('whose inventory was written is told', () => {
    expect(since([], { parent: parent('1') }, set)).toEqual([]);
    expect(since([], { parent: parent('2') }, set)).toEqual([
      'the inventory of the set "web" was changed, last written by orchestrator at 2026-01-02T00:00:00Z',
    ]);
    expect(since([], { parent: parent('1') }, { name: 'web', parent: null })[0]).toContain('is there now');
  });

  test('of which something else would be pruned is told', () => {
    const live = map({}, { generation: 1 });
    const name = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'a' };
    const one = { ...saved('prune', live), seen: seenByMetadata(live) };
    expect(since([one], { leaving: [{ name, live }] })).toEqual([]);
    expect(since([one], {})[0]).toContain('is in the set no longer');
    expect(since([], { leaving: [{ name, live }] })[0]).toContain('ConfigMap shop/a would be pruned too');
    const now = map({}, { generation: 2, resourceVersion: '2' });
    expect(since([one], { leaving: [{ name, live: now }] })[0]).toContain('was changed');
    const touched = map({}, { generation: 1, resourceVersion: '2' });
    expect(since([one], { leaving: [{ name, live: touched }] })).toEqual([]);
  });
});
