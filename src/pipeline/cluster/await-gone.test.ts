import { expect, test } from 'vitest';
import { stopIfAborted } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import type { LiveObject, ObjectRef } from '../../live/object.ts';
import type { Cluster, ListOptions, WatchEvent } from '../../ports/cluster.ts';
import { awaitGone, describeStay, type Going, stillThere } from './await-gone.ts';
import { fakeClock } from './lease.cases.ts';

const kindOf = (kind: string) => ({
  ...{ group: '', version: 'v1', kind, resource: `${kind.toLowerCase()}s` },
  ...{ isNamespaced: true, verbs: [] },
});
const refOf = (name: string, kind = 'ConfigMap'): ObjectRef => ({ kind: kindOf(kind), namespace: 'shop', name });
const live = (name: string, more: Partial<LiveObject['metadata']> = {}): LiveObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, uid: `uid-${name}`, ...more },
});
const going = (name: string, kind?: string): Going => ({ ref: refOf(name, kind), live: live(name) });
const patience = { maxMs: 60_000, delayMs: 500 };
const { signal } = new AbortController();
const denied = () => new OrchestratorError({ code: 'CLUSTER_DENIED', message: 'watch configmaps: no' });

/** @param failure Ends each watch after its events; else it waits until it is aborted. */
function clusterOf(events: readonly WatchEvent[], failure?: Error, reads: readonly (LiveObject | undefined)[] = []) {
  const watches: ListOptions[] = [];
  let next = 0;
  const cluster: Pick<Cluster, 'watch' | 'get'> = {
    async *watch(_kind, options, abort) {
      watches.push(options);
      yield* events;
      if (failure !== undefined) throw failure;
      stopIfAborted(abort);
      await new Promise((_, reject) => abort.addEventListener('abort', () => reject(abort.reason)));
    },
    async get() {
      next += 1;
      return reads[next - 1];
    },
  };
  return { cluster: cluster as Cluster, watches, reads: () => next };
}

test.each<[string, readonly WatchEvent[]]>([
  ['is not listed', [{ type: 'listed', items: [live('other')] }]],
  ['is listed with another UID', [{ type: 'listed', items: [live('a', { uid: 'new' })] }]],
  [
    'is deleted',
    [
      { type: 'listed', items: [live('a')] },
      { type: 'deleted', object: live('a') },
    ],
  ],
])('an object that %s is gone', async (_, events) => {
  const { cluster, watches } = clusterOf(events);
  expect(await stillThere([going('a')], patience, cluster, fakeClock(), signal)).toEqual([]);
  expect(watches).toEqual([{ namespace: 'shop', fieldSelector: 'metadata.name=a' }]);
});

test('several of a kind and namespace have one watch, and each of them is waited for', async () => {
  const { cluster, watches } = clusterOf([
    { type: 'listed', items: [live('a'), live('b')] },
    { type: 'deleted', object: live('b') },
    { type: 'deleted', object: live('a') },
  ]);
  await awaitGone([going('a'), going('b')], patience, cluster, fakeClock(), signal);
  expect(watches).toEqual([{ namespace: 'shop' }]);
});

test('what is there when the time is over is told, with the finalizers that it has by then', async () => {
  const { cluster } = clusterOf([
    { type: 'listed', items: [live('a', { finalizers: ['x/1', 'x/2'] })] },
    { type: 'changed', object: live('a', { finalizers: ['x/2'] }) },
  ]);
  const waiting = awaitGone([going('a')], { ...patience, maxMs: 1 }, cluster, fakeClock(), signal);
  const message = 'ConfigMap shop/a is being deleted, and is there still after 0 s; its finalizers x/2 hold it';
  await expect(waiting).rejects.toMatchObject({ problems: [{ code: 'NOT_READY', message }] });
});

test('what nothing is heard of any more may be gone, which is told with it', async () => {
  const { cluster } = clusterOf([
    { type: 'listed', items: [live('a'), live('b')] },
    { type: 'heard' },
    { type: 'lost' },
  ]);
  const clock = fakeClock();
  const waiting = awaitGone([going('a'), going('b')], { ...patience, maxMs: 200 }, cluster, clock, signal);
  const ended = waiting.catch((error: unknown) => error as OrchestratorError);
  await clock.advance(12_000);
  const stay = (name: string) =>
    `ConfigMap shop/${name} is being deleted, and is there still after 0 s; configmaps: no word for 12 s`;
  expect((await ended)?.problems.map(({ message }) => message)).toEqual([stay('a'), stay('b')]);
});

test('a Namespace that stays is told with what the server says of it', () => {
  const said = (type: string, message: string, status = 'True') => ({ type, status, message });
  const conditions = [
    said('NamespaceContentRemaining', 'configmaps. has 1 resource instances'),
    said('NamespaceDeletionContentFailure', 'none', 'False'),
    said('NamespaceFinalizersRemaining', 'a.test/x in 1 resource instances\u001b[31m'),
  ];
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' }, status: { conditions } };
  expect(describeStay({ ref: refOf('shop', 'Namespace'), live: namespace }, patience)).toMatch(
    /^is there still after \d+ s; a\.test\/x in 1 resource instances; configmaps\. has 1 resource instances$/,
  );
});

test('who may not watch reads again and again, with pauses', async () => {
  const clock = fakeClock();
  const reads = [live('a'), live('a'), undefined];
  const { cluster, reads: count } = clusterOf([], denied(), reads);
  let isOver = false;
  const waiting = stillThere([going('a')], patience, cluster, clock, signal).finally(() => {
    isOver = true;
  });
  await clock.advance(999);
  expect([isOver, count()]).toEqual([false, 2]);
  await clock.advance(1);
  expect([await waiting, count()]).toEqual([[], 3]);
});

test('another failure of one kind ends the watches of the others', async () => {
  const failure = new OrchestratorError({ code: 'CLUSTER_FAILED', message: 'no' });
  const { cluster } = clusterOf([{ type: 'listed', items: [live('a'), live('b')] }]);
  const { watch } = cluster;
  const ended: string[] = [];
  Object.assign(cluster, {
    async *watch(...args: Parameters<typeof watch>) {
      if (args[0].kind === 'Pod') throw failure;
      try {
        yield* watch(...args);
      } finally {
        ended.push(args[0].kind);
      }
    },
  });
  const waiting = stillThere([going('a'), going('b', 'Pod')], patience, cluster, fakeClock(), signal);
  await expect(waiting).rejects.toBe(failure);
  expect(ended).toEqual(['ConfigMap']);
});

test('cancelling is told as that, and not as what is there still', async () => {
  const abort = new AbortController();
  const { cluster } = clusterOf([{ type: 'listed', items: [live('a')] }]);
  const waiting = stillThere([going('a')], patience, cluster, fakeClock(), abort.signal);
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
});
