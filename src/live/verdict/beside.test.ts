import { expect, test } from 'vitest';
import type { LiveObject } from '../object.ts';
import { makerOf } from './beside.ts';
import {
  at,
  backOff,
  condition,
  deployment,
  event,
  later,
  object,
  PULL,
  podOf,
  replicaSet,
  START,
  seen,
  waiting,
} from './objects.cases.ts';
import type { Beside } from './outcome.ts';
import { verdictOf } from './verdict.ts';

const APPLIED = 1000;
const changed = (kind: string, name = 'settings', more = {}): Beside => ({
  object: object(kind, 'v1', name, more),
  changedAt: START + APPLIED * 1000,
});
const web = deployment({ status: { replicas: 1, updatedReplicas: 1, unavailableReplicas: 1 } });
/** Of a pod that was there before the apply. */
const told = (status: object, beside: readonly Beside[], seconds: number, events: Parameters<typeof seen>[2] = []) => {
  const pod = podOf(1, { status: { ...status } });
  return verdictOf({ ...seen(web, [replicaSet(1), pod], events), beside }, later(seconds));
};
const pod = podOf(1, { status: waiting('ContainerCreating') });
const tried = (seconds: number, reason = 'Failed') => event(pod, reason, 'Error: it is missing', 3, seconds);

const noKey = waiting('CreateContainerConfigError', "couldn't find key password in Secret shop/login");
const noImage = waiting('ErrImagePull', PULL.missingTag);
const mount = (seconds: number) =>
  event(pod, 'FailedMount', 'MountVolume.SetUp failed for volume "s" : configmap "settings" not found', 3, seconds);
const crashed = (seconds: number) => backOff(8, 1, 'Error', { lastState: endAt(seconds) });
const endAt = (seconds: number) => ({
  terminated: { exitCode: 1, reason: 'Error', startedAt: at(seconds - 1), finishedAt: at(seconds) },
});

test.each([
  ['a missing key, when nothing was changed', noKey, [], [], 1001, 'terminal'],
  ['a missing key, when its Secret was', noKey, [changed('Secret', 'login')], [], 1001, 'progressing'],
  ['a missing key that is missed again', noKey, [changed('Secret', 'login')], [tried(1003)], 1004, 'terminal'],
  [
    'a missing key that was missed at that moment',
    noKey,
    [changed('Secret', 'login')],
    [tried(1001)],
    1004,
    'progressing',
  ],
  ['a missing key, after time enough', noKey, [changed('Secret', 'login')], [], 1040, 'terminal'],
  ['a missing key, when another workload was changed', noKey, [changed('Deployment', 'shop')], [], 1001, 'terminal'],
  ['an image, when a Secret was changed', noImage, [changed('Secret', 'pull')], [], 1001, 'progressing'],
  ['an image, when a ConfigMap was', noImage, [changed('ConfigMap')], [], 1001, 'terminal'],
  ['an image that is refused again', noImage, [changed('Secret', 'pull')], [tried(1200)], 1201, 'terminal'],
  ['a crash of before', crashed(990), [changed('StatefulSet', 'db')], [], 1001, 'progressing'],
  ['a crash since', crashed(1100), [changed('StatefulSet', 'db')], [], 1101, 'terminal'],
  ['a crash of before, after the longest pause', crashed(990), [changed('StatefulSet', 'db')], [], 1330, 'terminal'],
  ['an image name that is none', waiting('InvalidImageName'), [changed('Secret', 'pull')], [], 1001, 'terminal'],
])('%s', (_, status, beside, events, seconds, state) => {
  const verdict = told(status, beside, seconds, events);
  expect(verdict.state).toBe(state);
  expect(verdict.reason.endsWith('(before this change; it is tried again)')).toBe(state === 'progressing');
});

test.each([
  ['a missing image that the run has', noImage, 'reg.test/app:1', 1001, 'progressing'],
  ['that the run has and is missed again', noImage, 'reg.test/app:1', 1201, 'terminal', [tried(1200)]],
  ['that the run has, after time enough', noImage, 'reg.test/app:1', 1331, 'terminal'],
  ['another one', noImage, 'reg.test/app:2', 1001, 'terminal'],
  ['one that may not be pulled', waiting('ErrImagePull', PULL.missingSecret), 'reg.test/app:1', 1001, 'terminal'],
] as const)('an image: %s', (_, status, image, seconds, state, events: readonly LiveObject[] = []) => {
  const found = { references: new Set([image]), at: START + APPLIED * 1000 };
  const old = podOf(1, { status: { ...status } });
  const observed = { ...seen(web, [replicaSet(1), old], events), beside: [], found };
  expect(verdictOf(observed, later(seconds)).state).toBe(state);
  const late = deployment({
    status: {
      replicas: 1,
      updatedReplicas: 1,
      unavailableReplicas: 1,
      conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded', '', 600)],
    },
  });
  expect(verdictOf({ ...observed, object: late }, later(seconds)).state).toBe(state);
  const fresh = podOf(1, { status: { ...status }, since: APPLIED });
  expect(verdictOf({ ...seen(web, [replicaSet(1), fresh]), found }, later(APPLIED + 1)).state).toBe('terminal');
});

test('what is seen for the first time of a pod of this apply counts at once', () => {
  const fresh = podOf(1, { status: noImage, since: APPLIED });
  const observed = { ...seen(web, [replicaSet(1), fresh]), beside: [changed('Secret', 'pull')] };
  expect(verdictOf(observed, later(APPLIED + 1)).state).toBe('terminal');
});

test('its own change is not what mends it', () => {
  const own = { object: web, changedAt: START + APPLIED * 1000 };
  expect(told(crashed(990), [own], 1001).state).toBe('terminal');
});

test('a volume that could not be mounted before', () => {
  const creating = waiting('ContainerCreating');
  const source = [changed('Secret', 'other')];
  expect(told(creating, source, 1001, [mount(990)]).state).toBe('progressing');
  expect(told(creating, source, 1010, [mount(1009)]).state).toBe('terminal');
});

test('pods that were refused before a quota was raised', () => {
  const quota = 'pods "web-1" is forbidden: exceeded quota: small, requested: pods=1, used: pods=0, limited: pods=0';
  const conditions = [condition('ReplicaFailure', 'True', 'FailedCreate', quota, 3)];
  const set = replicaSet(1, { replicas: 0, conditions });
  const wanting = deployment({ status: { unavailableReplicas: 1 } });
  const refused = (seconds: number) =>
    verdictOf(
      { ...seen(wanting, [set], [event(set, 'FailedCreate', quota, 3, seconds)]), beside: [changed('ResourceQuota')] },
      later(1030),
    );
  expect(refused(990)).toMatchObject({ state: 'progressing', reason: expect.stringContaining('exceeded quota') });
  expect(refused(1020).state).toBe('terminal');
});

test('a rollout that was late before has its deadline once more', () => {
  const late = deployment({
    status: {
      replicas: 1,
      updatedReplicas: 1,
      unavailableReplicas: 1,
      conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded', '', 600)],
    },
  });
  const observed = { ...seen(late, [replicaSet(1)]), beside: [changed('ConfigMap')] };
  expect(verdictOf(observed, later(1001))).toMatchObject({ state: 'progressing', until: later(1600).getTime() });
  expect(verdictOf(observed, later(1600)).state).toBe('terminal');
});

const missing = 'secret "web-tls" not found';
const other = (kind: string, apiVersion: string, name: string, spec = {}): Beside => ({
  object: object(kind, apiVersion, name, { spec }),
});

test.each([
  ['Secret web-tls', other('Secret', 'v1', 'web-tls'), 'it is there by now'],
  ['another Secret', other('Secret', 'v1', 'other'), undefined],
  ['a ConfigMap of that name', other('ConfigMap', 'v1', 'web-tls'), undefined],
  [
    'a Certificate',
    other('Certificate', 'cert-manager.io/v1', 'site', { secretName: 'web-tls' }),
    'Certificate site may bring it',
  ],
  ['one of that name', other('SealedSecret', 'bitnami.com/v1alpha1', 'web-tls'), 'SealedSecret web-tls may bring it'],
  ['one of another', other('Certificate', 'cert-manager.io/v1', 'site', { secretName: 'web-tls-2' }), undefined],
  [
    'an Ingress',
    other('Ingress', 'networking.k8s.io/v1', 'site', { tls: [{ secretName: 'web-tls' }] }),
    'Ingress site may bring it',
  ],
  [
    'a Job',
    other('Job', 'batch/v1', 'make', {
      template: { spec: { containers: [{ args: ['create', '--secret-name=web-tls'] }] } },
    }),
    'Job make may bring it',
  ],
  ['another workload that wants it', other('Deployment', 'apps/v1', 'shop', { secretName: 'web-tls' }), undefined],
])('a missing Secret beside %s', (_, one, expected) => {
  expect(makerOf({ object: web, beside: [one] }, missing)).toBe(expected);
});

test('a missing key is brought by who is named with its Secret', () => {
  const external = other('ExternalSecret', 'external-secrets.io/v1', 'login');
  const message = "couldn't find key password in Secret shop/login";
  expect(makerOf({ object: web, beside: [external] }, message)).toBe('ExternalSecret login may bring it');
  expect(makerOf({ object: web, beside: [other('Secret', 'v1', 'login')] }, message)).toBeUndefined();
  expect(makerOf({ object: web, beside: [external] }, 'it is odd')).toBeUndefined();
});

test('what somebody else may bring is waited for', () => {
  const status = waiting('CreateContainerConfigError', 'secret "login" not found');
  const external = other('ExternalSecret', 'external-secrets.io/v1', 'login');
  expect(told(status, [external], 60)).toMatchObject({
    state: 'progressing',
    reason: expect.stringMatching(/secret "login" not found; ExternalSecret login may bring it$/),
  });
  expect(told(status, [], 60).state).toBe('terminal');
});
