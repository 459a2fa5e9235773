import { expect, test } from 'vitest';
import { drawTree, type TextTree } from './text-tree.ts';

const tree = (text: string, ...below: readonly TextTree[]): TextTree => ({ text, below });

test.each([
  ['a leaf', tree('a'), ['a']],
  ['one below', tree('a', tree('b')), ['a', '└─ b']],
  [
    'lines go on beside what follows',
    tree('a', tree('b', tree('c'), tree('d')), tree('e', tree('f'))),
    ['a', '├─ b', '│  ├─ c', '│  └─ d', '└─ e', '   └─ f'],
  ],
])('%s', (_, one, lines) => {
  expect(drawTree(one)).toEqual(lines);
});
