import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineAt, placeOf } from './text-place.ts';

test.each([
  ['abc', 0, 1, 1],
  ['abc', 3, 1, 4],
  ['a\nb', 2, 2, 1],
  ['a\r\nb', 3, 2, 1],
  ['a\rb', 2, 2, 1],
  ['a\n\nb', 3, 3, 1],
  ['ab', 99, 1, 3],
])('in %j offset %i is %i:%i', (text, offset, line, column) => {
  expect(placeOf(text, offset)).toEqual({ line, column });
});

test('the line at an offset holds it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', ' ', '\n', '\r\n', 'é'), { maxLength: 30 }), fc.nat(40), (parts, at) => {
      const text = parts.join('');
      const offset = Math.min(at, text.length);
      const line = lineAt(text, offset);
      expect(text.startsWith(line.text, line.start)).toBe(true);
      expect(line.text).not.toMatch(/[\r\n]/);
      expect(line.start).toBeLessThanOrEqual(offset);
    }),
  );
});
