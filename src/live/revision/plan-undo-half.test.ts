import { describe, expect, test } from 'vitest';
import type { LiveObject } from '../object.ts';
import { joinChain } from './chain.ts';
import { type KeptObject, keepAfter } from './kept.ts';
import { planUndo } from './plan-undo.ts';
import { after, data, type Given, kept, object, one, plan, ref, rules, two, update } from './undo.cases.ts';

describe('what a run that did not end was to change', () => {
  const bare = (hash: string, more: Partial<Given> = {}): LiveObject =>
    object({ data: { a: '1' }, hash, version: '7', owners: { us: data('a') }, ...more });
  const back = after('h1', { a: '1' });
  /** An apply that ended, and an undo of it that did not. */
  const undone = (first: KeptObject, again: KeptObject, live: LiveObject | undefined) =>
    planUndo(
      joinChain([
        { kept: [first], isHalf: false },
        { kept: [again], isHalf: true },
      ]).map((each) => ({ ref, kept: each, live })),
      rules,
    );
  const again = kept(two, back);

  test('is made again where it is gone: it was to be made anew', () => {
    expect(undone(update, again, undefined)).toMatchObject({ acts: [{ act: 'recreate' }], problems: [] });
    const killed = joinChain([{ kept: [update], isHalf: true }]);
    const items = killed.map((each) => ({ ref, kept: each, live: undefined }));
    expect(planUndo(items, rules)).toMatchObject({ acts: [{ act: 'recreate' }], problems: [] });
  });

  test('is restored where it has not come to it', () => {
    expect(undone(update, again, two)).toMatchObject({ acts: [{ act: 'restore' }], problems: [] });
  });

  test.each([
    ['it is made anew already', update, again],
    ['it was pruned, and is there again', kept(one), kept(undefined, back)],
  ])('is left where %s', (_, first, last) => {
    const live = bare('h1', { uid: '2' });
    expect(undone(first, last, live)).toEqual({ acts: [{ act: 'leave', ref, reason: undefined }], problems: [] });
  });

  test('is restored where it is not given back yet to whoever had it', () => {
    const theirs = object({ data: { a: '0' }, owners: { kubectl: data('a') } });
    const ours = object({ data: { a: '2' }, hash: 'h2', owners: { us: data('a') } });
    const taken = object({ data: { a: '0' }, version: '7', owners: { us: data('a') } });
    const acts = undone(kept(theirs, update.after), kept(ours, keepAfter('', {})), taken);
    expect(acts).toMatchObject({ acts: [{ act: 'restore' }], problems: [] });
  });

  test.each<[string, Given['owners']]>([
    ['nobody has it', {}],
    ['others have a part of it', { editor: data('b') }],
    ['ours is all that the server could be told', { us: {} }],
  ])('is restored where it was taken over from kubectl apply, and not applied yet: %s', (_, owners) => {
    const [client, applied] = ['kubectl-client-side-apply', data('a', 'b')];
    const { us: _us, ...others } = owners;
    const theirs = object({ data: { a: '0', b: '0' }, owners: { [client]: applied, ...others } });
    const adopted = object({ data: { a: '0', b: '0' }, version: '7', owners });
    const acts = plan(kept(theirs, update.after), adopted);
    expect(acts).toMatchObject({ acts: [{ act: 'restore', wanted: { data: { a: '0', b: '0' } } }], problems: [] });
  });

  test('is restored where a key is left that no apply takes away', () => {
    const secret = (each: LiveObject): LiveObject => ({ ...each, kind: 'Secret' });
    const sent = keepAfter('h2', { apiVersion: 'v1', kind: 'Secret', stringData: { b: '2' } });
    const [first, last] = [kept(secret(one), sent), kept(secret(two), back)].map((each) => ({
      ...each,
      kind: 'Secret',
    }));
    const live = secret(bare('h1', { data: { a: '1', b: '2' } }));
    if (first === undefined || last === undefined) throw new Error('two');
    expect(undone(first, last, live)).toMatchObject({ acts: [{ act: 'restore', strays: ['b'] }], problems: [] });
  });

  test('is left where all of it is back', () => {
    expect(undone(update, again, bare('h1')).acts).toEqual([{ act: 'leave', ref, reason: undefined }]);
  });

  test.each<[string, LiveObject, RegExp]>([
    ['by our name', bare('h3'), /applied otherwise since/],
    ['by others', bare('h1', { uid: '2', data: { a: '3' }, owners: { editor: data('a') } }), /\.data\.a \(of editor\)/],
    ['anew', object({ data: {}, uid: '2', owners: { editor: data('a') } }), /made anew since by editor/],
  ])('is a conflict where it was changed %s', (_, live, message) => {
    expect(undone(update, again, live)).toMatchObject({
      acts: [],
      problems: [{ message: expect.stringMatching(message) }],
    });
  });
});
