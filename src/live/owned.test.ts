import { expect, test } from 'vitest';
import type { LiveObject } from './object.ts';
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
