import { expect, test } from 'vitest';
import type { LiveObject } from '../../live/object.ts';
import { createWatched } from './watched.ts';

const object = (kind: string, uid: string, owner?: string): LiveObject => ({
  apiVersion: 'v1',
  kind,
  metadata: {
    name: uid,
    uid,
    ...(owner !== undefined && { ownerReferences: [{ apiVersion: 'v1', kind: 'Any', name: owner, uid: owner }] }),
  },
});
const event = (uid: string): LiveObject => ({ ...object('Event', `e-${uid}`), involvedObject: { uid } });

test('says what a sight may be about: the object and all that it hangs below', () => {
  const watched = createWatched();
  const see = (source: string, ...items: readonly LiveObject[]) => [...watched.see(source, { type: 'listed', items })];
  expect(see('deployments', object('Deployment', 'd'))).toEqual(['d']);
  expect(see('pods', object('Pod', 'p', 's'))).toEqual(['p', 's']);
  expect(see('sets', object('ReplicaSet', 's', 'd'))).toEqual(['s', 'd']);
  expect(see('events', event('p'))).toEqual(['p', 's', 'd']);
  expect(watched.observe('d')?.below.map(({ metadata }) => metadata.uid)).toEqual(['s', 'p']);
  expect(watched.observe('d')?.events).toHaveLength(1);
  expect([...watched.see('pods', { type: 'deleted', object: object('Pod', 'p', 's') })]).toEqual(['p', 's', 'd']);
  expect(see('sets')).toEqual(['s', 'd']);
  expect(watched.observe('d')).toMatchObject({ below: [], events: [] });
  expect([...watched.see('pods', { type: 'deleted', object: object('Pod', 'never') })]).toEqual([]);
});

test('owners that own each other end', () => {
  const watched = createWatched();
  watched.see('a', { type: 'changed', object: object('A', 'a', 'b') });
  expect([...watched.see('b', { type: 'changed', object: object('B', 'b', 'a') })].sort()).toEqual(['a', 'b']);
});
