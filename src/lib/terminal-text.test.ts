import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countOf, formatBytes, formatDuration, plainLine, wrapText } from './terminal-text.ts';

test.each([
  ['plain text', 'plain text'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007shown', 'shown'],
  ['10%\r50%\r100%', '100%'],
  ['done\r', 'done'],
  ['a\tb\u0000c\u009bd', 'a\tbcd'],
])('%j is shown as %j', (line, shown) => {
  expect(plainLine(line)).toBe(shown);
});

test('no control character but the tab ever reaches the terminal', () => {
  const bytes = fc.string({ unit: fc.constantFrom('\u001b', '[', ']', '0', 'm', '\u0007', '\r', 'a', '\u009b', '\\') });
  fc.assert(fc.property(bytes, (line) => !/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/.test(plainLine(line))));
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [10 * 1024 * 1024, '10 MiB'],
  [3.25 * 1024 ** 3, '3.3 GiB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [84.6, '85 ms'],
  [1234, '1.2 s'],
  [185_000, '3 min 05 s'],
])('%d ms are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('one is no plural', () => {
  expect([0, 1, 2].map((count) => countOf(count, 'image'))).toEqual(['0 images', '1 image', '2 images']);
});

test('wraps at spaces, and long words anywhere', () => {
  expect(wrapText('build web done in 1 s: abcdefghijklmnop', 10)).toEqual([
    'build web',
    'done in 1',
    's:',
    'abcdefghij',
    'klmnop',
  ]);
  expect(wrapText('short', 10)).toEqual(['short']);
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 20 }), (text, width) => {
      const lines = wrapText(text, width);
      expect(lines.every((line) => line.length <= width)).toBe(true);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});
