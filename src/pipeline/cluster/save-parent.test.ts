import { expect, test } from 'vitest';
import { parentObject, scopeOf } from '../../live/applyset.ts';
import type { LiveObject } from '../../live/object.ts';
import { type FakeCluster, fakeCluster, parent as ref, set } from './lease.cases.ts';
import { refuseChanged, saveParent } from './save-parent.ts';

const { signal } = new AbortController();

/** The parent with what a run says on it. */
const saying = (text: string, live?: LiveObject): LiveObject =>
  parentObject(live, set, scopeOf(['Secret'], ['shop']), '1.0.0', { 'orchestrator.dev/intent': text });
const noted = (live: LiveObject, value: string): LiveObject => ({
  ...live,
  metadata: { ...live.metadata, annotations: { ...live.metadata.annotations, 'example.com/note': value } },
});

/** One that was written, and read. */
function worldOf(there: LiveObject | undefined = saying('before')) {
  const fake = fakeCluster(() => 0, there, ref);
  return { fake, read: fake.object() };
}

const save = (read: LiveObject | undefined, { cluster }: FakeCluster): Promise<LiveObject> =>
  saveParent(ref, read, (live) => saying('ours', live), cluster, signal);
const intentIn = (object: LiveObject | undefined): string | undefined =>
  object?.metadata.annotations?.['orchestrator.dev/intent'];
const conflict = (why: string) => ({
  problems: [
    {
      code: 'APPLY_CONFLICT',
      message: `ConfigMap shop/web, which says what is in the set, ${why}`,
      hint: 'Run it again: what is there now is compared.',
    },
  ],
});
const WRITTEN = 'was written by another run since this one has read it';
const DELETED = 'was deleted since this run has read it';

test('it is made where there is none, and else written onto what was read', async () => {
  const fake = fakeCluster(() => 0, undefined, ref);
  const made = await save(undefined, fake);
  expect(made).toEqual(fake.object());
  const { uid } = made.metadata;
  const next = await saveParent(ref, made, (live) => saying('next', live), fake.cluster, signal);
  expect([intentIn(next), next.metadata.uid, fake.writes()]).toEqual(['next', uid, 2]);
});

test('one whose answer was lost is saved, and not written twice', async () => {
  for (const { fake, read } of [worldOf(), { fake: fakeCluster(() => 0, undefined, ref), read: undefined }]) {
    fake.loseAnswers(1);
    expect(await save(read, fake)).toEqual(fake.object());
    expect([intentIn(fake.object()), fake.writes()]).toEqual(['ours', 1]);
  }
});

test('notes of others on it stay, and are no reason to give up', async () => {
  const { fake, read } = worldOf();
  fake.put(noted(fake.object() as LiveObject, 'theirs'));
  const saved = await save(read, fake);
  expect(saved.metadata.annotations).toMatchObject({
    'example.com/note': 'theirs',
    'orchestrator.dev/intent': 'ours',
  });
  expect(fake.writes()).toBe(2);
});

test('a note that comes after one whose answer was lost changes nothing about it', async () => {
  const { fake, read } = worldOf();
  fake.loseAnswers(1);
  const { get } = fake.cluster;
  Object.assign(fake.cluster, {
    get: (...args: Parameters<typeof get>) => {
      fake.put(noted(fake.object() as LiveObject, 'theirs'));
      return get(...args);
    },
  });
  expect((await save(read, fake)).metadata.annotations).toMatchObject({ 'example.com/note': 'theirs' });
  expect(fake.writes()).toBe(1);
});

const remade = (object: LiveObject): LiveObject => ({ ...object, metadata: { ...object.metadata, uid: 'another' } });

test.each<[string, LiveObject | undefined, string, (fake: FakeCluster) => void]>([
  ['another run has written', saying('before'), WRITTEN, (fake) => fake.put(saying('theirs', fake.object()))],
  ['was deleted', saying('before'), DELETED, (fake) => fake.put(undefined)],
  [
    'was deleted and made anew with the same words',
    saying('before'),
    'was deleted and made anew since this run has read it',
    (fake) => {
      const again = remade(fake.object() as LiveObject);
      fake.put(undefined);
      fake.put(again);
    },
  ],
  [
    'another run has made meanwhile',
    undefined,
    'was made by another run since this one has looked',
    (fake) => fake.put(saying('theirs')),
  ],
])('one that %s is a conflict, and stays as it is', async (_, there, why, change) => {
  const fake = fakeCluster(() => 0, there, ref);
  const read = fake.object();
  change(fake);
  const now = fake.object();
  await expect(save(read, fake)).rejects.toMatchObject(conflict(why));
  expect(fake.object()).toBe(now);
  expect(fake.writes()).toBe(1);
});

test('one that never rests ends it, and no other run is blamed', async () => {
  const { fake, read } = worldOf();
  const { save: saveOnce } = fake.cluster;
  let notes = 0;
  Object.assign(fake.cluster, {
    save: (...args: Parameters<typeof saveOnce>) => {
      notes += 1;
      fake.put(noted(fake.object() as LiveObject, String(notes)));
      return saveOnce(...args);
    },
  });
  await expect(save(read, fake)).rejects.toMatchObject(
    conflict('was written to each time that this run was to change it, 10 times'),
  );
  expect([fake.writes(), intentIn(fake.object())]).toEqual([10, 'before']);
});

test('what the set says is looked at again without a write', async () => {
  const { fake, read } = worldOf();
  const look = () => refuseChanged(set, read as LiveObject, fake.cluster, signal);
  await look();
  fake.put(noted(fake.object() as LiveObject, 'theirs'));
  await look();
  fake.put(saying('theirs', fake.object()));
  await expect(look()).rejects.toMatchObject(conflict(WRITTEN));
  fake.put(undefined);
  await expect(look()).rejects.toMatchObject(conflict(DELETED));
  expect(fake.writes()).toBe(0);
});
