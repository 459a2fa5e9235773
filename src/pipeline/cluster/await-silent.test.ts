import { expect, test } from 'vitest';
import { stopIfAborted } from '../../errors/aborted.ts';
import type { OrchestratorError } from '../../errors/problem.ts';
import type { LiveObject, ObjectRef, ResourceKind } from '../../live/object.ts';
import type { Cluster, WatchEvent } from '../../ports/cluster.ts';
import { awaitReady, type WaitProgress } from './await-ready.ts';
import { fakeClock } from './lease.cases.ts';

const kindOf = (kind: string, group: string): ResourceKind => ({
  ...{ group, version: 'v1', kind, resource: `${kind.toLowerCase()}s`, isNamespaced: true, verbs: ['list', 'watch'] },
});
const ref: ObjectRef = { kind: kindOf('Deployment', 'apps'), namespace: 'shop', name: 'web' };
const webWith = (available: number): LiveObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', uid: 'uid-web', generation: 1 },
  spec: { replicas: 1 },
  status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: available },
});
const web = webWith(0);
const heard: WatchEvent = { type: 'heard' };

/** Every kind is listed and connected; what comes later is said from outside. */
function openCluster() {
  const later = new Map<string, (event: WatchEvent) => void>();
  const cluster: Pick<Cluster, 'now' | 'kindOf' | 'watch'> = {
    now: () => new Date(),
    kindOf: async (apiVersion, kind) => kindOf(kind, apiVersion.includes('/') ? 'apps' : ''),
    async *watch({ kind }, _options, signal) {
      yield { type: 'listed', items: kind === 'Deployment' ? [web] : [] };
      yield heard;
      for (;;) {
        stopIfAborted(signal);
        yield await new Promise<WatchEvent>((resolve, reject) => {
          later.set(kind, resolve);
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      }
    },
  };
  const say = (event: WatchEvent, ...kinds: readonly string[]): void => {
    for (const kind of kinds) later.get(kind)?.(event);
  };
  return { cluster: cluster as Cluster, say };
}

/** @returns What was told of the wait: how many are ready, and which kinds are silent for how many seconds. */
function wait(timeoutMs: number) {
  const clock = fakeClock();
  const { cluster, say } = openCluster();
  const told: unknown[] = [];
  const onProgress = ({ silent }: WaitProgress): void =>
    void told.push(silent.map(({ kind, forMs }) => `${kind.resource} ${Math.round(forMs / 1000)}`));
  const { signal } = new AbortController();
  const ended = awaitReady([{ ref, live: web }], { timeoutMs, onProgress }, cluster, clock, signal).then(
    () => undefined,
    (error: unknown) => error as OrchestratorError,
  );
  return { clock, say, told, ended };
}

test('a kind that falls silent is told within a second, and it is over as soon as something is heard of it', async () => {
  const { clock, say, told, ended } = wait(5_000);
  await clock.advance(60_000);
  say(heard, 'Deployment', 'ReplicaSet', 'Event');
  await clock.advance(15_000);
  told.length = 0;
  await clock.advance(2_000);
  expect(told).toEqual([['pods 76']]);
  say(heard, 'Pod');
  await clock.advance(0);
  expect(told.slice(1)).toEqual([[]]);
  say({ type: 'lost' }, 'Pod');
  await clock.advance(9_000);
  expect(told.flat()).toEqual(['pods 76']);
  await clock.advance(1_000);
  expect(told.at(-1)).toEqual(['pods 10']);
  say({ type: 'changed', object: webWith(1) }, 'Deployment');
  expect(await ended).toBeUndefined();
});

test('what is missing at the deadline has a leaf for what nothing was heard of', async () => {
  const { clock, say, ended } = wait(300);
  await clock.advance(70_000);
  say(heard, 'Deployment', 'Event', 'ReplicaSet');
  await clock.advance(10_000);
  const error = await ended;
  expect(error?.problems).toMatchObject([
    {
      code: 'NOT_READY',
      hint: 'It may be ready by now: what is told of it is as old as the last word.',
      parts: [
        {
          text: 'Deployment shop/web: 0 of 1 replica available',
          below: [{ text: 'pods: no word for 80 s', below: [] }],
        },
      ],
    },
  ]);
});

test('events that are silent do not put in doubt what was heard', async () => {
  const { clock, say, ended } = wait(300);
  await clock.advance(70_000);
  say(heard, 'Deployment', 'Pod', 'ReplicaSet');
  await clock.advance(10_000);
  const [problem] = (await ended)?.problems ?? [];
  expect(problem).not.toHaveProperty('hint');
  expect(problem?.parts?.[0]?.below).toEqual([{ text: 'events: no word for 80 s', below: [] }]);
});
