import { expect, test } from 'vitest';
import { formatPage, type TestResult, withResultsOf } from './page.ts';
import { here, inTest, later } from './row.ts';

const row = (id: string) => ({ id, stimulus: 'a | b', expected: 'c', proofs: [here, inTest('src/a.ts', 'A1: x')] });
const groups = [
  { title: 'A', rows: [row('A1'), { ...row('A2'), open: 'more' }, later('A3', 's', 'e', 'not built')] },
  { title: 'B', rows: [row('B1'), row('B2')] },
];
const results: readonly TestResult[] = [
  { title: 'A1: one | two', state: 'passed' },
  { title: 'A1: three', state: 'passed' },
  { title: 'A2: fails', state: 'failed' },
  { title: 'A2: works', state: 'passed' },
  { title: 'B1: missing', state: 'skipped', note: 'no tool' },
  { title: 'B2: is old', state: 'passed' },
];

test('a page says what it was made of', () => {
  const page = formatPage(groups, results);
  expect(formatPage(groups, withResultsOf(page, []))).toBe(page);
});

test('what ran is new, and only its rows', () => {
  const now: readonly TestResult[] = [{ title: 'B2: is new', state: 'passed' }];
  const merged = withResultsOf(formatPage(groups, results), now);
  expect(merged).toEqual(expect.arrayContaining([...results.filter(({ title }) => title !== 'B2: is old'), ...now]));
  expect(merged).toHaveLength(results.length);
});
