import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  groupKind,
  isParentOf,
  type ObjectSet,
  parentObject,
  parseGroupKind,
  parseParent,
  type SetScope,
  scopeOf,
  setId,
  unionOf,
} from './applyset.ts';
import type { LiveObject } from './object.ts';

const set: ObjectSet = { name: 'web', namespace: 'shop' };
const scope = scopeOf(['Deployment.apps', 'ConfigMap', 'ConfigMap'], ['shop', 'b', 'a', 'b']);
const parent = (more: Partial<LiveObject['metadata']> = {}): LiveObject => {
  const live = parentObject(undefined, set, scope, '1.2.3');
  return { ...live, metadata: { ...live.metadata, ...more } };
};

describe('the id of a set', () => {
  // kubectl 1.35, pkg/cmd/apply: apply_test.go, testdata/prune/simple. Its parents there are Secrets.
  test.each([
    ['my-set', 'test', 'applyset-0eFHV8ySqp7XoShsGvyWFQD3s96yqwHmzc4e0HR1dsY-v1'],
    ['simple', 'test', 'applyset-bjd1LnyQq0mtUu-riZCqjDQOmh0iNb9O2RcuT12WR0k-v1'],
  ])('of Secret %s in %s is what kubectl makes of it', (name, namespace, id) => {
    expect(setId({ name, namespace }, 'Secret')).toBe(id);
    expect(setId({ name, namespace })).not.toBe(id);
  });

  test('is a label value', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, namespace) => {
        expect(setId({ name, namespace })).toMatch(/^(?=.{1,63}$)[A-Za-z0-9][A-Za-z0-9_-]*[A-Za-z0-9]$/);
      }),
    );
  });
});

describe('the parent', () => {
  test('says who keeps it, and where members are', () => {
    expect(parent().metadata).toEqual({
      name: 'web',
      namespace: 'shop',
      labels: { 'applyset.kubernetes.io/id': setId(set) },
      annotations: {
        'applyset.kubernetes.io/tooling': 'orchestrator/v1.2.3',
        'applyset.kubernetes.io/contains-group-kinds': 'ConfigMap,Deployment.apps',
        'applyset.kubernetes.io/additional-namespaces': 'a,b',
      },
    });
  });

  test('of another version of us is ours', () => {
    const annotations = { ...parent().metadata.annotations, 'applyset.kubernetes.io/tooling': 'orchestrator/v9' };
    expect(parseParent(parent({ annotations }), set).ok).toBe(true);
    expect(isParentOf(parent({ annotations }), set, scope, '1.2.3')).toBe(false);
  });

  test.each<[string, Partial<LiveObject['metadata']>, RegExp]>([
    ['any ConfigMap', { annotations: {} }, /is there already, and is no inventory/],
    ['one of kubectl', tooling('kubectl/v1.35.4'), /is the inventory of another tool, "kubectl\/v1.35.4"/],
    ['one whose tool is called like ours', tooling('orchestrator/fork/v1'), /another tool, "orchestrator\/fork\/v1"/],
    [
      'a copy from elsewhere',
      { labels: { 'applyset.kubernetes.io/id': 'applyset-x-v1' } },
      /"applyset-x-v1" as the id/,
    ],
    ['one without an id', { labels: {} }, /has "" as the id/],
    ['one that names no kinds', kindless(), /contains-group-kinds is missing/],
  ])('%s is refused', (_, more, message) => {
    expect(parseParent(parent(more), set)).toMatchObject({
      ok: false,
      problems: [{ code: 'DEPLOY_REFUSED', message: expect.stringMatching(message) }],
    });
  });

  const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
  const scopes = fc.record({
    kinds: fc.array(fc.tuple(fc.stringMatching(/^[A-Z][a-zA-Z]{0,8}$/), fc.array(word, { maxLength: 3 }))),
    namespaces: fc.array(word),
  });
  const asScope = ({ kinds, namespaces }: { kinds: [string, string[]][]; namespaces: string[] }): SetScope =>
    scopeOf(
      kinds.map(([kind, group]) => groupKind({ kind, group: group.join('.') })),
      namespaces,
    );

  test('is read as it was written, and is then not written again', () => {
    fc.assert(
      fc.property(scopes.map(asScope), (one) => {
        const before = parent({ resourceVersion: '7', labels: { theirs: '1' }, annotations: { theirs: '1' } });
        const live = parentObject(before, set, one, '1');
        const read = parseParent(live, set);
        const whole = unionOf(one, scopeOf([], ['shop']));
        expect(read).toEqual({ ok: true, value: whole });
        expect(isParentOf(live, set, one, '1')).toBe(true);
        expect(live.metadata).toMatchObject({
          resourceVersion: '7',
          labels: { theirs: '1' },
          annotations: { theirs: '1' },
        });
      }),
    );
  });

  test('covers both when it covers the union', () => {
    fc.assert(
      fc.property(scopes.map(asScope), scopes.map(asScope), (a, b) => {
        const both = unionOf(a, b);
        expect(both).toEqual(unionOf(b, a));
        expect(both.kinds).toEqual(expect.arrayContaining([...a.kinds, ...b.kinds]));
        expect(both.namespaces).toEqual(expect.arrayContaining([...a.namespaces, ...b.namespaces]));
      }),
    );
  });
});

test.each([
  ['ConfigMap', { group: '', kind: 'ConfigMap' }],
  ['Ingress.networking.k8s.io', { group: 'networking.k8s.io', kind: 'Ingress' }],
])('%s is read and written', (text, value) => {
  expect(parseGroupKind(text)).toEqual(value);
  expect(groupKind(value)).toBe(text);
});

function tooling(value: string): Partial<LiveObject['metadata']> {
  return {
    annotations: {
      'applyset.kubernetes.io/tooling': value,
      'applyset.kubernetes.io/contains-group-kinds': '',
    },
  };
}

function kindless(): Partial<LiveObject['metadata']> {
  return { annotations: { 'applyset.kubernetes.io/tooling': 'orchestrator/v1' } };
}
