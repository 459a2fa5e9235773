import { expect, test } from 'vitest';
import { latest, listAt, numberAt, textAt, timeAt, valueAt } from './fields.ts';

test.each([
  [{ a: { b: 1 } }, ['a', 'b'], 1],
  [{ a: [{ b: 1 }] }, ['a', '0', 'b'], 1],
  [{ a: null }, ['a', 'b'], undefined],
  [null, ['a'], undefined],
  ['text', ['length'], undefined],
  [{}, ['toString'], undefined],
  [{}, ['__proto__', 'toString'], undefined],
])('of %j, %j is %j', (value, path, found) => {
  expect(valueAt(value, ...path)).toBe(found);
});

test('what is of another type is not there', () => {
  const value = { text: 'a', count: 1, list: [1], when: '2026-01-01T00:00:00.123456Z' };
  expect([textAt(value, 'count'), numberAt(value, 'text'), timeAt(value, 'text')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([listAt(value, 'text'), listAt(value, 'list')]).toEqual([[], [1]]);
  expect(timeAt(value, 'when')).toBe(Date.parse('2026-01-01T00:00:00.123Z'));
});

test('the last of no times is none', () => {
  expect([latest([undefined]), latest([1, undefined, 3, 2])]).toEqual([undefined, 3]);
});
