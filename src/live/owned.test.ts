import { describe, expect, test } from 'vitest';
import type { Fields } from './fields.ts';
import type { LiveObject, ManagedFields } from './object.ts';
import { isOwned } from './owned.ts';

const wanted = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' } },
  spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }], externalIPs: ['10.0.0.1'] },
};

/** As a 1.35 server writes them. */
const fields = {
  'f:metadata': { 'f:labels': { 'f:app': {} } },
  'f:spec': {
    'f:selector': {},
    'f:externalIPs': {},
    'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:name': {}, 'f:port': {} } },
  },
};

const live = (fieldsV1: unknown, more = {}): LiveObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'web',
    managedFields: [{ manager: 'us', operation: 'Apply', apiVersion: 'v1', fieldsV1, ...more }],
  },
});

test('every wanted field is ours', () => {
  expect(isOwned(wanted, live(fields), 'us')).toBe(true);
});

test.each([
  ['a label was taken', { ...fields, 'f:metadata': { 'f:labels': { '.': {}, 'f:other': {} } } }],
  ['a field was taken', { ...fields, 'f:spec': { ...fields['f:spec'], 'f:selector': undefined } }],
  [
    'a field of an item was taken',
    {
      ...fields,
      'f:spec': { ...fields['f:spec'], 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} } } },
    },
  ],
  [
    'an item is gone',
    {
      ...fields,
      'f:spec': {
        ...fields['f:spec'],
        'f:ports': { 'k:{"port":81,"protocol":"TCP"}': { 'f:port': {}, 'f:name': {} } },
      },
    },
  ],
  [
    'all fields of an item were taken',
    { ...fields, 'f:spec': { ...fields['f:spec'], 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {} } } } },
  ],
  ['there are none', undefined],
])('%s', (_, fieldsV1) => {
  expect(isOwned(wanted, live(fieldsV1), 'us')).toBe(false);
});

test('fields of others, of another version, and of a subresource do not count', () => {
  expect(isOwned(wanted, live(fields, { manager: 'them' }), 'us')).toBe(false);
  expect(isOwned(wanted, live(fields, { operation: 'Update' }), 'us')).toBe(false);
  expect(isOwned(wanted, live(fields, { apiVersion: 'v2' }), 'us')).toBe(false);
  expect(isOwned(wanted, live(fields, { subresource: 'status' }), 'us')).toBe(false);
});

test('members of a set are told by value', () => {
  const set = { metadata: { finalizers: ['a', 'b'] } };
  const has = (names: readonly string[]) =>
    live({ 'f:metadata': { 'f:finalizers': Object.fromEntries(names.map((name) => [`v:"${name}"`, {}])) } });
  expect(isOwned(set, has(['a', 'b']), 'us')).toBe(true);
  expect(isOwned(set, has(['a', 'c']), 'us')).toBe(false);
});

test('an empty map that is ours is ours, and a null asks for nothing', () => {
  expect(isOwned({ spec: { emptyDir: {}, x: null } }, live({ 'f:spec': { 'f:emptyDir': {} } }), 'us')).toBe(true);
});

describe('what is empty in a manifest', () => {
  const sent = {
    metadata: { finalizers: [] },
    spec: { template: { containers: [{ name: 'a', env: [], args: [] }], volumes: [] } },
    status: { loadBalancer: {} },
  };
  const having = (container: Fields, ...others: readonly Fields[]): LiveObject => {
    const of = (one: Fields): Fields => ({ 'f:spec': { 'f:template': { 'f:containers': { 'k:{"name":"a"}': one } } } });
    const ours = live(of({ '.': {}, 'f:name': {}, ...container }));
    const more = others.map((one) => ({ manager: 'them', operation: 'Update', fieldsV1: of(one) }) as ManagedFields);
    return {
      ...ours,
      metadata: { ...ours.metadata, managedFields: [...(ours.metadata.managedFields ?? []), ...more] },
    };
  };

  test('lists of items and the status are nobody’s, and no difference', () => {
    expect(isOwned(sent, having({ 'f:args': {} }), 'us')).toBe(true);
    expect(isOwned(sent, having({ 'f:args': {} }, { 'f:env': { 'k:{"name":"X"}': { '.': {} } } }), 'us')).toBe(true);
  });

  test('a list that is one piece was taken by who has it as a whole', () => {
    expect(isOwned(sent, having({}, { 'f:args': {} }), 'us')).toBe(false);
  });

  test('a map was taken, and a status with something in it is asked for', () => {
    expect(isOwned({ spec: { emptyDir: {} } }, live({ 'f:spec': { 'f:configMap': {} } }), 'us')).toBe(false);
    expect(isOwned({ status: { phase: 'x' } }, live({ 'f:spec': {} }), 'us')).toBe(false);
  });
});
