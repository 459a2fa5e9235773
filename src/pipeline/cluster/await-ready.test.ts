import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { OrchestratorError } from '../../errors/problem.ts';
import type { LiveObject, ObjectRef, ResourceKind } from '../../live/object.ts';
import type { Cluster, WatchEvent } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';
import { awaitReady, type WaitProgress } from './await-ready.ts';
import type { Judged } from './judged.ts';

const TIMEOUT_MS = 300;
const kindOf = (kind: string, group: string): ResourceKind => ({
  ...{ group, version: 'v1', kind, resource: `${kind.toLowerCase()}s`, isNamespaced: true, verbs: ['list', 'watch'] },
});
const ref: ObjectRef = { kind: kindOf('Deployment', 'apps'), namespace: 'shop', name: 'web' };
const web = (available: number): LiveObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', uid: 'uid-web', generation: 1 },
  spec: { replicas: 1 },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: available },
});
const denied = (message: string) => new OrchestratorError({ code: 'CLUSTER_DENIED', message });

type Sight = WatchEvent | Error;

/** What each kind's watch brings, one after the other; then it is silent. */
function clusterOf(sights: Readonly<Record<string, readonly Sight[]>>): Cluster {
  const cluster: Pick<Cluster, 'now' | 'kindOf' | 'watch' | 'logs'> = {
    logs: async () => 'last words\n',
    now: () => new Date(),
    kindOf: async (apiVersion, kind) => kindOf(kind, apiVersion.includes('/') ? 'apps' : ''),
    async *watch({ kind }, _options, signal) {
      for (const sight of sights[kind] ?? [{ type: 'listed', items: [] }]) {
        if (sight instanceof Error) throw sight;
        yield sight;
      }
      await sleep(TIMEOUT_MS * 10, undefined, { signal });
    },
  };
  return cluster as Cluster;
}

const clock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

async function waitWith(sights: Readonly<Record<string, readonly Sight[]>>): Promise<OrchestratorError | undefined> {
  const request = { timeoutMs: TIMEOUT_MS, onVerdict: () => {} };
  const list = [{ ref, live: web(0) }];
  return awaitReady(list, request, clusterOf(sights), clock, new AbortController().signal).then(
    () => undefined,
    (error: unknown) => error as OrchestratorError,
  );
}

const listed = (...items: readonly LiveObject[]): WatchEvent => ({ type: 'listed', items });
const isThere = listed(web(0));
const isReady: WatchEvent = { type: 'changed', object: web(1) };

test('ends when the last change makes it ready', async () => {
  expect(await waitWith({ Deployment: [isThere, isReady] })).toBeUndefined();
});

test('a workload that is ready is believed only when its pods were looked at', async () => {
  const metadata = { name: 'web-1', namespace: 'shop', uid: 'uid-pod', ownerReferences: [{ uid: 'uid-web' }] };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers: [{ name: 'app' }] },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'False' }],
      containerStatuses: [{ name: 'app', restartCount: 5, state: { terminated: { exitCode: 3 } } }],
    },
  } as unknown as LiveObject;
  const error = await waitWith({ Deployment: [isThere, isReady], Pod: [listed(pod)] });
  expect(error?.problems).toMatchObject([
    { code: 'NOT_READY', message: expect.stringContaining('exit code 3'), hint: 'Its last lines:\nlast words' },
  ]);
});

test('at the deadline it tells what was missing', async () => {
  const error = await waitWith({ Deployment: [isThere] });
  expect(error?.problems).toMatchObject([
    { code: 'NOT_READY', message: expect.stringMatching(/^Deployment shop\/web is not ready within 0 s: 0 of 1/) },
  ]);
  const metadata = { name: 'web-1', namespace: 'shop', uid: 'uid-pod', ownerReferences: [{ uid: 'uid-web' }] };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'app' }] } };
  const late = await waitWith({ Deployment: [isThere], Pod: [listed(pod as unknown as LiveObject)] });
  expect(late?.problems[0].parts).toEqual([
    {
      text: 'Deployment shop/web: 0 of 1 replica available',
      below: [{ text: 'pod web-1', below: [{ text: 'container app is being started', below: [] }] }],
    },
  ]);
});

test('tells how it stands, and each change of what is known of an object once', async () => {
  const told: unknown[] = [];
  const request = {
    timeoutMs: TIMEOUT_MS,
    onVerdict: ({ state, reason }: Judged) => told.push([state, reason]),
    onProgress: ({ ready, total }: WaitProgress) => told.push([ready, total]),
  };
  const sights = { Deployment: [isThere, listed(web(0)), { type: 'changed', object: web(0) } as const, isReady] };
  const list = [{ ref, live: web(0) }];
  await awaitReady(list, request, clusterOf(sights), clock, new AbortController().signal);
  expect(told).toEqual([
    ['progressing', '0 of 1 replica available'],
    [0, 1],
    ['ready', '1 of 1 replica available'],
    [1, 1],
  ]);
});

test('of many, only what a sight may be about is judged anew', async () => {
  let judged = 0;
  const many = Array.from({ length: 200 }, (_, index) => {
    const metadata = { ...web(0).metadata, name: `web-${index}`, uid: `uid-${index}` };
    return { ...web(0), metadata } as LiveObject;
  });
  const counted = many.map((live) => ({
    live,
    ref: { ...ref, name: live.metadata.name },
    rule: {
      ready: [],
      get failed() {
        judged += 1;
        return [];
      },
    },
  }));
  const changes = Array.from({ length: 50 }, (): WatchEvent => ({ type: 'changed', object: many[0] as LiveObject }));
  const request = { timeoutMs: TIMEOUT_MS };
  const cluster = clusterOf({ Deployment: [listed(...many), ...changes] });
  await awaitReady(counted, request, cluster, clock, new AbortController().signal).catch(() => {});
  // All of them at the beginning and with each of the first lists, then the one that changed.
  expect(judged).toBeLessThan(200 * 7 + 50);
});

test('what may not be watched ends the wait at once', async () => {
  const error = await waitWith({ Deployment: [denied('list deployments: forbidden')] });
  expect(error?.problems).toMatchObject([{ code: 'CLUSTER_DENIED', message: 'list deployments: forbidden' }]);
});

test('without the right to see pods, the word of the workload counts', async () => {
  const pods = [denied('list pods: forbidden')];
  expect(await waitWith({ Pod: pods, Deployment: [isThere, isReady] })).toBeUndefined();
  const late = await waitWith({ Pod: pods, Deployment: [isThere] });
  expect(late?.problems).toMatchObject([{ code: 'NOT_READY', hint: 'Not seen: list pods: forbidden' }]);
});

test('any other failure below it ends the wait', async () => {
  const error = await waitWith({ Pod: [new Error('a bug')], Deployment: [isThere] });
  expect(error).toMatchObject({ message: 'a bug' });
});

test('what was deleted before the first list is not waited for', async () => {
  const error = await waitWith({ Deployment: [listed()] });
  expect(error?.problems).toMatchObject([{ code: 'NOT_READY', message: expect.stringContaining('was deleted') }]);
});
