import { expect, test } from 'vitest';
import { drawTree } from '../../lib/text-tree.ts';
import type { LiveObject } from '../object.ts';
import { missingTree } from './missing.ts';
import {
  condition,
  deployment,
  event,
  later,
  object,
  podOf,
  replicaSet,
  running,
  seen,
  waiting,
} from './objects.cases.ts';
import type { Observed } from './outcome.ts';
import { verdictOf } from './verdict.ts';

const ownedBy = (owner: LiveObject) => ({ metadata: { ownerReferences: [{ uid: owner.metadata.uid }] } });
const drawn = (observed: Observed): readonly string[] => {
  const now = later(60);
  return drawTree(missingTree('Deployment shop/web', observed, verdictOf(observed, now), now));
};
const web = deployment({ replicas: 3, status: { replicas: 3, updatedReplicas: 3, availableReplicas: 1 } });
const set = replicaSet(1, { replicas: 3 }, { ...ownedBy(web), spec: { replicas: 3 } });
const inSet = (name: string, status: object, more: object = {}) =>
  podOf(1, { name, status: status as never, ...ownedBy(set), ...more });
const unscheduled = [condition('PodScheduled', 'False', 'Unschedulable', '0/1 nodes are available')];

test('leads from the object to what says why, and counts what is ready', () => {
  const fine = inSet('web-a', running({ ready: true }));
  const slow = inSet('web-b', waiting('ImagePullBackOff', 'Back-off pulling image "reg.test/app:1"'));
  const homeless = inSet('web-c', {}, { conditions: unscheduled });
  const events = [event(slow, 'BackOff', 'Back-off pulling image "reg.test/app:1"', 1, 9)].map((one) => ({
    ...one,
    type: 'Warning',
  }));
  expect(drawn(seen(web, [set, homeless, slow, fine], events))).toEqual([
    'Deployment shop/web: 1 of 3 replicas available',
    '└─ ReplicaSet web-h1: 1 of 3 pods ready',
    '   ├─ pod web-b',
    '   │  ├─ container app waits for its image reg.test/app:1: Back-off pulling image "reg.test/app:1"',
    '   │  └─ event BackOff, 4 times',
    '   └─ pod web-c has no node yet: 0/1 nodes are available',
    '      └─ condition PodScheduled=False (Unschedulable)',
  ]);
});

test('what a ReplicaSet is refused, and what no part says', () => {
  const failure = [condition('ReplicaFailure', 'True', 'FailedCreate', 'pods "x" is forbidden: exceeded quota')];
  const refused = replicaSet(1, { replicas: 0, conditions: failure }, ownedBy(web));
  expect(drawn(seen(web, [refused])).slice(1)).toEqual([
    '└─ ReplicaSet web-h1: 0 of 1 pod ready',
    '   └─ condition ReplicaFailure=True (FailedCreate)',
  ]);
  const queue = object('Queue', 'acme.io/v1', 'q', {
    status: { conditions: [condition('Ready', 'False', 'Pending', 'no broker')] },
  });
  const observed = seen(queue);
  expect(drawTree(missingTree('Queue shop/q', observed, verdictOf(observed, later(9)), later(9)))).toEqual([
    'Queue shop/q: it is not ready yet: no broker',
    '└─ condition Ready=False (Pending)',
  ]);
});

test('of very many the first are told, and what a probe prints never', () => {
  const pods = Array.from({ length: 40 }, (_, index) => inSet(`web-${index}`, running()));
  const events = pods.map((one) => event(one, 'Unhealthy', 'Readiness probe failed: canary-output', 1));
  const lines = drawn(seen(web, [set, ...pods], events));
  expect(lines).toHaveLength(2 + 10 * 3 + 1);
  expect(lines.at(-1)).toBe('   └─ 30 more that are not ready');
  expect(lines.join()).not.toContain('canary');
});

test('owners that own each other end somewhere', () => {
  const [one, two] = [replicaSet(1), replicaSet(2)];
  const failure = { status: { conditions: [condition('ReplicaFailure', 'True', 'FailedCreate')] } };
  const circle = [
    { ...one, ...failure, metadata: { ...one.metadata, ...ownedBy(two).metadata } },
    { ...two, ...failure, metadata: { ...two.metadata, ...ownedBy(one).metadata } },
  ];
  expect(drawn(seen(circle[0] as never, circle as never)).length).toBeLessThan(40);
});
