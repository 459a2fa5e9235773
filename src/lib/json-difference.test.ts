import { expect, test } from 'vitest';
import { findJsonDifference } from './json-difference.ts';
import { findLineDifference } from './line-difference.ts';

test.each([
  [{ a: 1 }, { a: 1 }, undefined],
  [{ a: { b: 1 } }, { a: { b: 2 } }, { path: 'a.b', one: '1', other: '2' }],
  [{ a: [1, { b: 'x' }] }, { a: [1, { b: 'y' }] }, { path: 'a[1].b', one: '"x"', other: '"y"' }],
  [{ a: [1] }, { a: [1, 2] }, { path: 'a[1]', one: 'nothing', other: '2' }],
  [{}, { a: null }, { path: 'a', one: 'nothing', other: 'null' }],
  [{ a: [] }, { a: {} }, { path: 'a', one: '[]', other: '{}' }],
  [1, 2, { path: '', one: '1', other: '2' }],
])('%j and %j differ at %j', (one, other, expected) => {
  expect(findJsonDifference(one, other)).toEqual(expected);
});

test('what is to be skipped is not looked at', () => {
  expect(findJsonDifference({ a: { b: 1 }, c: 1 }, { a: { b: 2 }, c: 2 }, ['a.b'])?.path).toBe('c');
});

test('long values are cut', () => {
  expect(findJsonDifference('x'.repeat(200), 'y')?.one).toHaveLength(80);
});

test.each([
  ['a\nb\n', 'a\nb\n', undefined],
  ['a\nb\n', 'a\nc\n', { line: 2, one: 'b', other: 'c' }],
  ['a\n', 'a\nb\n', { line: 2, one: '', other: 'b' }],
  ['a', 'a\nb', { line: 2, one: undefined, other: 'b' }],
  ['a\nb', 'a', { line: 2, one: 'b', other: undefined }],
  ['', 'a', { line: 1, one: '', other: 'a' }],
])('%j and %j part at %j', (one, other, expected) => {
  expect(findLineDifference(one, other)).toEqual(expected);
});
