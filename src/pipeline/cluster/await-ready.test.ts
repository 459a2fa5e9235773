import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { OrchestratorError } from '../../errors/problem.ts';
import type { LiveObject, ObjectRef, ResourceKind } from '../../live/object.ts';
import type { Cluster, WatchEvent } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';
import { awaitReady } from './await-ready.ts';

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
