import { expect, test } from 'vitest';
import { deployment, later, object, PULL, podOf, replicaSet, running, waiting } from './objects.cases.ts';
import { unsettledVerdict } from './settled.ts';
import { verdictOf } from './verdict.ts';

/** Started at second 2. */
const pod = (status = {}, container = {}, phase = 'Running') =>
  object('Pod', 'v1', 'p', {
    spec: { containers: [{ name: 'app', ...container }] },
    status: {
      phase,
      containerStatuses: [running({ ready: true, ...status })],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });
const seen = (one: ReturnType<typeof pod>) => ({ object: one, below: [], events: [] });
const endedBefore = { restartCount: 1, lastState: { terminated: { exitCode: 3 } } };
const ranFor = (seconds: number) => ({
  restartCount: 1,
  lastState: {
    terminated: { exitCode: 3, startedAt: later(-seconds).toISOString(), finishedAt: later(0).toISOString() },
  },
});

test.each([
  ['a first run', pod(), 3.9, 4],
  ['a first run that has lasted', pod(), 4, undefined],
  ['a run after an end', pod(endedBefore), 11.9, 12],
  ['a run after an end that has lasted', pod(endedBefore), 12, undefined],
  ['a run after a short one', pod(ranFor(1)), 3, 12],
  ['a run after one of 20 s', pod(ranFor(20)), 3, 42],
  ['a run after one of a day', pod(ranFor(86_400)), 3, 62],
  ['one with a readiness probe', pod(endedBefore, { readinessProbe: {} }), 2, undefined],
  ['one with a startup probe', pod(endedBefore, { startupProbe: {} }), 2, undefined],
  ['a pod that has ended', pod({}, {}, 'Succeeded'), 2, undefined],
  ['odd JSON', object('Pod', 'v1', 'p', { spec: { containers: [3] }, status: { phase: 'Running' } }), 2, undefined],
])('%s', (_, one, seconds, until) => {
  const verdict = unsettledVerdict(seen(one), later(seconds));
  expect(verdict?.until).toBe(until === undefined ? undefined : later(until).getTime());
});

/** The last run went from second -20 to second 0, and what it runs now began at 2. */
const changedInPlace = (at: number, generation: number | undefined, grace = 1) => ({
  ...pod(ranFor(20)),
  metadata: {
    name: 'p',
    creationTimestamp: later(-90).toISOString(),
    ...(generation !== undefined && { generation }),
    managedFields: [{ manager: 'orchestrator', operation: 'Apply', time: later(at).toISOString() }],
  },
  spec: { containers: [{ name: 'app' }], terminationGracePeriodSeconds: grace },
});

test.each([
  ['ended for the change', changedInPlace(-1, 2), 4],
  ['ended within the grace after it', changedInPlace(-15, 2, 30), 4],
  ['began after the change', changedInPlace(-30, 2), 42],
  ['ended before it', changedInPlace(1, 2), 42],
  ['ended long after it', changedInPlace(-19, 2, 1), 42],
  ['of a pod that was never changed', changedInPlace(-1, 1), 42],
  ['of a server that does not count', changedInPlace(-1, undefined), 4],
])('a run after one that %s', (_, one, until) => {
  expect(unsettledVerdict(seen(one as unknown as ReturnType<typeof pod>), later(3))?.until).toBe(
    later(until).getTime(),
  );
});

test('a sidecar has to have run for long enough as well', () => {
  const sidecar = { name: 'side', restartPolicy: 'Always' };
  const withSidecar = object('Pod', 'v1', 'p', {
    spec: { initContainers: [{ name: 'prepare' }, sidecar], containers: [{ name: 'app' }] },
    status: {
      phase: 'Running',
      initContainerStatuses: [
        { name: 'prepare', ready: true, state: { terminated: { exitCode: 0 } } },
        running({ name: 'side', ready: true, ...endedBefore }),
      ],
      containerStatuses: [running({ ready: true })],
    },
  });
  expect(unsettledVerdict(seen(withSidecar), later(5))).toMatchObject({
    reason: expect.stringMatching(/^container side of pod p has ended with exit code 3 before/),
    until: later(12).getTime(),
  });
});

test('a pod that Kubernetes calls ready is not yet, and becomes it by time alone', () => {
  expect(verdictOf(seen(pod(endedBefore)), later(5))).toMatchObject({ state: 'progressing' });
  expect(verdictOf(seen(pod(endedBefore)), later(13))).toMatchObject({ state: 'ready' });
});

test('who says by minReadySeconds how long a pod is to run is taken at his word', () => {
  const owner = (spec: object) => ({
    object: object('Deployment', 'apps/v1', 'd', { spec }),
    below: [pod(endedBefore)],
    events: [],
  });
  expect(unsettledVerdict(owner({ minReadySeconds: 1 }), later(3))).toBeUndefined();
  expect(unsettledVerdict(owner({ minReadySeconds: 0 }), later(3))).toMatchObject({
    reason:
      'container app of pod p has ended with exit code 3 before, is to run for 10 s, and has no probe to tell that it works',
  });
});

test('the youngest of several pods decides', () => {
  const deployment = object('Deployment', 'apps/v1', 'd', {});
  const below = [pod(), pod(endedBefore)];
  expect(unsettledVerdict({ object: deployment, below, events: [] }, later(3))?.until).toBe(later(12).getTime());
});

test('a pod that has crashed while its owner still counts it as ready', () => {
  const crashed = object('Pod', 'v1', 'p', {
    spec: { containers: [{ name: 'app' }] },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'app', restartCount: 5, state: { terminated: { exitCode: 3 } } }],
      conditions: [{ type: 'Ready', status: 'False' }],
    },
  });
  const owner = (spec = {}) => ({
    object: object('Deployment', 'apps/v1', 'd', { spec }),
    below: [crashed],
    events: [],
  });
  expect(unsettledVerdict(owner(), later(99))).toMatchObject({ state: 'progressing', evidence: { container: 'app' } });
  expect(unsettledVerdict(owner({ paused: true }), later(99))).toBeUndefined();
});

test('a pod that its owner has replaced already is no failure, although the word of its end comes later', () => {
  const whole = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
  const broken = podOf(2, { name: 'web-h2-a', status: waiting('ErrImagePull', PULL.missingTag) });
  const below = [replicaSet(1, { availableReplicas: 1 }), replicaSet(2), broken];
  const back = deployment({ generation: 3, revision: 3, status: whole });
  expect(verdictOf({ object: back, below, events: [] }, later(60))).toMatchObject({ state: 'progressing' });
  const gone = { object: back, below: below.slice(0, 2), events: [] };
  expect(verdictOf(gone, later(60))).toMatchObject({ state: 'ready' });
});
