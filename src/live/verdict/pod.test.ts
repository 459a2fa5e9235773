import { describe, expect, test } from 'vitest';
import {
  backOff,
  condition,
  container,
  end,
  event,
  later,
  PULL,
  pod,
  running,
  START_FAILURE,
  seen,
  up,
  waiting,
} from './objects.cases.ts';
import { verdictOf } from './verdict.ts';

const unscheduled = condition('PodScheduled', 'False', 'Unschedulable', '0/3 nodes are available: 3 Insufficient cpu.');
const never = { restartPolicy: 'Never' };
const prepared = { init: container(end(0), { ready: true, restartCount: 0 }) };

test.each([
  ['runs', { status: up() }, /is ready/],
  ['runs after two crashes', { status: up({ restartCount: 2, lastState: end(1) }) }, /is ready/],
  ['was to end, and has', { phase: 'Succeeded', spec: never, status: container(end(0)) }, /has done its work/],
])('a pod that %s is ready', (_, given, reason) => {
  expect(verdictOf(seen(pod(given)), later(60))).toEqual({ state: 'ready', reason: expect.stringMatching(reason) });
});

test.each([
  ['has no node', { conditions: [unscheduled] }, /has no node yet: 0\/3 nodes are available: 3 Insufficient cpu/],
  ['is being made', { status: waiting('ContainerCreating') }, /app is being started/],
  [
    'waits for a registry',
    { status: waiting('ErrImagePull', PULL.refused) },
    /waits for its image .*connection refused/,
  ],
  ['runs unready', { status: running() }, /app runs and is not ready/],
  ['has not started up', { status: running({ started: false }) }, /has not started up/],
  ['has crashed twice', { status: backOff(2, 1) }, /ended with exit code 1, 3 times so far/],
  ['has crashed just now', { status: container(end(1), { restartCount: 4 }) }, /exit code 1, 5 times so far/],
  ['ran out of memory twice', { status: backOff(1, 137, 'OOMKilled') }, /ran out of memory \(OOMKilled\), 2 times/],
  ['prepares', { init: running(), status: waiting('PodInitializing') }, /prepare runs and has to end before/],
  [
    'crashed while preparing',
    { init: backOff(1, 2), status: waiting('PodInitializing') },
    /prepare ended with exit code 2/,
  ],
  ['starts after preparing', { ...prepared, status: waiting('PodInitializing') }, /app is being started/],
  [
    'lacks a cache',
    { status: waiting('CreateContainerConfigError', 'failed to sync configmap cache: timed out') },
    /yet/,
  ],
  ['waits for a name', { status: waiting('CreateContainerError', 'failed to reserve container name "x"') }, /yet/],
  [
    'cannot mount',
    { status: waiting('RunContainerError', 'error mounting "/x": no such file or directory') },
    /started/,
  ],
  [
    'is of a node that is gone',
    {
      phase: 'Running',
      status: undefined,
      spec: { containers: [] },
      conditions: [condition('Ready', 'Unknown', 'NodeStatusUnknown')],
    },
    /node does not answer/,
  ],
  [
    'waits for gates',
    {
      status: { ...running(), ready: true },
      conditions: [
        condition(
          'Ready',
          'False',
          'ReadinessGatesNotReady',
          'corresponding condition of pod readiness gate "lb" does not exist.',
        ),
      ],
    },
    /readiness gates: .*"lb"/,
  ],
  [
    'restarted after days',
    { status: backOff(9, 1, 'Error', { lastState: end(1, 'Error', { startedAt: '2025-12-01T00:00:00Z' }) }) },
    /10 times so far/,
  ],
  [
    'has another container that ended well',
    { phase: 'Running', spec: { restartPolicy: 'OnFailure' }, status: container(end(0)) },
    /not ready yet/,
  ],
])('a pod that %s is under way', (_, given, reason) => {
  const status = 'status' in given && given.status !== undefined ? given : { ...given, status: undefined };
  const verdict = verdictOf(seen(pod(status)), later(60));
  expect(verdict).toMatchObject({ state: 'progressing', reason: expect.stringMatching(reason) });
});

test.each([
  [
    'an image name that is none',
    { status: waiting('InvalidImageName', 'Failed to apply default image tag "A:B:C": invalid reference format') },
    /InvalidImageName/,
  ],
  [
    'an image that may not be pulled',
    {
      status: waiting('ErrImageNeverPull', 'Container image "reg.test/app:1" is not present with pull policy of Never'),
    },
    /ErrImageNeverPull/,
  ],
  [
    'an image that does not exist',
    { status: waiting('ErrImagePull', PULL.missingTag) },
    /cannot have its image reg.test\/app:1: .*not found/,
  ],
  [
    'the same, later',
    {
      status: waiting('ImagePullBackOff', `Back-off pulling image "reg.test/app:1": ErrImagePull: ${PULL.missingTag}`),
    },
    /not found/,
  ],
  ['no secret', { status: waiting('ErrImagePull', PULL.missingSecret) }, /401 Unauthorized/],
  [
    'no ConfigMap',
    { status: waiting('CreateContainerConfigError', 'configmap "web" not found') },
    /configmap "web" not found/,
  ],
  [
    'a command that is not there',
    { status: container(end(128, 'StartError', { message: START_FAILURE })) },
    /cannot start its command: no such file/,
  ],
  [
    'the same, later',
    { status: backOff(1, 128, 'StartError', { lastState: end(128, 'StartError', { message: START_FAILURE }) }) },
    /cannot start its command/,
  ],
  [
    'a start that fails again',
    { status: waiting('RunContainerError', 'something new', { restartCount: 2 }) },
    /cannot be started: something new/,
  ],
  [
    'no command at all',
    { status: waiting('CreateContainerError', 'failed to generate spec: no command specified') },
    /names no command/,
  ],
  ['a crash loop', { status: backOff(5, 1) }, /exit code 1, 6 times/],
  ['a loop of good ends', { status: backOff(5, 0, 'Completed') }, /exit code 0, 6 times/],
  ['too little memory', { status: backOff(2, 137, 'OOMKilled') }, /out of memory/],
  ['a shell that finds no program', { status: backOff(2, 127) }, /exit code 127/],
  [
    'an init container in a loop',
    { init: backOff(5, 1), status: waiting('PodInitializing') },
    /prepare ended with exit code 1/,
  ],
  [
    'an init container without image',
    { init: waiting('ErrImagePull', PULL.missingTag), status: waiting('PodInitializing') },
    /prepare cannot have its image/,
  ],
])('a pod with %s cannot come up', (_, given, reason) => {
  const verdict = verdictOf(seen(pod(given)), later(60));
  expect(verdict).toMatchObject({ state: 'terminal', reason: expect.stringMatching(reason) });
  expect(verdict.evidence).toMatchObject({ pod: 'web-1', container: 'init' in given ? 'prepare' : 'app' });
});

test('a pod that ended and is not started again has failed, with the container that did it', () => {
  const failed = pod({ phase: 'Failed', spec: never, status: container(end(3)) });
  expect(verdictOf(seen(failed), later(60))).toMatchObject({
    state: 'terminal',
    reason: 'it has failed: container app ended with exit code 3',
    evidence: { container: 'app', logs: 'current' },
  });
  const evicted = pod({ phase: 'Failed' });
  const status = {
    ...(evicted.status as object),
    reason: 'Evicted',
    message: 'The node was low on resource: memory. ',
  };
  expect(verdictOf(seen({ ...evicted, status }), later(60)).reason).toBe(
    'it has failed (Evicted): The node was low on resource: memory',
  );
});

test('a sidecar is no step that has to end', () => {
  const spec = { initContainers: [{ name: 'prepare', image: 'reg.test/prepare:1', restartPolicy: 'Always' }] };
  const sidecar = pod({ init: up(), spec, status: running() });
  expect(verdictOf(seen(sidecar), later(60)).reason).toBe('container app runs and is not ready');
  const crashing = pod({ init: backOff(5, 0, 'Completed'), spec, status: running() });
  expect(verdictOf(seen(crashing), later(60))).toMatchObject({ state: 'terminal', evidence: { container: 'prepare' } });
});

describe('what may follow in the same apply', () => {
  test('is waited for 5 s, and the end of that is told', () => {
    const lacking = seen(pod({ status: waiting('CreateContainerConfigError', 'secret "db" not found'), since: 10 }));
    expect(verdictOf(lacking, later(12))).toMatchObject({ state: 'progressing', until: later(15).getTime() });
    expect(verdictOf(lacking, later(15)).state).toBe('terminal');
  });

  test.each([
    ['configmap "web" not found', 8, 'terminal'],
    ['references non-existent secret key: password', 8, 'terminal'],
    ['configmap "web" not found', 3, 'progressing'],
    ['driver name csi.test not found in the list of registered CSI drivers', 60, 'progressing'],
  ])('as a volume (%s, last seen after %d s) is %s', (cause, last, state) => {
    const creating = pod({ status: waiting('ContainerCreating') });
    const failure = event(creating, 'FailedMount', `MountVolume.SetUp failed for volume "cfg" : ${cause}`, 0, last);
    const verdict = verdictOf(seen(creating, [], [failure]), later(60));
    expect(verdict).toMatchObject({ state, evidence: { event: 'FailedMount' } });
    const pulling = event(creating, 'Pulling', 'Pulling image "reg.test/app:1"', last + 1);
    expect(verdictOf(seen(creating, [], [failure, pulling]), later(60)).reason).toBe('container app is being started');
  });
});

test('an older kubelet says in an event only why an image is not there', () => {
  const waitingPod = pod({ status: waiting('ImagePullBackOff', 'Back-off pulling image "reg.test/app:1"') });
  const failed = event(waitingPod, 'Failed', `Failed to pull image "reg.test/app:1": ${PULL.missingTag}`);
  expect(verdictOf(seen(waitingPod), later(60)).state).toBe('progressing');
  expect(verdictOf(seen(waitingPod, [], [failed]), later(60)).state).toBe('terminal');
});

test.each([
  ['Readiness probe failed: HTTP probe failed with statuscode: 503', 'its readiness probe fails (HTTP status 503)'],
  [
    'Readiness probe failed: Get "http://10.1.0.5:80/?key=canary": dial tcp: connect: connection refused',
    'its readiness probe fails (connection refused)',
  ],
  ['Startup probe failed: canary printed this', 'its startup probe fails'],
])('%s is told as: %s', (message, text) => {
  const unready = pod({ status: running() });
  const verdict = verdictOf(seen(unready, [], [event(unready, 'Unhealthy', message, 9)]), later(60));
  expect(verdict.reason).toBe(`container app runs and is not ready: ${text}`);
});

test('the log of the run before is shown of what runs again after a crash', () => {
  const again = pod({ status: running({ restartCount: 1, lastState: end(1) }) });
  expect(verdictOf(seen(again), later(60)).evidence).toMatchObject({ container: 'app', logs: 'previous' });
  expect(verdictOf(seen(pod({ status: running() })), later(60)).evidence).toMatchObject({ logs: 'current' });
  expect(
    verdictOf(seen(pod({ status: waiting('ErrImagePull', PULL.missingTag) })), later(60)).evidence,
  ).not.toHaveProperty('logs');
});

test('neither what a program wrote at its end nor what it is called with is quoted', () => {
  const text = 'exec: "canary-value": permission denied';
  for (const status of [
    backOff(5, 1, 'Error', { lastState: end(1, 'Error', { message: 'canary-value' }) }),
    container(end(128, 'StartError', { message: text })),
    waiting('RunContainerError', 'odd: exec: "canary-value": odd', { restartCount: 2 }),
  ]) {
    const verdict = verdictOf(seen(pod({ status })), later(60));
    expect(verdict.state).toBe('terminal');
    expect(JSON.stringify(verdict)).not.toContain('canary');
  }
});
