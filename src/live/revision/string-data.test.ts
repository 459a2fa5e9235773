import { expect, test } from 'vitest';
import type { LiveObject } from '../object.ts';
import { appliedData, hasTexts, ownedData, strayKeys, withStringData } from './string-data.ts';

const secret = (data: object): LiveObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data });
const map: LiveObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' }, data: { a: 'b25l' } };

test('the data of a Secret are found as texts, whatever they say', () => {
  expect(withStringData(secret({ a: 'b25l', b: 'w6Q=' }))).toMatchObject({
    data: { a: 'b25l' },
    stringData: { a: 'one', b: 'ä' },
  });
  expect(withStringData(map)).toBe(map);
});

test('what was applied as texts is data, and ours unless somebody else has it', () => {
  const applied = { apiVersion: 'v1', kind: 'Secret', stringData: { a: 'x' }, data: { b: 'y' } };
  expect(appliedData(applied)).toEqual({ apiVersion: 'v1', kind: 'Secret', data: { a: 'x', b: 'y' } });
  expect(appliedData(map)).toBe(map);
  const ours = { 'f:stringData': { 'f:a': {}, 'f:c': {} }, 'f:data': { 'f:b': {} } };
  expect(ownedData(ours, { 'f:data': { 'f:a': {} } })).toEqual({ 'f:data': { 'f:b': {}, 'f:c': {} } });
  expect(ownedData({ 'f:data': {} }, {})).toEqual({ 'f:data': {} });
});

test('keys that were added as texts are strays once they are applied no more', () => {
  const applied = { stringData: { a: '', b: '', c: '' } };
  expect(strayKeys(secret({ a: 'x' }), secret({ a: 'x', b: 'x' }), applied)).toEqual(['b']);
  expect(strayKeys(map, { ...map, data: { a: '', b: '' } }, applied)).toEqual([]);
});

test.each([
  ['holds them', { stringData: { a: 'one', b: 'ä' } }, { a: 'b25l', b: 'w6Q=', c: 'x' }, true],
  ['holds another text', { stringData: { a: 'one' } }, { a: 'dHdv' }, false],
  ['lacks a key', { stringData: { a: 'one' } }, { b: 'b25l' }, false],
  ['holds nothing', { stringData: { a: 'one' } }, undefined, false],
  ['was to hold no texts', { data: { a: 'b25l' }, stringData: null }, { a: 'dHdv' }, true],
  ['holds an empty text', { stringData: { a: '' } }, { a: '' }, true],
])('a Secret that %s', (_, sent, data, expected) => {
  expect(hasTexts({ apiVersion: 'v1', kind: 'Secret', ...sent }, secret(data as object))).toBe(expected);
  expect(hasTexts({ ...map, stringData: { a: 'x' } }, map)).toBe(true);
});
