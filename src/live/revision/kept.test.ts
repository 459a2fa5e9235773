import { expect, test } from 'vitest';
import type { LiveObject } from '../object.ts';
import { carryOn, continueKept, type KeptObject, keepAfter, keepBefore } from './kept.ts';

const object = (data: object): LiveObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data });
const kept = (name: string, before?: object, after?: string, apiVersion = 'v1'): KeptObject => ({
  apiVersion,
  kind: 'ConfigMap',
  name,
  ...(before && { before: object(before) }),
  ...(after !== undefined && { after: { hash: after, fields: {} } }),
});

test('what an object is kept as has neither a status nor what counts its changes, but who has its fields', () => {
  const managedFields = [{ manager: 'us', operation: 'Apply', fieldsV1: {} }] as const;
  const metadata = { name: 'a', uid: '1', resourceVersion: '2', generation: 3, creationTimestamp: 'x', managedFields };
  expect(keepBefore({ ...object({ a: '1' }), status: { phase: 'x' }, metadata })).toEqual({
    ...object({ a: '1' }),
    metadata: { name: 'a', uid: '1', resourceVersion: '2', managedFields },
  });
});

test('of what is applied no long text is kept, and lists whole', () => {
  const long = 'x'.repeat(65);
  expect(keepAfter('h', { data: { a: long, b: 'short', n: 1 }, list: [{ name: long }, long] })).toEqual({
    hash: 'h',
    fields: { data: { a: '', b: 'short', n: 1 }, list: [{ name: long }, long] },
  });
});

test.each<[string, KeptObject[], KeptObject[], KeptObject[]]>([
  ['of the first alone', [kept('a', { a: '1' }, 'h1')], [], [kept('a', { a: '1' }, 'h1')]],
  ['of the second alone', [], [kept('a', undefined, 'h2')], [kept('a', undefined, 'h2')]],
  ['changed twice', [kept('a', { a: '1' }, 'h1')], [kept('a', { a: '2' }, 'h2')], [kept('a', { a: '1' }, 'h2')]],
  ['made, then changed', [kept('a', undefined, 'h1')], [kept('a', { a: '1' }, 'h2')], [kept('a', undefined, 'h2')]],
  ['made, then deleted', [kept('a', undefined, 'h1')], [kept('a', { a: '1' })], [kept('a')]],
  ['deleted, then made', [kept('a', { a: '1' })], [kept('a', undefined, 'h2')], [kept('a', { a: '1' }, 'h2')]],
  [
    'in another version',
    [kept('a', { a: '1' }, 'h1', 'apps/v1')],
    [kept('a', { a: '2' }, 'h2', 'apps/v2')],
    [kept('a', { a: '1' }, 'h2', 'apps/v1')],
  ],
])('two runs as one: %s', (_, first, then, both) => {
  expect(continueKept(first, then)).toEqual(both);
});

test('of a revision that goes is carried on what it had left, without what was before; not what it deleted', () => {
  const earlier = [kept('a', undefined, 'h1'), kept('b', undefined, 'h1'), kept('c', undefined, 'h1')];
  const objects = [kept('a', { a: '1' }, 'h2'), kept('b', { a: '1' }), kept('d', undefined, 'h2')];
  expect(carryOn(earlier, objects)).toEqual([
    kept('a', undefined, 'h2'),
    kept('c', undefined, 'h1'),
    kept('d', undefined, 'h2'),
  ]);
});
