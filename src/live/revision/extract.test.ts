import { expect, test } from 'vitest';
import type { Fields } from '../fields.ts';
import type { LiveObject } from '../object.ts';
import { extractFields } from './extract.ts';

const container = { name: 'a', image: 'x', resources: { limits: { cpu: '1' } }, args: ['1', '2'] };
const object: LiveObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'n', uid: '1', labels: { a: '1', b: '2' }, finalizers: ['x', 'y'] },
  spec: { replicas: 1, containers: [container, { name: 'b', image: 'y' }], strategy: {} },
};
const metadata = { name: 'p', namespace: 'n' };
const inSpec = (fields: Fields): Fields => ({ 'f:spec': fields });
const inContainer = (fields: Fields): Fields => inSpec({ 'f:containers': { 'k:{"name":"a"}': fields } });

test.each<[string, Fields, object]>([
  ['nothing', {}, { metadata }],
  ['a scalar', inSpec({ 'f:replicas': {} }), { metadata, spec: { replicas: 1 } }],
  [
    'a label, with the map that is ours too',
    { 'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } } },
    { metadata: { ...metadata, labels: { a: '1' } } },
  ],
  ['a map alone', { 'f:metadata': { 'f:labels': { '.': {} } } }, { metadata: { ...metadata, labels: {} } }],
  [
    'a member of a list of values',
    { 'f:metadata': { 'f:finalizers': { 'v:"y"': {} } } },
    { metadata: { ...metadata, finalizers: ['y'] } },
  ],
  [
    'a field of an item, with its key',
    inContainer({ 'f:image': {} }),
    { metadata, spec: { containers: [{ name: 'a', image: 'x' }] } },
  ],
  ['an item without its fields', inContainer({ '.': {} }), { metadata, spec: { containers: [{ name: 'a' }] } }],
  ['an item in one piece', inContainer({}), { metadata, spec: { containers: [container] } }],
  [
    'a list in one piece',
    inContainer({ 'f:args': {} }),
    { metadata, spec: { containers: [{ name: 'a', args: ['1', '2'] }] } },
  ],
  [
    'by its index',
    inContainer({ 'f:args': { 'i:1': {} } }),
    { metadata, spec: { containers: [{ name: 'a', args: ['2'] }] } },
  ],
  ['an empty map', inSpec({ 'f:strategy': {} }), { metadata, spec: { strategy: {} } }],
  [
    'what is not there',
    inSpec({ 'f:gone': { 'f:x': {} }, 'f:containers': { 'k:{"name":"c"}': { '.': {} } } }),
    { metadata },
  ],
])('%s', (_, fields, expected) => {
  expect(extractFields(object, fields)).toEqual({ apiVersion: 'v1', kind: 'Pod', ...expected });
});

test('a map that was applied empty stays so where others have filled it', () => {
  const ours = inContainer({ '.': {}, 'f:name': {}, 'f:resources': {} });
  const theirs = inContainer({ 'f:resources': { 'f:limits': { 'f:cpu': {} } } });
  expect(extractFields(object, ours, theirs).spec).toEqual({ containers: [{ name: 'a', resources: {} }] });
  expect(extractFields(object, ours).spec).toEqual({ containers: [{ name: 'a', resources: container.resources }] });
});
