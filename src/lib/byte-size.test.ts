import { expect, test } from 'vitest';
import { parseByteSize } from './byte-size.ts';

test.each([
  ['500', 500],
  ['64K', 64_000],
  ['1.5 GB', 1_500_000_000],
  ['20GiB', 20 * 1024 ** 3],
  ['2TiB', 2 * 1024 ** 4],
  ['', undefined],
  ['20 gib', undefined],
  ['-1', undefined],
])('%j is %j bytes', (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes);
});
