import { describe, expect, test } from 'vitest';
import { adoptionOf, LAST_APPLIED } from './adoption.ts';
import type { Fields } from './fields.ts';
import { leftOver } from './left-over.ts';
import type { LiveObject, ManagedFields } from './object.ts';
import { entry } from './revision/managed.cases.ts';

const kubectl = 'kubectl-client-side-apply';
const data = (...keys: readonly string[]): Fields => ({
  'f:data': Object.fromEntries(keys.map((key) => [`f:${key}`, {}])),
});

const live = (config: unknown, ...managedFields: readonly ManagedFields[]): LiveObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', annotations: { [LAST_APPLIED]: JSON.stringify(config) }, managedFields },
  data: { a: '1', b: '2', c: '3' },
});

describe('what is taken over', () => {
  const theirs = entry('kubectl-patch', data('c'));
  const scale = entry(kubectl, data('c'), { subresource: 'scale' });

  test('all that kubectl has, and nothing of others', () => {
    expect(adoptionOf(live({}, entry(kubectl, data('a')), theirs, scale), 'us', false)).toEqual({
      managers: [kubectl],
      left: [theirs, scale],
    });
  });

  test('by whatever name it wrote down what it compares with', () => {
    const named = entry('deployer', { 'f:metadata': { 'f:annotations': { [`f:${LAST_APPLIED}`]: {} } } });
    expect(adoptionOf(live({}, named, theirs), 'us', false)).toEqual({ managers: ['deployer'], left: [theirs] });
  });

  test('what would be nobody’s is said to be ours: the server would say that somebody had all of it', () => {
    const adoption = adoptionOf(live({}, entry(kubectl, data('a'))), 'us', false);
    expect(adoption?.left).toMatchObject([{ manager: 'us', operation: 'Apply', apiVersion: 'v1' }]);
  });

  test('an object that we have applied is taken over only with force', () => {
    const both = live({}, entry(kubectl, data('a')), entry('us', data('b')));
    expect(adoptionOf(both, 'us', false)).toBeUndefined();
    expect(adoptionOf(both, 'us', true)).toMatchObject({ left: [entry('us', data('b'))] });
  });

  test('nothing of an object that kubectl has not applied', () => {
    expect(adoptionOf(live({}, theirs), 'us', false)).toBeUndefined();
    const { annotations: _, ...metadata } = live({}, entry(kubectl, data('a'))).metadata;
    expect(adoptionOf({ ...live({}), metadata }, 'us', false)).toBeUndefined();
  });
});

describe('what stays of it', () => {
  const told = (
    config: unknown,
    ours: Fields,
    others: readonly ManagedFields[] = [],
    more: Fields = {},
  ): readonly string[] => {
    const before = live(config, entry(kubectl, data('a', 'b', 'c')), ...others);
    const adoption = adoptionOf(before, 'us', false);
    if (adoption === undefined) throw new Error('nothing is taken over');
    return leftOver(
      before,
      { ...before, ...more, metadata: { ...before.metadata, managedFields: [entry('us', ours)] } },
      adoption,
      'us',
    );
  };

  test('is what kubectl had applied, and neither we nor others have', () => {
    const config = { metadata: { annotations: {} }, data: { a: '1', b: '2', c: '3', gone: '4' } };
    expect(told(config, data('a'), [entry('kubectl-patch', data('c'))])).toEqual(['.data.b']);
    expect(told({ data: { a: '1' } }, data('a'))).toEqual([]);
    expect(told('no object', data('a'))).toEqual([]);
  });

  test('an item of a list is told as one', () => {
    const more = {
      spec: {
        env: [
          { name: 'A', value: '1' },
          { name: 'OLD', value: '2' },
        ],
      },
    };
    const ours = { 'f:spec': { 'f:env': { 'k:{"name":"A"}': { 'f:name': {}, 'f:value': {} } } } };
    expect(told(more, ours, [], more)).toEqual(['.spec.env[name="OLD"]']);
  });
});
