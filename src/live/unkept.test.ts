import { expect, test } from 'vitest';
import type { LiveObject } from './object.ts';
import { unkeptFields } from './unkept.ts';

type Body = Readonly<Record<string, unknown>>;
const kindOf = (kind: string, metadata: Body = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', ...metadata },
});
const pods = (containers: readonly Body[]) => ({ spec: { containers } });
const ofArgs = { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:name': {}, 'f:args': {} } } } };
const ofSet = { 'f:addresses': { 'v:"a"': {} } };

function found(sent: Body, back: Body, fieldsV1: Body = {}): readonly string[] {
  const { kind = 'Thing', ...rest } = sent;
  const entry = { manager: 'us', operation: 'Apply', apiVersion: 'v1', fieldsV1 };
  const kept = { ...kindOf(String(kind)), ...back };
  const metadata = { ...kept.metadata, managedFields: [entry] };
  return unkeptFields({ ...kindOf(String(kind)), ...rest }, { ...kept, metadata } as LiveObject, 'us');
}

test.each<[string, Body, Body, Body?]>([
  [
    'an amount',
    { limits: { cpu: '1000m', memory: '1024Mi', a: 0.5 } },
    { limits: { cpu: '1', memory: '1Gi', a: '500m' } },
  ],
  ['a number or its text', { port: 80, name: '80' }, { port: '80', name: 80 }],
  ['a time', { at: '2024-01-01T01:00:00.5+01:00' }, { at: '2024-01-01T00:00:00Z' }],
  ['base64 in lines', { bundle: 'aGVs\nbG8=\n' }, { bundle: 'aGVsbG8=' }],
  ['what is filled in', { a: null, b: '', c: 0, d: [], e: {} }, { a: 1, b: 'x', c: 3, d: ['x'], e: { f: 1 } }],
  ['what is left out', { a: false, b: { c: null, d: [] } }, {}],
  ['what is added', pods([{ name: 'web' }]), pods([{ name: 'side' }, { name: 'web', image: 'x' }])],
  ['what is added behind', pods([{ name: 'web', args: ['a'] }]), pods([{ name: 'web', args: ['a', 'b'] }]), ofArgs],
  ['another order of a set', { addresses: ['a', 'b'] }, { addresses: ['b', 'c', 'a'] }, ofSet],
  ['its own metadata', kindOf('Thing', { uid: '1', generation: 1 }), kindOf('Thing', { uid: '2', generation: 2 })],
  ['a status', { status: { a: 1 } }, { status: {} }],
  [
    'texts of a Secret',
    { kind: 'Secret', stringData: { a: 'one' }, data: { a: 'x', b: 'b25l\n' } },
    { data: { a: 'b25l', b: 'b25l' } },
  ],
])('%s is as it was sent', (_, sent, back, fields) => {
  expect(found(sent, back, fields)).toEqual([]);
});

test.each<[string, Body, Body, readonly string[], Body?]>([
  ['a value', { data: { a: '1', b: '2' } }, { data: { a: '1', b: '3' } }, ['.data.b']],
  ['a text that only looks like an amount', { data: { a: '1000m' } }, { data: { a: '1' } }, ['.data.a']],
  ['a field that is taken away', { spec: { a: { b: 1 } } }, { spec: {} }, ['.spec.a.b']],
  ['a label', kindOf('Thing', { labels: { a: 'b' } }), kindOf('Thing', { labels: { a: 'c' } }), ['.metadata.labels.a']],
  ['a switch', { spec: { a: false } }, { spec: { a: true } }, ['.spec.a']],
  [
    'a field of an item',
    pods([{ name: 'web', image: 'a' }]),
    pods([{ name: 'web', image: 'b' }]),
    ['.spec.containers[name="web"].image'],
    ofArgs,
  ],
  [
    'an item that is taken away',
    pods([{ name: 'web', image: 'a' }]),
    pods([]),
    ['.spec.containers[name="web"]'],
    ofArgs,
  ],
  [
    'a word before the first',
    pods([{ name: 'web', args: ['a'] }]),
    pods([{ name: 'web', args: ['b', 'a'] }]),
    ['.spec.containers[name="web"].args'],
    ofArgs,
  ],
  ['a member of a set', { addresses: ['a', 'b'] }, { addresses: ['b'] }, ['.addresses'], ofSet],
  [
    'a Secret, by its key alone',
    { kind: 'Secret', stringData: { a: 'hunter2' } },
    { data: { a: 'dHdv' } },
    ['.data.a'],
  ],
])('%s is told', (_, sent, back, paths, fields) => {
  expect(found(sent, back, fields)).toEqual(paths);
});
