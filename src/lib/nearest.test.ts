import { expect, test } from 'vitest';
import { findNearest } from './nearest.ts';

test.each([
  ['dokcerfile', ['docker', 'dockerfile', 'target'], 'dockerfile'],
  ['imgae', ['image', 'images'], 'image'],
  ['Build', ['build'], 'build'],
  ['xyz', ['image', 'build'], undefined],
  ['', ['a'], 'a'],
])('%j among %j means %j', (word, words, meant) => {
  expect(findNearest(word, words)).toBe(meant);
});
