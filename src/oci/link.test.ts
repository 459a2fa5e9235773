import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findNextLink, formatNextLink } from './link.ts';

test.each([
  ['</v2/a/tags/list?n=2&last=b>; rel="next"', '/v2/a/tags/list?n=2&last=b'],
  ['<https://r.example/v2/a/tags/list?last=b>; rel=next', 'https://r.example/v2/a/tags/list?last=b'],
  ['</first>; rel="first", </next>; title="a, b; rel=no"; rel="prev next"', '/next'],
  ['  </x> ; REL = "NEXT"', '/x'],
  ['</x>; rel="prev"', undefined],
  ['</x>', undefined],
  ['/x; rel="next"', undefined],
  ['</x; rel="next"', undefined],
  ['', undefined],
])('the next page of %j is %j', (header, target) => {
  expect(findNextLink(header)).toBe(target);
});

test('reads back what was written', () => {
  fc.assert(
    fc.property(fc.webPath(), fc.webQueryParameters(), (path, query) => {
      expect(findNextLink(formatNextLink(`${path}?${query}`))).toBe(`${path}?${query}`);
    }),
  );
});

test('takes linear time for a hostile header', () => {
  expect(findNextLink(`<a>${'; a'.repeat(20_000)}"`)).toBeUndefined();
  expect(findNextLink(`<a>${' ;'.repeat(20_000)}`)).toBeUndefined();
  expect(findNextLink('<a>;rel="'.repeat(5_000))).toBeUndefined();
});
