import { expect, test } from 'vitest';
import type { LiveObject, ManagedFields } from '../object.ts';
import {
  at,
  backOff,
  condition,
  deployment,
  later,
  PULL,
  podOf,
  replicaSet,
  running,
  seen,
  up,
  waiting,
} from './objects.cases.ts';
import { verdictOf } from './verdict.ts';

const whole = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
const surging = { replicas: 2, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1, unavailableReplicas: 1 };
const late = condition(
  'Progressing',
  'False',
  'ProgressDeadlineExceeded',
  'ReplicaSet "web-h2" has timed out progressing.',
);
const broken = waiting('ErrImagePull', PULL.missingTag);
const quota = 'pods "web-h1-x" is forbidden: exceeded quota: small, requested: cpu=1, used: cpu=2, limited: cpu=2';

/** As the server has it: one condition a type. */
const lateOf = (given: Parameters<typeof deployment>[0]): LiveObject => {
  const made = deployment(given);
  return { ...made, status: { ...(made.status as object), conditions: [late] } };
};

test.each([
  ['all are there', deployment({ status: whole }), [], 'ready', /^1 of 1 replica available$/],
  ['none is wanted', deployment({ replicas: 0 }), [], 'ready', /^0 of 0 replicas available$/],
  ['there is no status yet', { ...deployment({}), status: {} }, [], 'progressing', /controller has not seen/],
  ['the status is of before', deployment({ generation: 2, observed: 1, status: whole }), [], 'progressing', /not seen/],
  ['none is updated', deployment({ replicas: 3, status: whole }), [], 'progressing', /^1 of 3 replicas updated$/],
  [
    'an old one is left',
    deployment({ status: { ...whole, replicas: 2 } }),
    [],
    'progressing',
    /^1 of 2 replicas still old$/,
  ],
  [
    'one is unready',
    deployment({ status: { ...whole, availableReplicas: 0 } }),
    [],
    'progressing',
    /^0 of 1 replica available$/,
  ],
  [
    'its rollout is paused',
    deployment({ spec: { paused: true }, status: { ...surging, updatedReplicas: 0 } }),
    [],
    'ready',
    /paused/,
  ],
  [
    'it was made paused',
    deployment({ spec: { paused: true } }),
    [],
    'progressing',
    /paused, and 0 of 1 replica updated/,
  ],
  ['the deadline is over', lateOf({ status: surging }), [], 'terminal', /no progress within its deadline of 600 s/],
])('when %s', (_, object, below, state, reason) => {
  expect(verdictOf(seen(object, below), later(60))).toMatchObject({ state, reason: expect.stringMatching(reason) });
});

test.each([
  ['by whoever applied it', 'Apply', 'ready'],
  ['by hand, while the rollout was waited for', 'Update', 'progressing'],
] as const)('paused %s', (_, operation, state) => {
  const managedFields: ManagedFields[] = [
    { manager: 'a', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:template': {} } } },
    { manager: 'b', operation, fieldsV1: { 'f:spec': { 'f:paused': {} } } },
  ];
  const web = deployment({ spec: { paused: true }, status: { ...surging, updatedReplicas: 0 } });
  const halfway = { ...web, metadata: { ...web.metadata, managedFields } };
  expect(verdictOf(seen(halfway), later(60))).toMatchObject({ state, reason: expect.stringContaining('paused') });
});

test('only pods of the newest ReplicaSet count', () => {
  const object = deployment({ revision: 2, status: surging });
  const sets = [replicaSet(1, { availableReplicas: 1 }), replicaSet(2)];
  const old = podOf(1, { name: 'web-h1-a', status: backOff(9, 1) });
  const fresh = podOf(2, { name: 'web-h2-a', status: waiting('ContainerCreating') });
  expect(verdictOf(seen(object, [...sets, old, fresh]), later(60))).toMatchObject({
    state: 'progressing',
    reason: '1 of 2 replicas still old; container app of pod web-h2-a is being started',
    evidence: { pod: 'web-h2-a' },
  });
  const dead = podOf(2, { name: 'web-h2-a', status: broken });
  expect(verdictOf(seen(object, [...sets, old, dead]), later(60))).toMatchObject({
    state: 'terminal',
    evidence: { object: { kind: 'Pod' }, pod: 'web-h2-a', container: 'app' },
  });
  expect(verdictOf(seen(object, [sets[0] as LiveObject, old, dead]), later(60)).state).toBe('progressing');
});

test('pods that go, and those that were evicted, are replaced', () => {
  const object = deployment({ status: { ...whole, availableReplicas: 0 } });
  const going = podOf(1, { name: 'web-a', status: broken, metadata: { deletionTimestamp: at(5) } });
  const evicted = podOf(1, { name: 'web-b', status: backOff(9, 1), phase: 'Failed' });
  const verdict = verdictOf(seen(object, [replicaSet(1), going, evicted]), later(60));
  expect(verdict).toMatchObject({ state: 'progressing', reason: '0 of 1 replica available' });
});

test('a rollout back after one that failed is no failure', () => {
  const object = lateOf({ generation: 3, revision: 3, status: surging });
  const back = replicaSet(3, { availableReplicas: 1 });
  expect(verdictOf(seen(object, [back, replicaSet(2)]), later(900)).state).toBe('progressing');
  const stuck = replicaSet(3, { availableReplicas: 0 });
  expect(verdictOf(seen(object, [stuck, replicaSet(2)]), later(900)).state).toBe('terminal');
});

test('the worst of the pods is told at the deadline', () => {
  const object = lateOf({ replicas: 2, status: { replicas: 2, updatedReplicas: 2, availableReplicas: 1 } });
  const pods = [podOf(1, { name: 'a', status: up() }), podOf(1, { name: 'b', status: running() })];
  expect(verdictOf(seen(object, [replicaSet(1), ...pods]), later(900))).toMatchObject({
    state: 'terminal',
    reason:
      'it made no progress within its deadline of 600 s: 1 of 2 replicas available; container app of pod b runs and is not ready',
    evidence: { condition: 'Progressing', pod: 'b', container: 'app', logs: 'current' },
  });
});

const refusing = (revision: number, message: string, since = 10) =>
  replicaSet(revision, {
    replicas: 0,
    conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', message, since)],
  });

test.each([
  ['a quota', quota, 'terminal'],
  [
    'PodSecurity',
    'pods "x" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
    'terminal',
  ],
  ['a policy', 'admission webhook "policy.test" denied the request: no', 'terminal'],
  ['what is invalid', 'Pod "x" is invalid: spec.containers[0].resources.requests: Invalid value: "2"', 'terminal'],
  [
    'a webhook that is slow',
    'Internal error occurred: failed calling webhook "a.test": failed to call webhook: Post "https://a/?timeout=10s": context deadline exceeded',
    'progressing',
  ],
  [
    'a quota that changes',
    'Operation cannot be fulfilled on resourcequotas "small": the object has been modified',
    'progressing',
  ],
  ['a quota without status', 'pods "x" is forbidden: status unknown for quota: small, resources: pods', 'progressing'],
])('pods that %s refuses: after 5 s', (_, message, state) => {
  const observed = seen(deployment({ replicas: 2 }), [refusing(1, message)]);
  expect(verdictOf(observed, later(14)).state).toBe('progressing');
  expect(verdictOf(observed, later(15))).toMatchObject({
    state,
    reason: expect.stringMatching(/^its pods are refused: /),
    evidence: { condition: 'ReplicaFailure' },
  });
});

test.each([
  ['as many may be gone', { maxUnavailable: 1, maxSurge: 1 }, 'progressing'],
  ['a quarter of three is none', { maxUnavailable: '25%', maxSurge: '25%' }, 'terminal'],
  ['none may be more, so one goes', { maxUnavailable: 0, maxSurge: 0 }, 'progressing'],
])('a quota that a rollout meets may be met by pods that go: %s', (_, rollingUpdate, state) => {
  const object = deployment({
    replicas: 3,
    revision: 2,
    spec: { strategy: { rollingUpdate } },
    status: { replicas: 3 },
  });
  const below = [replicaSet(1, { replicas: 3 }), refusing(2, quota)];
  expect(verdictOf(seen(object, below), later(60)).state).toBe(state);
  const going = podOf(1, { metadata: { deletionTimestamp: at(5) } });
  expect(verdictOf(seen(object, [...below, going]), later(60)).state).toBe('progressing');
});

test('a ReplicaSet that may not be made is told although the status is of before', () => {
  const object = deployment({ generation: 1, observed: 0 });
  const why = 'replicasets.apps "web-h1" is forbidden: exceeded quota: small, requested: count/replicasets.apps=1';
  const failed = condition(
    'Progressing',
    'False',
    'ReplicaSetCreateError',
    `Failed to create new replica set "web-h1": ${why}`,
  );
  const status = { conditions: [failed] };
  expect(verdictOf(seen({ ...object, status }), later(60)).state).toBe('terminal');
  const changed = { ...object.metadata, managedFields: [{ manager: 'a', operation: 'Apply' as const, time: at(58) }] };
  expect(verdictOf(seen({ ...object, metadata: changed, status }), later(60)).state).toBe('progressing');
});

test('the newest is the one of the template, although the revision still names the one that failed', () => {
  const template = (image: string, hash?: string) => ({
    metadata: { labels: { app: 'web', ...(hash && { 'pod-template-hash': hash }) } },
    spec: { containers: [{ name: 'main', image }] },
  });
  const setOf = (revision: number, image: string) =>
    replicaSet(revision, {}, { spec: { replicas: 1, template: template(image, `h${revision}`) } });
  const back = deployment({ generation: 3, revision: 2, status: surging, spec: { template: template('app:1') } });
  const pods = [podOf(1, { name: 'web-h1-a', status: up() }), podOf(2, { name: 'web-h2-a', status: broken })];
  const sets = [setOf(1, 'app:1'), setOf(2, 'nope')];
  expect(verdictOf(seen(back, [...sets, ...pods]), later(60)).state).toBe('progressing');
  const forth = deployment({ generation: 2, revision: 2, status: surging, spec: { template: template('nope') } });
  expect(verdictOf(seen(forth, [...sets, ...pods]), later(60)).state).toBe('terminal');
  const new3 = deployment({ generation: 4, revision: 2, status: surging, spec: { template: template('app:3') } });
  expect(verdictOf(seen(new3, [...sets, ...pods]), later(60)).state).toBe('progressing');
});
