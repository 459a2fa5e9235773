import { describe, expect, test } from 'vitest';
import { changeOf, deployment, object, updated, workload } from './plan.cases.ts';
import { podNotes, restartsPods } from './pods.ts';

const other = { image: 'web:2' };

describe('pods of another template', () => {
  const template = (kind: string, spec: object, rest = {}) =>
    updated(workload(kind, { ...spec }, {}, rest), workload(kind, { ...spec }, other, rest));
  test.each([
    ['Deployment', { replicas: 3 }, {}, 'its 3 pods are replaced, 1 more and 0 less at a time', true],
    ['Deployment', {}, {}, 'its pod is replaced, 1 more and 0 less at a time', true],
    ['Deployment', { replicas: 0 }, {}, undefined, false],
    ['Deployment', { replicas: 2, paused: true }, {}, 'its 2 pods stay as long as it is paused', true],
    [
      'Deployment',
      { replicas: 2, strategy: { type: 'Recreate' } },
      {},
      'its 2 pods are ended before new ones are made',
      true,
    ],
    [
      'Deployment',
      { replicas: 10, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '30%' } } },
      {},
      'its 10 pods are replaced, 0 more and 3 less at a time',
      true,
    ],
    ['StatefulSet', { replicas: 3 }, {}, 'its 3 pods are replaced, one after the other', true],
    [
      'StatefulSet',
      { replicas: 3, updateStrategy: { rollingUpdate: { partition: 1 } } },
      {},
      '2 of its 3 pods are replaced, from 1 on',
      true,
    ],
    [
      'StatefulSet',
      { replicas: 1, updateStrategy: { rollingUpdate: { partition: 1 } } },
      {},
      'its pod stays: its partition is 1',
      true,
    ],
    [
      'StatefulSet',
      { replicas: 2, updateStrategy: { type: 'OnDelete' } },
      {},
      'its 2 pods stay until somebody deletes them',
      true,
    ],
    ['DaemonSet', {}, { status: { desiredNumberScheduled: 4 } }, 'its 4 pods are replaced, node by node', true],
    [
      'ReplicaSet',
      { replicas: 2 },
      {},
      'its 2 pods stay as they are; only new ones are made of the new template',
      false,
    ],
  ])('%s %j', (kind, spec, rest, said, restarts) => {
    expect(podNotes(template(kind, spec, rest))).toEqual(said === undefined ? [] : [said]);
    expect(restartsPods(template(kind, spec, rest))).toBe(restarts);
  });

  test('a CronJob has none before its next run', () => {
    const cron = (image: string) =>
      object('batch/v1', 'CronJob', 'c', { spec: { jobTemplate: { spec: { template: { spec: { image } } } } } });
    expect(podNotes(updated(cron('a'), cron('b')))).toEqual([]);
  });
});

test('another count scales, and is told beside the template', () => {
  expect(podNotes(updated(deployment({ replicas: 1 }), deployment({ replicas: 3 }, other)))).toEqual([
    'scales from 1 to 3 pods',
    'its pod is replaced, 1 more and 0 less at a time',
  ]);
  expect(podNotes(updated(deployment({ replicas: 2 }), deployment({ replicas: 2 })))).toEqual([]);
});

test('pods go with what is deleted', () => {
  const live = deployment({ replicas: 2 });
  expect(podNotes(changeOf('replace', live, deployment()))).toEqual(['its 2 pods go with it, and new ones are made']);
  expect(podNotes(changeOf('prune', live, undefined))).toEqual(['its 2 pods go with it']);
  expect(podNotes(changeOf('prune', deployment({ replicas: 0 }), undefined))).toEqual([]);
  expect(podNotes(changeOf('prune', deployment({ replicas: 1 }), undefined))).toEqual(['its pod goes with it']);
});
