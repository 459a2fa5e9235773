import { expect, test } from 'vitest';
import { nameSome } from './name-some.ts';

const many = Array.from({ length: 12 }, (_, index) => `n${index}`);

test.each([
  [[], {}, ''],
  [['a', 'b'], {}, 'a, b'],
  [many.slice(0, 10), {}, 'n0, n1, n2, n3, n4, n5, n6, n7, n8, n9'],
  [many, {}, 'n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 and 2 more'],
  [many, { most: 2, separator: '; ' }, 'n0; n1 and 10 more'],
])('%j is named as far as asked, %j', (names, options, text) => {
  expect(nameSome(names, options)).toBe(text);
});
