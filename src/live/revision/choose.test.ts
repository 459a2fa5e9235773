import { describe, expect, test } from 'vitest';
import { chooseRevisions, type LastRun } from './choose.ts';
import type { KeptRevision, RevisionOutcome } from './secrets.ts';

const set = { name: 'web', namespace: 'shop' };
const kept = (
  number: number,
  outcome?: RevisionOutcome,
  aim: Pick<KeptRevision, 'undoes' | 'to'> = {},
): KeptRevision => ({
  number,
  outcome,
  command: 'apply',
  at: '',
  by: '',
  version: '',
  created: 0,
  updated: 0,
  deleted: 0,
  digest: '',
  parts: 1,
  head: '',
  ...aim,
});
const ended = (number: number | undefined): LastRun | undefined =>
  number === undefined ? undefined : { number, state: 'done' };
const numbers = (revisions: readonly KeptRevision[], to?: number, last?: number | LastRun) => {
  const run = typeof last === 'object' ? last : ended(last);
  const chosen = chooseRevisions({ kept: revisions, last: run, to }, set);
  return chosen.ok
    ? [chosen.value.newest.number, chosen.value.chain.map(({ number }) => number), chosen.value.to]
    : chosen.problems[0].message;
};
const done = [kept(1, 'done'), kept(2, 'done'), kept(3, 'not ready'), kept(4, 'done')];

describe('undone is', () => {
  test.each<[string, readonly KeptRevision[], readonly unknown[]]>([
    ['the newest', done.toReversed(), [4, [4], undefined]],
    ['one that failed', [kept(1, 'done'), kept(2, 'incomplete')], [2, [2], undefined]],
    ['one whose run was killed', [kept(1, 'done'), kept(2)], [2, [2], undefined]],
    ['not what was rolled back', [kept(1, 'done'), kept(2, 'rolled back')], [1, [1], undefined]],
    ['an undo', [kept(1, 'done'), kept(2, 'done', { undoes: 1 })], [2, [2], undefined]],
    ['an undo that is not ready', [kept(1, 'done'), kept(2, 'not ready', { undoes: 1 })], [2, [2], undefined]],
    [
      'again what an undo undid that was killed',
      [kept(1, 'done'), kept(2, undefined, { undoes: 1 })],
      [1, [1, 2], undefined],
    ],
    ['again what one that went back was to', [...done, kept(5, undefined, { to: 2 })], [5, [3, 4, 5], 2]],
  ])('%s', (_, revisions, expected) => {
    expect(numbers(revisions)).toEqual(expected);
  });

  test.each<[number, readonly KeptRevision[], readonly unknown[]]>([
    [1, done, [4, [2, 3, 4], 1]],
    [3, done, [4, [4], 3]],
    [1, [kept(1, 'done'), kept(2, 'rolled back'), kept(3, 'done')], [3, [3], 1]],
    [2, [kept(1, 'done'), kept(2, 'rolled back'), kept(3, 'done')], [3, [3], 2]],
    [1, [kept(1, 'done'), kept(2), kept(3, 'done', { undoes: 2 })], [3, [2, 3], 1]],
    [1, [...done, kept(5, undefined, { to: 2 })], [5, [2, 3, 4, 5], 1]],
  ])('what came after %i, where that is named', (to, revisions, expected) => {
    expect(numbers(revisions, to)).toEqual(expected);
  });
});

test.each<[string, readonly KeptRevision[], number | undefined, RegExp]>([
  ['nothing is kept', [], undefined, /nothing is kept$/],
  [
    'it is kept no longer',
    [kept(2, undefined, { undoes: 1 })],
    undefined,
    /what revision 1 was before is kept no longer/,
  ],
  ['there is none of that number', done, 7, /^there is no revision 7 kept in the set "web" in the namespace shop$/],
  ['it is what is there', done, 4, /^nothing has changed since revision 4 /],
  [
    'all after it was rolled back',
    [kept(1, 'done'), kept(2, 'rolled back')],
    1,
    /^nothing has changed since revision 1 /,
  ],
  ['it was killed half way', [kept(1, 'done'), kept(2), kept(3, 'done')], 2, /^revision 2 .* did not end/],
])('nothing is undone where %s', (_, revisions, to, expected) => {
  expect(numbers(revisions, to)).toMatch(expected);
});

describe('a run that kept nothing', () => {
  const gap = [kept(1, 'done'), kept(2, 'done'), kept(4, 'done')];

  test.each<[string, readonly KeptRevision[], number]>([
    ['is the last', done, 5],
    ['stands before one that was rolled back', [kept(1, 'done'), kept(3, 'rolled back')], 3],
    ['came after an undo that was killed', [kept(1, 'done'), kept(2, undefined, { undoes: 1 })], 3],
  ])('and %s is not passed over', (_, revisions, last) => {
    expect(numbers(revisions, undefined, last)).toMatch(/^what revision \d changed is not kept .*cannot be undone$/);
  });

  test.each<[string, readonly KeptRevision[], number | undefined]>([
    ['the parent says the same', done, 4],
    ['the parent says nothing', done, undefined],
    ['the parent counts anew', done, 1],
    ['it is older than what is undone', gap, 4],
  ])('is no matter where %s', (_, revisions, last) => {
    expect(numbers(revisions, undefined, last)).toEqual([4, [4], undefined]);
  });

  test('is passed over where a revision is named, and told', () => {
    const chosen = (to: number, last: number) => chooseRevisions({ kept: gap, last: ended(last), to }, set);
    expect(chosen(1, 4)).toMatchObject({ ok: true, value: { chain: [{ number: 2 }, { number: 4 }], missing: [3] } });
    expect(chosen(2, 6)).toMatchObject({ ok: true, value: { chain: [{ number: 4 }], missing: [3, 5, 6] } });
    expect(chosen(4, 6)).toMatchObject({ ok: false, problems: [{ message: expect.stringMatching(/revisions 5, 6/) }] });
  });

  test('leaves a way round, where there is one', () => {
    const hint = (revisions: readonly KeptRevision[]) => {
      const chosen = chooseRevisions({ kept: revisions, last: ended(9), to: undefined }, set);
      return chosen.ok ? undefined : chosen.problems[0].hint;
    };
    expect(hint([kept(1, 'done'), kept(2), kept(8, 'done')])).toMatch(/undo --to=1 undoes .* but for 9\.$/);
    expect(hint([kept(8, 'done')])).toBe('Apply what is wanted instead.');
  });
});

describe('an undo that was killed before it had kept anything', () => {
  const begun = (number: number, aim: Pick<LastRun, 'undoes' | 'to'>): LastRun => ({ number, state: 'begun', ...aim });

  test.each<[string, readonly KeptRevision[], LastRun, readonly unknown[]]>([
    ['is done again', done, begun(5, { undoes: 4 }), [4, [4], undefined]],
    ['goes back again', done, begun(5, { to: 2 }), [4, [3, 4], 2]],
    [
      'is not taken for what it was to undo',
      [kept(1, 'done'), kept(2, 'done', { undoes: 1 })],
      begun(3, { undoes: 2 }),
      [2, [2], undefined],
    ],
    [
      'may be the second',
      [kept(1, 'done'), kept(2, undefined, { undoes: 1 })],
      begun(3, { undoes: 1 }),
      [1, [1, 2], undefined],
    ],
    [
      'has kept it where that is there',
      [kept(1, 'done'), kept(2, 'done', { undoes: 1 })],
      begun(2, { undoes: 1 }),
      [2, [2], undefined],
    ],
  ])('%s', (_, revisions, last, expected) => {
    expect(numbers(revisions, undefined, last)).toEqual(expected);
  });

  test('is no reason to pass over an apply that has kept nothing', () => {
    expect(numbers(done, undefined, begun(6, { undoes: 4 }))).toMatch(/^what revision 5 changed is not kept/);
    expect(numbers(done, undefined, begun(5, {}))).toMatch(/^what revision 5 changed is not kept/);
  });
});
