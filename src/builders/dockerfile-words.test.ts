import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandWord, readPairs } from './dockerfile-words.ts';

const known = new Map([
  ['A', 'one'],
  ['EMPTY', ''],
]);

describe('expandWord', () => {
  test.each([
    ['plain', 'plain'],
    ['$A/${A}x$A.go', 'one/onexone.go'],
    ['${A:-two}${EMPTY:-two}${EMPTY-two}', 'onetwo'],
    ['${NONE:-$A}${NONE-x}', 'onex'],
    ['${A:+set}${EMPTY:+set}${EMPTY+set}${NONE+set}', 'setset'],
    ['${NONE:-${ALSO:-deep}}', 'deep'],
    ['\\$A', '$A'],
    ["'$A'", '$A'],
    ['"$A b"', 'one b'],
    ['"\\$A \\n"', '$A \\n'],
    ['a$', 'a$'],
    ['$NONE', undefined],
    ['${NONE}', undefined],
    ['${A#o}', undefined],
    ['${A', undefined],
    ['${A:?why}', undefined],
  ])('%s is %s', (word, value) => {
    expect(expandWord(word, known)).toBe(value);
  });

  test('knows the other escape', () => {
    expect(expandWord('C:\\x`$A', known, '`')).toBe('C:\\x$A');
  });

  test('leaves words without signs alone, and never throws', () => {
    fc.assert(fc.property(fc.stringMatching(/^[\w./*?-]*$/), (word) => expandWord(word, known) === word));
    fc.assert(fc.property(fc.string(), (word) => void expandWord(word, known)));
  });
});

test('readPairs keeps quotes for later, and spaces inside of them', () => {
  expect(readPairs('A=1 B="x y" C D=\\  E=\'a b\'c')).toEqual([
    { name: 'A', value: '1' },
    { name: 'B', value: '"x y"' },
    { name: 'C', value: undefined },
    { name: 'D', value: '\\ ' },
    { name: 'E', value: "'a b'c" },
  ]);
});
