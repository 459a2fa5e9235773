import { expect, test } from 'vitest';
import type { Fields } from '../fields.ts';
import type { LiveObject, ManagedFields } from '../object.ts';
import { foreignFields } from './foreign.ts';

const applied = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', labels: { 'a.b/c': 'x' }, finalizers: ['keep'] },
  spec: { containers: [{ name: 'a', image: 'x', ports: [{ containerPort: 80 }] }], tolerations: ['t'] },
};
const PORT = 'k:{"containerPort":80,"protocol":"TCP"}';
const ours: Fields = {
  'f:metadata': { 'f:labels': { 'f:a.b/c': {} }, 'f:finalizers': { 'v:"keep"': {} } },
  'f:spec': {
    'f:containers': {
      'k:{"name":"a"}': { '.': {}, 'f:name': {}, 'f:image': {}, 'f:ports': { [PORT]: { 'f:containerPort': {} } } },
    },
    'f:tolerations': {},
  },
};
const entry = (manager: string, fieldsV1: Fields, more: Partial<ManagedFields> = {}): ManagedFields => ({
  manager,
  operation: manager === 'us' ? 'Apply' : 'Update',
  apiVersion: 'v1',
  fieldsV1,
  ...more,
});
const live = (...managedFields: readonly ManagedFields[]): LiveObject => ({
  ...applied,
  metadata: { ...applied.metadata, managedFields },
});
/** Ours, without one field, and what holds nothing else. */
const without = ([name = '', ...rest]: readonly string[], fields: Fields = ours): Fields => {
  const { [name]: below, ...others } = fields;
  const left = rest.length === 0 ? {} : without(rest, below as Fields);
  return Object.keys(left).length === 0 ? others : { ...others, [name]: left };
};
const nested = (path: readonly string[]): Fields => path.reduceRight<Fields>((below, name) => ({ [name]: below }), {});

test('none is where all are ours', () => {
  expect(foreignFields(applied, live(entry('us', ours)), 'us')).toEqual([]);
});

test.each<[string, readonly string[], unknown]>([
  ['.metadata.labels.a.b/c', ['f:metadata', 'f:labels', 'f:a.b/c'], 'x'],
  ['.metadata.finalizers["keep"]', ['f:metadata', 'f:finalizers', 'v:"keep"'], 'keep'],
  ['.spec.tolerations', ['f:spec', 'f:tolerations'], ['t']],
  ['.spec.containers[name="a"].image', ['f:spec', 'f:containers', 'k:{"name":"a"}', 'f:image'], 'x'],
])('%s is told with its manager, or as removed', (path, at, value) => {
  const left = without(at);
  const [found] = foreignFields(applied, live(entry('us', left), entry('editor', nested(at))), 'us');
  expect(found).toMatchObject({ path, manager: 'editor' });
  if (path !== '.spec.tolerations') expect(found?.value).toEqual(value);
  const status = entry('kubelet', nested(at), { subresource: 'status' });
  expect(foreignFields(applied, live(entry('us', left), status), 'us')).toMatchObject([{ manager: undefined }]);
});

test('what another has as well is ours still', () => {
  const both = [entry('us', ours), entry('editor', nested(['f:metadata', 'f:labels', 'f:a.b/c']))];
  expect(foreignFields(applied, live(...both), 'us')).toEqual([]);
});

test('a Secret that was applied as texts is looked at as data', () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'x', b: 'y' } };
  const mine = entry('us', { 'f:stringData': { 'f:a': {}, 'f:b': {} } });
  const object = (...more: readonly ManagedFields[]): LiveObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', managedFields: [mine, ...more] },
    data: { a: 'eA==', b: 'eQ==' },
  });
  expect(foreignFields(secret, object(), 'us')).toEqual([]);
  expect(foreignFields(secret, object(entry('editor', { 'f:data': { 'f:b': {} } })), 'us')).toMatchObject([
    { path: '.data.b', manager: 'editor' },
  ]);
});
