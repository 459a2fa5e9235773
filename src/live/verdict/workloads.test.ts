/** ReplicaSets, StatefulSets, DaemonSets. */
import { describe, expect, test } from 'vitest';
import type { LiveObject } from '../object.ts';
import {
  at,
  backOff,
  condition,
  event,
  later,
  object,
  PULL,
  pod,
  running,
  seen,
  up,
  waiting,
} from './objects.cases.ts';
import { verdictOf } from './verdict.ts';

const quota = 'pods "db-0" is forbidden: exceeded quota: small, requested: cpu=1, used: cpu=2, limited: cpu=2';

describe('a ReplicaSet', () => {
  const setOf = (status: object, generation = 1) =>
    object('ReplicaSet', 'apps/v1', 'web', {
      metadata: { generation },
      spec: { replicas: 2 },
      status: { observedGeneration: 1, ...status },
    });

  test.each([
    ['is whole', setOf({ replicas: 2, availableReplicas: 2 }), 'ready'],
    ['is not', setOf({ replicas: 2, availableReplicas: 1 }), 'progressing'],
    ['shrinks', setOf({ replicas: 3, availableReplicas: 3 }), 'progressing'],
    ['was changed', setOf({ replicas: 2, availableReplicas: 2 }, 2), 'progressing'],
    [
      'is refused pods',
      setOf({ replicas: 0, conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', quota)] }),
      'terminal',
    ],
  ])('that %s', (_, subject, state) => {
    expect(verdictOf(seen(subject), later(60)).state).toBe(state);
  });

  test('has its grace anew after a change', () => {
    const conditions = [condition('ReplicaFailure', 'True', 'FailedCreate', quota)];
    const refused = setOf({ replicas: 0, conditions });
    const managedFields = [{ manager: 'orchestrator', operation: 'Apply', time: at(58) }];
    const changed = { ...refused, metadata: { ...refused.metadata, managedFields } } as LiveObject;
    expect(verdictOf(seen(changed), later(60))).toMatchObject({ state: 'progressing', until: later(63).getTime() });
  });

  test('ends with its pods', () => {
    const subject = setOf({ replicas: 2, availableReplicas: 1 });
    const below = [pod({ name: 'a', status: up() }), pod({ name: 'b', status: backOff(5, 1) })];
    expect(verdictOf(seen(subject, below), later(60))).toMatchObject({ state: 'terminal', evidence: { pod: 'b' } });
  });
});

describe('a StatefulSet', () => {
  const setOf = (status: object, spec: object = {}, metadata: object = {}): LiveObject =>
    object('StatefulSet', 'apps/v1', 'db', {
      metadata,
      spec: { replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }, ...spec },
      status: { observedGeneration: 1, replicas: 3, readyReplicas: 3, availableReplicas: 3, ...status },
    });
  const moving = { currentRevision: 'db-1', updateRevision: 'db-2' };
  const partitioned = { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } };
  const onDelete = { updateStrategy: { type: 'OnDelete' } };

  test.each([
    ['is whole', setOf({ currentRevision: 'db-1', updateRevision: 'db-1' }), 'ready', /^3 of 3 pods available$/],
    ['is being updated', setOf({ ...moving, updatedReplicas: 1 }), 'progressing', /^1 of 3 pods updated$/],
    ['is updated to its partition', setOf({ ...moving, updatedReplicas: 1 }, partitioned), 'ready', /available/],
    [
      'is not updated to it',
      setOf({ ...moving, updatedReplicas: 0 }, partitioned),
      'progressing',
      /^0 of 1 pod updated$/,
    ],
    [
      'counts from 5',
      setOf({ ...moving, updatedReplicas: 1 }, { ...partitioned, ordinals: { start: 5 } }),
      'progressing',
      /^1 of 3 pods/,
    ],
    ['updates when told', setOf({ ...moving, updatedReplicas: 0 }, onDelete), 'ready', /until they are deleted/],
    [
      'updates when told, not up',
      setOf({ ...moving, availableReplicas: 2 }, onDelete),
      'progressing',
      /^2 of 3 pods available/,
    ],
    ['grows', setOf({ replicas: 2, readyReplicas: 2, availableReplicas: 2 }), 'progressing', /^2 of 3 pods available$/],
    ['shrinks', setOf({ replicas: 4 }), 'progressing', /^1 of 4 pods to go$/],
    ['is as before 1.22', setOf({ availableReplicas: undefined }), 'ready', /available/],
  ])('that %s', (_, subject, state, reason) => {
    const verdict = verdictOf(seen(subject), later(60));
    expect(verdict).toMatchObject({ state, reason: expect.stringMatching(reason) });
  });

  const podOf = (ordinal: number, revision: string, given: Parameters<typeof pod>[0]) =>
    pod({ name: `db-${ordinal}`, labels: { 'controller-revision-hash': revision }, ...given });
  const broken = waiting('ErrImagePull', PULL.missingTag);

  test('ends with a pod of the newest revision, or of one that its partition keeps', () => {
    const below = [podOf(2, 'db-2', { status: broken }), podOf(0, 'db-1', { status: up() })];
    const subject = setOf({ ...moving, availableReplicas: 2 });
    expect(verdictOf(seen(subject, below), later(60))).toMatchObject({ state: 'terminal', evidence: { pod: 'db-2' } });
    const kept = [podOf(2, 'db-2', { status: up() }), podOf(0, 'db-1', { status: broken })];
    const parted = setOf({ ...moving, availableReplicas: 2 }, partitioned);
    expect(verdictOf(seen(parted, kept), later(60))).toMatchObject({ state: 'terminal', evidence: { pod: 'db-0' } });
  });

  test('says which pod of the revision before is in the way, and ends where that one cannot come up', () => {
    const stuck = { ...moving, replicas: 1, readyReplicas: 0, availableReplicas: 0 };
    const blockedBy = (status: object, spec = {}) =>
      verdictOf(seen(setOf(stuck, spec), [podOf(0, 'db-1', { status: { ...status } })]), later(60));
    expect(blockedBy(running())).toMatchObject({
      state: 'progressing',
      reason: expect.stringMatching(/pod db-0 of the revision before has to become ready, or be deleted/),
    });
    expect(blockedBy(broken)).toMatchObject({
      state: 'terminal',
      reason: expect.stringMatching(
        /^pod db-0 of the revision before keeps the update from going on until it is deleted: container app cannot have its image/,
      ),
      evidence: { pod: 'db-0', container: 'app' },
    });
    expect(blockedBy(broken, { podManagementPolicy: 'Parallel' }).reason).toBe('0 of 3 pods available');
  });

  describe('whose pods are refused', () => {
    const subject = setOf({ replicas: 0, readyReplicas: 0, availableReplicas: 0 });
    const refused = (first: number, last: number) =>
      event(subject, 'FailedCreate', `create Pod db-0 in StatefulSet db failed error: ${quota}`, first, last);

    test.each([
      ['for 5 s', [refused(1, 20)], 25, 'terminal', undefined],
      ['for less', [refused(1, 4)], 5, 'progressing', 6],
      [
        'before one was made',
        [refused(1, 20), event(subject, 'SuccessfulCreate', 'create Pod db-0', 30)],
        60,
        'progressing',
        undefined,
      ],
      [
        'in events of another',
        [event(object('StatefulSet', 'apps/v1', 'other'), 'FailedCreate', quota, 1, 20)],
        60,
        'progressing',
        undefined,
      ],
    ])('%s', (_, events, now, state, until) => {
      const verdict = verdictOf(seen(subject, [], events), later(now));
      expect(verdict.state).toBe(state);
      expect(verdict.until).toBe(until === undefined ? undefined : later(until).getTime());
    });

    test('in the name of one that was there before', () => {
      const again = { ...subject, metadata: { ...subject.metadata, uid: 'uid-new' } };
      expect(verdictOf(seen(again, [], [refused(1, 20)]), later(60)).reason).toBe('0 of 3 pods available');
    });

    test('before the last change', () => {
      const managedFields = [
        { manager: 'orchestrator', operation: 'Apply', time: at(50) },
        { manager: 'kube-controller-manager', operation: 'Update', subresource: 'status', time: at(70) },
      ];
      const changed = { ...subject, metadata: { ...subject.metadata, managedFields } } as LiveObject;
      expect(verdictOf(seen(changed, [], [refused(1, 20)]), later(90)).reason).toBe('0 of 3 pods available');
      expect(verdictOf(seen(changed, [], [refused(1, 52)]), later(52))).toMatchObject({ until: later(55).getTime() });
      expect(verdictOf(seen(changed, [], [refused(1, 52)]), later(90)).state).toBe('terminal');
    });
  });
});

describe('a DaemonSet', () => {
  const setOf = (status: object, spec: object = {}): LiveObject =>
    object('DaemonSet', 'apps/v1', 'agent', {
      metadata: { annotations: { 'deprecated.daemonset.template.generation': '2' } },
      spec: { updateStrategy: { type: 'RollingUpdate' }, ...spec },
      status: { observedGeneration: 1, desiredNumberScheduled: 2, currentNumberScheduled: 2, ...status },
    });
  const podOf = (generation: string, given: Parameters<typeof pod>[0]) =>
    pod({ labels: { 'pod-template-generation': generation }, ...given });
  const onDelete = { updateStrategy: { type: 'OnDelete' } };

  test.each([
    ['is whole', setOf({ updatedNumberScheduled: 2, numberAvailable: 2 }), 'ready', /^available on 2 of 2 nodes$/],
    ['finds no node', setOf({ desiredNumberScheduled: 0 }), 'ready', /no node wants it/],
    [
      'is being updated',
      setOf({ updatedNumberScheduled: 1, numberAvailable: 2 }),
      'progressing',
      /^updated on 1 of 2 nodes$/,
    ],
    [
      'is not up',
      setOf({ updatedNumberScheduled: 2, numberAvailable: 1 }),
      'progressing',
      /^available on 1 of 2 nodes$/,
    ],
    ['updates when told', setOf({ numberAvailable: 2 }, onDelete), 'ready', /available/],
    ['was only just made', setOf({ observedGeneration: 0 }), 'progressing', /not seen/],
  ])('that %s', (_, subject, state, reason) => {
    expect(verdictOf(seen(subject), later(60))).toMatchObject({ state, reason: expect.stringMatching(reason) });
  });

  test('ends with a pod of the newest template only', () => {
    const subject = setOf({ updatedNumberScheduled: 1, numberAvailable: 1 });
    const below = (generation: string) => [podOf(generation, { status: backOff(5, 1) })];
    expect(verdictOf(seen(subject, below('1')), later(60)).state).toBe('progressing');
    expect(verdictOf(seen(subject, below('2')), later(60)).state).toBe('terminal');
  });

  test('ends when its pods are refused', () => {
    const subject = setOf({ currentNumberScheduled: 0 });
    const refused = event(subject, 'FailedCreate', `Error creating: ${quota}`, 1, 20);
    expect(verdictOf(seen(subject, [], [refused]), later(60))).toMatchObject({
      state: 'terminal',
      evidence: { object: { kind: 'DaemonSet' }, event: 'FailedCreate' },
    });
  });
});
