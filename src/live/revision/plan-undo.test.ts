import { describe, expect, test } from 'vitest';
import type { Fields } from '../fields.ts';
import type { LiveObject, ObjectRef } from '../object.ts';
import type { KeptObject } from './kept.ts';
import { planUndo, type UndoRules } from './plan-undo.ts';
import {
  after,
  creation,
  data,
  type Given,
  HASH,
  joined,
  kept,
  kindOf,
  object,
  one,
  plan,
  ref,
  rules,
  two,
  update,
} from './undo.cases.ts';

describe('what was changed', () => {
  test('gets the values of before, and loses what was added', () => {
    const { acts, problems } = plan(update, two);
    expect(problems).toEqual([]);
    const metadata = { name: 'a', namespace: 'n', annotations: { [HASH]: 'h1' } };
    expect(acts).toMatchObject([
      { act: 'restore', wanted: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: '1' } } },
    ]);
    expect(acts[0]).toHaveProperty('wanted.data', { a: '1' });
  });

  test('gets back what others had before it was taken from them', () => {
    const theirs = object({ data: { a: '0', c: '3' }, owners: { kubectl: data('a', 'c') } });
    const live = object({
      data: { a: '2', c: '3' },
      hash: 'h2',
      version: '2',
      owners: { us: data('a'), kubectl: data('c') },
    });
    const { acts } = plan(kept(theirs, after('h2', { a: '2' })), live);
    expect(acts).toMatchObject([{ act: 'restore', wanted: { data: { a: '0' } } }]);
  });

  test.each<[string, LiveObject]>([
    ['the run did not get to it', one],
    ['only its status has changed', object({ data: { a: '1' }, hash: 'h1', version: '9', owners: { us: data('a') } })],
  ])('is left where %s', (_, live) => {
    expect(plan(update, live)).toEqual({ acts: [{ act: 'leave', ref, reason: undefined }], problems: [] });
  });

  test.each<[string, LiveObject | undefined, RegExp]>([
    [
      'has a field of another manager',
      object({ data: { a: '3', b: '2' }, hash: 'h2', version: '3', owners: { us: data('b'), editor: data('a') } }),
      /cannot be undone: others have changed since: \.data\.a \(of editor\)$/,
    ],
    [
      'lost a field',
      object({ data: { b: '2' }, hash: 'h2', version: '3', owners: { us: data('b') } }),
      /\.data\.a \(removed\)/,
    ],
    [
      'was applied by another run',
      object({ data: {}, hash: 'h3', version: '3', owners: { us: data('a') } }),
      /applied otherwise since/,
    ],
    ['is gone', undefined, /it was deleted since/],
    [
      'was made anew',
      object({ data: {}, uid: '2', version: '5', owners: { editor: data('a') } }),
      /made anew since by editor/,
    ],
  ])('is a conflict where it %s, unless that is forced', (_, live, message) => {
    const { acts, problems } = plan(update, live);
    expect([acts, problems]).toEqual([
      [],
      [expect.objectContaining({ code: 'APPLY_CONFLICT', message: expect.stringMatching(message) })],
    ]);
    expect(plan(update, live, { force: true })).toMatchObject({
      acts: [{ act: live ? 'restore' : 'recreate' }],
      problems: [],
    });
  });

  test('is no conflict where others have put back what was before', () => {
    const live = object({
      data: { a: '1', b: '2' },
      hash: 'h2',
      version: '3',
      owners: { us: data('b'), editor: data('a') },
    });
    expect(plan(update, live)).toMatchObject({ acts: [{ act: 'restore' }], problems: [] });
  });
});

describe('what was made', () => {
  test.each<[string, LiveObject | undefined, object]>([
    ['goes', two, { act: 'delete' }],
    ['is gone already', undefined, { act: 'leave', reason: undefined }],
    [
      'is of somebody else',
      object({ data: {}, owners: { editor: data('a') } }),
      { act: 'leave', reason: 'orchestrator did not apply it' },
    ],
  ])('%s', (_, live, expected) => {
    expect(plan(creation, live)).toMatchObject({ acts: [expected], problems: [] });
  });

  test.each<[string, Fields, RegExp]>([
    ['changed a field of it', { us: data('a'), editor: data('b') }, /\.data\.b \(of editor\)/],
    ['applies it too', { us: data('a', 'b'), argo: data('a') }, /argo applies it too/],
  ])('is a conflict where another %s', (_, owners, message) => {
    const live = object({ data: { a: '2', b: '3' }, hash: 'h2', owners: owners as Given['owners'] });
    expect(plan(creation, live).problems).toMatchObject([
      { code: 'APPLY_CONFLICT', message: expect.stringMatching(message) },
    ]);
    expect(plan(creation, live, { force: true }).acts).toMatchObject([{ act: 'delete' }]);
  });

  test('and holds data is refused, unless it is named; a rollback keeps it', () => {
    const claim: ObjectRef = { ...ref, kind: kindOf('PersistentVolumeClaim') };
    const undo = (more: Partial<UndoRules>) =>
      planUndo(
        joined(creation).map((each) => ({ ref: claim, kept: each, live: two })),
        { ...rules, ...more },
      );
    expect(undo({}).problems).toMatchObject([
      { code: 'DEPLOY_REFUSED', hint: expect.stringContaining('--delete-data=PersistentVolumeClaim/a') },
    ]);
    expect(undo({ deleteData: ['PersistentVolumeClaim/a'] }).acts).toMatchObject([{ act: 'delete' }]);
    expect(undo({ keepData: true }).acts).toMatchObject([
      { act: 'leave', reason: expect.stringContaining('holds data') },
    ]);
  });
});

describe('what was pruned', () => {
  test('is made again with what others had set, but not with what Kubernetes writes', () => {
    const before = object({
      data: { a: '1', b: 'theirs', c: 'status' },
      hash: 'h1',
      owners: { us: data('a'), editor: data('b'), 'kube-controller-manager': data('c') },
    });
    const { acts } = plan(kept(before), undefined);
    expect(acts).toMatchObject([{ act: 'recreate' }]);
    expect(acts[0]).toHaveProperty('wanted.data', { a: '1', b: 'theirs' });
  });

  test('is left where it was not yet, and a conflict where others made it anew', () => {
    expect(plan(kept(one), one).acts).toMatchObject([{ act: 'leave' }]);
    expect(plan(kept(one), object({ data: {}, uid: '2', owners: { editor: data('a') } })).problems).toHaveLength(1);
  });
});

describe('several runs that are undone as one', () => {
  const three = object({ data: { a: '3' }, hash: 'h3', version: '3', owners: { us: data('a') } });
  const chain = joined(update, kept(two, after('h3', { a: '3' })));
  const planAll = (live: LiveObject | undefined, all = chain) =>
    planUndo(
      all.map((each) => ({ ref, kept: each, live })),
      rules,
    );

  test('go back to what was before the first', () => {
    expect(planAll(three)).toMatchObject({ acts: [{ act: 'restore', wanted: { data: { a: '1' } } }], problems: [] });
  });

  test('are held against what the last one left', () => {
    expect(planAll(two).problems).toMatchObject([{ message: expect.stringMatching(/applied otherwise since/) }]);
    const theirs = object({ data: { a: '9' }, hash: 'h3', version: '4', owners: { editor: data('a') } });
    expect(planAll(theirs).problems).toMatchObject([{ message: expect.stringMatching(/\.data\.a \(of editor\)/) }]);
  });

  test('leave what they made, and deleted again, and others made anew', () => {
    const gone = joined(creation, kept(two));
    expect(planAll(undefined, gone).acts).toMatchObject([{ act: 'leave', reason: undefined }]);
    expect(planAll(two, gone)).toMatchObject({
      acts: [{ act: 'leave', reason: 'it was made anew since' }],
      problems: [],
    });
  });

  test('take away keys of a Secret that one of them added as text', () => {
    const secret = (keys: Readonly<Record<string, string>>, hash: string): LiveObject => ({
      ...object({
        data: keys,
        hash,
        version: hash,
        owners: { us: { 'f:stringData': data(...Object.keys(keys))['f:data'] } },
      }),
      kind: 'Secret',
    });
    const sent = (hash: string, ...keys: readonly string[]): NonNullable<KeptObject['after']> => ({
      hash,
      fields: { apiVersion: 'v1', kind: 'Secret', stringData: Object.fromEntries(keys.map((key) => [key, ''])) },
    });
    const first = secret({ a: 'MQ==' }, 'h1');
    const now = secret({ a: 'MQ==', b: 'MQ==', c: 'MQ==' }, 'h3');
    const links = [
      kept(first, sent('h2', 'a', 'b')),
      kept(secret({ a: 'MQ==', b: 'MQ==' }, 'h2'), sent('h3', 'a', 'c')),
    ];
    const { acts } = planAll(now, joined(...links.map((one) => ({ ...one, kind: 'Secret' }))));
    expect(acts[0]).toHaveProperty('strays', ['c', 'b']);
  });
});
