import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatWireRange, parseWireRange } from './wire-range.ts';

test.each([
  ['0-1023', { start: 0, end: 1023 }],
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes 10-19/20', { start: 10, end: 19, total: 20 }],
  ['bytes 10-19/*', { start: 10, end: 19 }],
  [' 5-6 ', { start: 5, end: 6 }],
  ['6-5', undefined],
  ['bytes 0-20/20', undefined],
  ['0-', undefined],
  ['-5', undefined],
  ['0--1', undefined],
  ['0-99999999999999999999', undefined],
])('%j is %j', (text, range) => {
  expect(parseWireRange(text)).toEqual(range);
});

test('reads back what was written', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (start, length) => {
      const range = { start, end: start + length };
      expect(parseWireRange(formatWireRange(range))).toEqual(range);
    }),
  );
});
