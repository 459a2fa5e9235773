import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatExact, hasRounded, parseExact } from './exact-json.ts';

test.each([
  '{"n":9007199254740993,"m":[-9223372036854775808,1]}',
  '{"text":"9007199254740993","quote":"\\"9007199254740993\\\\"}',
  '{"9007199254740993":1,"f":0.1234567890123456,"s":1.5}',
])('%s is the same when it was read and written', (text) => {
  expect(formatExact(parseExact(text))).toBe(text);
});

test('any JSON is', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false } as never), (value) => {
      const text = JSON.stringify(value);
      expect(formatExact(parseExact(text))).toBe(text);
    }),
  );
});

test('what would be rounded is told', () => {
  expect(hasRounded(JSON.parse('{"a":[{"n":9007199254740993}]}'))).toBe(true);
  expect(hasRounded(JSON.parse('{"a":[{"n":9007199254740991,"f":0.1,"g":null}]}'))).toBe(false);
});
