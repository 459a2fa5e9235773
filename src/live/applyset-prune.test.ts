import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Member, type PruneRules, planPrune, pruneProblem } from './applyset-prune.ts';
import type { ManagedFields, ObjectMeta } from './object.ts';

const ours: ManagedFields = { manager: 'us', operation: 'Apply' };
const set = { name: 'web', namespace: 'shop' };

function member(name: string, meta: Partial<ObjectMeta> = {}, kind = 'ConfigMap', group = ''): Member {
  const isNamespaced = !['Namespace', 'PersistentVolume', 'CustomResourceDefinition'].includes(kind);
  const namespace = isNamespaced ? 'shop' : undefined;
  const of = { group, version: 'v1', kind, resource: '', isNamespaced, verbs: [] };
  const metadata = { name, uid: name, managedFields: [ours], ...meta };
  return { ref: { kind: of, namespace, name }, live: { apiVersion: 'v1', kind, metadata } };
}

const rules = (wanted: readonly string[], deleteData: readonly string[] = []): PruneRules => ({
  isWanted: ({ ref }) => wanted.includes(ref.name),
  manager: 'us',
  deleteData,
});

describe('what is wanted no longer', () => {
  test.each<[string, Member, string | undefined]>([
    ['goes', member('a'), undefined],
    [
      'goes with a status of others',
      member('a', fields({ manager: 'c', operation: 'Apply', subresource: 'status' })),
      undefined,
    ],
    ['goes where others only update it', member('a', fields({ manager: 'c', operation: 'Update' })), undefined],
    ['goes with an owner that is no controller', member('a', owner()), undefined],
    ['stays where it says so', member('a', { annotations: { 'orchestrator.dev/prune': 'disabled' } }), 'is disabled'],
    ['goes where it says something else', member('a', { annotations: { 'orchestrator.dev/prune': 'yes' } }), undefined],
    ['stays where a controller owns it', member('a', owner(true)), 'Widget w owns it'],
    [
      'stays where another manager applies it too',
      member('a', fields({ manager: 'flux', operation: 'Apply' })),
      'flux applies it too',
    ],
    ['stays where we never applied it', member('a', { managedFields: [] }), 'orchestrator did not apply it'],
    ['stays where it is a claim', member('a', {}, 'PersistentVolumeClaim'), '--delete-data=PersistentVolumeClaim/a'],
    ['stays where it is a volume', member('a', {}, 'PersistentVolume'), 'it holds data'],
    ['stays where it is a namespace', member('a', {}, 'Namespace'), 'it holds data'],
    [
      'stays where it defines a kind',
      member('a', {}, 'CustomResourceDefinition', 'apiextensions.k8s.io'),
      'it holds data',
    ],
    ['goes where another group has such a kind', member('a', {}, 'Namespace', 'example.test'), undefined],
  ])('%s', (_, one, reason) => {
    const plan = planPrune([one, member('b')], rules(['b']));
    expect(plan.prune).toEqual(reason === undefined ? [one] : []);
    expect(plan.keep).toEqual(reason === undefined ? [] : [{ ...one, reason: expect.stringContaining(reason) }]);
  });

  test('goes with its data where it is named, kind and name', () => {
    const claims = [member('a', {}, 'PersistentVolumeClaim'), member('b', {}, 'PersistentVolumeClaim')];
    const plan = planPrune(claims, rules([], ['PersistentVolumeClaim/a', 'PersistentVolume/b']));
    expect(plan.prune.map(({ ref }) => ref.name)).toEqual(['a']);
  });

  test('is left alone where it is being deleted already', () => {
    const plan = planPrune([member('a', { deletionTimestamp: '2026-01-01T00:00:00Z' })], rules([]));
    expect(plan).toEqual({ prune: [], keep: [], stay: [] });
  });

  test('is all of it: each member is in one list, and what is wanted never goes', () => {
    const members = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/)).map((names) => names.map((name) => member(name)));
    fc.assert(
      fc.property(members, fc.array(fc.stringMatching(/^[a-z]{1,3}$/)), (list, wanted) => {
        const { prune, keep, stay } = planPrune(list, rules(wanted));
        expect(prune.length + keep.length + stay.length).toBe(list.length);
        expect(prune.some(({ ref }) => wanted.includes(ref.name))).toBe(false);
      }),
    );
  });
});

describe('so much is refused', () => {
  const of = (count: number, prefix: string): readonly Member[] =>
    Array.from({ length: count }, (_, index) => member(`${prefix}${index}`));
  test.each<[number, number, string | undefined]>([
    [0, 0, undefined],
    [0, 9, undefined],
    [1, 0, 'all 1 objects of the set "web" would be deleted: ConfigMap shop/p0'],
    [3, 1, undefined],
    [4, 8, undefined],
    [4, 7, '4 of 11 objects of the set "web" would be deleted: ConfigMap shop/p0, ConfigMap shop/p1,'],
    [11, 0, 'ConfigMap shop/p9 and 1 more'],
  ])('%i of them going, %i staying', (going, staying, message) => {
    const plan = planPrune([...of(going, 'p'), ...of(staying, 's')], {
      ...rules([]),
      isWanted: ({ ref }) => ref.name.startsWith('s'),
    });
    const problem = pruneProblem(plan, set);
    if (message === undefined) expect(problem).toBeUndefined();
    else expect(problem).toMatchObject({ code: 'DEPLOY_REFUSED', message: expect.stringContaining(message) });
  });

  test('what is kept for its data saves nothing from being all that goes', () => {
    const plan = planPrune([member('a'), member('data', {}, 'PersistentVolumeClaim')], rules([]));
    expect(pruneProblem(plan, set)).toMatchObject({ message: expect.stringContaining('all 1 objects') });
  });
});

function fields(more: ManagedFields): Partial<ObjectMeta> {
  return { managedFields: [ours, more] };
}

function owner(controller?: true): Partial<ObjectMeta> {
  const one = { apiVersion: 'v1', kind: 'Widget', name: 'w', uid: 'u', ...(controller && { controller }) };
  return { ownerReferences: [one] };
}
