/** Objects as a server of Kubernetes 1.35 writes them, for the tests of the verdicts. */
import type { LiveObject } from '../object.ts';
import type { Observed, Verdict } from './outcome.ts';

export const START = Date.parse('2026-01-01T12:00:00Z');

/** A time as the API writes it, so many seconds after the start. */
export const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString().replace('.000Z', 'Z');

export const later = (seconds: number): Date => new Date(START + seconds * 1000);

type Fields = Readonly<Record<string, unknown>>;

export function object(kind: string, apiVersion: string, name: string, more: Fields = {}): LiveObject {
  const { metadata, ...rest } = more;
  const own = { name, namespace: 'shop', uid: `uid-${name}`, generation: 1, creationTimestamp: at(0) };
  return { apiVersion, kind, metadata: { ...own, ...(metadata as object | undefined) }, ...rest };
}

export const condition = (type: string, status: string, reason = '', message = '', since = 0): Fields => ({
  type,
  status,
  ...(reason !== '' && { reason }),
  ...(message !== '' && { message }),
  lastTransitionTime: at(since),
  lastUpdateTime: at(since),
});

/** A container's status. */
export const container = (state: Fields, more: Fields = {}): Fields => ({
  name: 'app',
  image: 'reg.test/app:1',
  imageID: '',
  lastState: {},
  ready: false,
  restartCount: 0,
  started: false,
  state,
  ...more,
});

const ID = 'containerd://1f';

export const running = (more: Fields = {}): Fields =>
  container({ running: { startedAt: at(2) } }, { containerID: ID, started: true, ...more });

export const up = (more: Fields = {}): Fields => running({ ready: true, ...more });

export const waiting = (reason: string, message = '', more: Fields = {}): Fields =>
  container({ waiting: { reason, ...(message !== '' && { message }) } }, more);

export const end = (exitCode: number, reason = exitCode === 0 ? 'Completed' : 'Error', more: Fields = {}): Fields => ({
  terminated: { exitCode, reason, startedAt: at(2), finishedAt: at(3), containerID: ID, ...more },
});

/** Between two runs of a crash loop. */
export const backOff = (restartCount: number, exitCode: number, reason?: string, more: Fields = {}): Fields =>
  waiting('CrashLoopBackOff', 'back-off 40s restarting failed container=app pod=web-1_shop(uid-web-1)', {
    containerID: ID,
    restartCount,
    lastState: end(exitCode, reason),
    ...more,
  });

export interface PodCase {
  readonly name?: string;
  readonly status?: Fields | undefined;
  readonly init?: Fields;
  readonly phase?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly spec?: Fields;
  readonly metadata?: Fields;
  readonly conditions?: readonly Fields[];
  /** Of the scheduling and of all else that the pod's conditions say. */
  readonly since?: number;
}

/** With one container `app`, and `prepare` before it where there is `init`. */
export function pod(given: PodCase): LiveObject {
  const { name = 'web-1', status, init, phase = 'Pending', labels = {}, spec = {}, metadata = {}, since = 0 } = given;
  const isUp = status?.['ready'] === true;
  const conditions = given.conditions ?? [
    condition('PodReadyToStartContainers', 'True', '', '', since),
    condition('Initialized', 'True', '', '', since),
    condition('Ready', isUp ? 'True' : 'False', isUp ? '' : 'ContainersNotReady', '', since),
    condition('ContainersReady', isUp ? 'True' : 'False', isUp ? '' : 'ContainersNotReady', '', since),
    condition('PodScheduled', 'True', '', '', since),
  ];
  return object('Pod', 'v1', name, {
    metadata: { labels, creationTimestamp: at(since), ...metadata },
    spec: {
      restartPolicy: 'Always',
      containers: [{ name: 'app', image: 'reg.test/app:1', env: [{ name: 'TOKEN', value: 'canary-value' }] }],
      ...(init !== undefined && { initContainers: [{ name: 'prepare', image: 'reg.test/prepare:1' }] }),
      ...spec,
    },
    status: {
      phase: isUp ? 'Running' : phase,
      observedGeneration: 1,
      startTime: at(since),
      conditions,
      ...(status !== undefined && { containerStatuses: [status] }),
      ...(init !== undefined && { initContainerStatuses: [{ ...init, name: 'prepare' }] }),
    },
  });
}

export function event(regarded: LiveObject, reason: string, message: string, first = 0, last = first): LiveObject {
  const { name, uid } = regarded.metadata;
  return object('Event', 'v1', `${name}.${reason}.${first}`, {
    involvedObject: {
      apiVersion: regarded.apiVersion,
      kind: regarded.kind,
      name,
      uid,
      fieldPath: 'spec.containers{app}',
    },
    reason,
    message,
    type: /^(?:Fail|Unhealthy)/.test(reason) ? 'Warning' : 'Normal',
    firstTimestamp: at(first),
    lastTimestamp: at(last),
    count: last === first ? 1 : 4,
    eventTime: null,
  });
}

export interface RolloutCase {
  readonly replicas?: number;
  readonly generation?: number;
  readonly observed?: number;
  readonly revision?: number;
  readonly status?: Fields;
  readonly spec?: Fields;
  readonly conditions?: readonly Fields[];
}

export function deployment({ replicas = 1, ...given }: RolloutCase): LiveObject {
  const { generation = 1, observed = generation, revision = 1, status = {}, spec = {}, conditions = [] } = given;
  return object('Deployment', 'apps/v1', 'web', {
    metadata: { generation, annotations: { 'deployment.kubernetes.io/revision': `${revision}` } },
    spec: {
      replicas,
      progressDeadlineSeconds: 600,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      ...spec,
    },
    status: {
      observedGeneration: observed,
      conditions: [condition('Progressing', 'True', 'ReplicaSetUpdated'), ...conditions],
      ...status,
    },
  });
}

/** @param revision Its pods have the label `pod-template-hash: h<revision>`. */
export const replicaSet = (revision: number, status: Fields = {}, more: Fields = {}): LiveObject =>
  object('ReplicaSet', 'apps/v1', `web-h${revision}`, {
    metadata: {
      labels: { 'pod-template-hash': `h${revision}` },
      annotations: { 'deployment.kubernetes.io/revision': `${revision}` },
    },
    spec: { replicas: 1 },
    status: { observedGeneration: 1, replicas: 1, ...status },
    ...more,
  });

export const podOf = (revision: number, given: PodCase): LiveObject =>
  pod({ ...given, labels: { 'pod-template-hash': `h${revision}` } });

export const seen = (
  subject: LiveObject,
  below: readonly LiveObject[] = [],
  events: readonly LiveObject[] = [],
): Observed => ({ object: subject, below, events });

const FAILED = 'rpc error: code =';
/** Texts of containerd 2.1 behind a kubelet 1.35. */
export const PULL = {
  missingTag: `${FAILED} NotFound desc = failed to pull and unpack image "reg.test/app:1": failed to resolve reference "reg.test/app:1": reg.test/app:1: not found`,
  missingSecret: `${FAILED} Unknown desc = failed to pull and unpack image "reg.test/app:1": failed to resolve reference "reg.test/app:1": unexpected status from HEAD request to https://reg.test/v2/app/manifests/1: 401 Unauthorized`,
  refused: `${FAILED} Unknown desc = failed to pull and unpack image "reg.test/app:1": failed to resolve reference "reg.test/app:1": failed to do request: Head "https://reg.test/v2/app/manifests/1": dial tcp 10.0.0.9:443: connect: connection refused`,
};
export const START_FAILURE =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/bin/nope": stat /bin/nope: no such file or directory';

/** At so many seconds, what was seen, and what is to be said of it. */
export type Step = readonly [number, Observed, Verdict['state']];
