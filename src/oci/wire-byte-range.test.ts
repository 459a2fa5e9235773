import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatContentRange, parseByteRange } from './wire-byte-range.ts';

test.each([
  [undefined, 'whole'],
  ['', 'whole'],
  ['bytes=0-9', { start: 0, end: 9 }],
  ['bytes=90-200', { start: 90, end: 99 }],
  ['Bytes = 5 - ', { start: 5, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-1000', { start: 0, end: 99 }],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=9-5', 'unsatisfiable'],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=99999999999999999999999-', 'unsatisfiable'],
  ['bytes=0-1,5-6', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=a-b', 'whole'],
  ['items=0-1', 'whole'],
])('%j of 100 bytes is %j', (header, expected) => {
  expect(parseByteRange(header, 100)).toEqual(expected);
});

test('every range of an empty blob is a range of nothing', () => {
  for (const header of ['bytes=0-', 'bytes=0-0', 'bytes=-1']) expect(parseByteRange(header, 0)).toBe('unsatisfiable');
});

test('a range lies within the whole, and is what was asked for as far as it does', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(), (size, start, length) => {
      const range = parseByteRange(`bytes=${start}-${start + length}`, size);
      const expected = start < size ? { start, end: Math.min(start + length, size - 1) } : 'unsatisfiable';
      expect(range).toEqual(expected);
    }),
  );
});

test('never throws, whatever the header', () => {
  fc.assert(fc.property(fc.string(), (text) => parseByteRange(`bytes=${text}`, 10) !== undefined));
});

test('says which part of how much is sent, or how much there would be', () => {
  expect(formatContentRange({ start: 2, end: 5 }, 10)).toBe('bytes 2-5/10');
  expect(formatContentRange(undefined, 10)).toBe('bytes */10');
});
