/** A pod as a server, a kubelet 1.35 and a containerd 2.1 wrote it while its image was changed in place. */
import { describe, expect, test } from 'vitest';
import type { LiveObject } from '../object.ts';
import { verdictOf } from './verdict.ts';

const DIGEST = { busybox: `sha256:f7ca${'0'.repeat(60)}`, multi: `sha256:55a0${'0'.repeat(60)}` };
const REPO = '127.0.0.1:28870/base';

interface Given {
  readonly wanted: string;
  readonly runs: 'busybox' | 'multi';
  readonly generation?: number;
  readonly observed?: number;
  readonly began: string;
  readonly spec?: object;
}

/** Its image was changed at 04:44:18; the old container had begun at 04:44:16. With a probe: it need not prove itself. */
const pod = ({ wanted, runs, generation = 2, observed = generation, began, spec }: Given): LiveObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'p',
    generation,
    creationTimestamp: '2026-11-25T04:44:15Z',
    managedFields: [
      { manager: 'orchestrator', operation: 'Apply', apiVersion: 'v1', time: '2026-11-25T04:44:18Z' },
      {
        manager: 'kubelet',
        operation: 'Update',
        apiVersion: 'v1',
        time: '2026-11-25T04:44:40Z',
        subresource: 'status',
      },
    ],
  } as LiveObject['metadata'],
  spec: {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'main', image: wanted, readinessProbe: {} }],
    ...spec,
  },
  status: {
    phase: 'Running',
    observedGeneration: observed,
    conditions: [
      { type: 'Ready', status: 'True', observedGeneration: observed, lastTransitionTime: '2026-11-25T04:44:17Z' },
    ],
    containerStatuses: [
      {
        name: 'main',
        image: `${REPO}/${runs}:1`,
        imageID: `${REPO}/${runs}@${DIGEST[runs]}`,
        containerID: 'containerd://00f7',
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: `2026-11-25T04:44:${began}Z` } },
      },
    ],
  },
});
const judge = (object: LiveObject, seconds = 19) =>
  verdictOf({ object, below: [], events: [] }, new Date(`2026-11-25T04:44:${seconds}Z`));

const OLD = { runs: 'busybox', began: '16' } as const;
const NEW = { runs: 'multi', began: '19' } as const;
const WANTED = `${REPO}/multi:1`;

describe('a pod whose image was changed in place', () => {
  test('is not ready before the kubelet has seen it', () => {
    expect(judge(pod({ ...OLD, wanted: WANTED, observed: 1 }))).toMatchObject({
      state: 'progressing',
      reason: 'its controller has not seen the change yet',
    });
  });

  test.each([
    ['a tag', WANTED],
    ['a digest', `${REPO}/multi@${DIGEST.multi}`],
    ['both', `${WANTED}@${DIGEST.multi}`],
    ['what is no name', 'Not A Name'],
  ])('is not ready while it runs the old one, where %s names the new one', (_, wanted) => {
    expect(judge(pod({ ...OLD, wanted }))).toMatchObject({
      state: 'progressing',
      reason: `container main still runs ${REPO}/busybox:1`,
      until: Date.parse('2026-11-25T04:44:34Z'),
    });
  });

  test.each<[string, Given]>([
    ['it runs the new one by its tag', { ...NEW, wanted: WANTED }],
    ['by its digest', { ...NEW, wanted: `${REPO}/multi@${DIGEST.multi}` }],
    ['by both', { ...NEW, wanted: `${WANTED}@${DIGEST.multi}` }],
    ['by another name of it, begun since', { ...NEW, wanted: `${REPO}/alias:2` }],
    ['only its labels were changed', { ...NEW, began: '16', wanted: WANTED }],
    ['nothing of its spec ever was', { ...OLD, generation: 1, wanted: `${REPO}/alias:2` }],
  ])('is ready once %s', (_, given) => {
    expect(judge(pod(given))).toEqual({ state: 'ready', reason: 'it is ready' });
  });

  test('is ready once the old container must have ended, whatever the runtime calls what it runs', () => {
    const alias = pod({ ...OLD, wanted: `${REPO}/alias:2` });
    expect([judge(alias, 33).state, judge(alias, 34).state]).toEqual(['progressing', 'ready']);
    const patient = pod({ ...OLD, wanted: WANTED, spec: { terminationGracePeriodSeconds: 20 } });
    expect([judge(patient, 52).state, judge(patient, 53).state]).toEqual(['progressing', 'ready']);
  });

  test('is not ready while its sidecar runs the old one; a step that has ended runs nothing', () => {
    const ready = pod({ ...NEW, wanted: WANTED });
    const step = (restartPolicy: string | undefined, state: object): LiveObject => ({
      ...ready,
      spec: { ...(ready['spec'] as object), initContainers: [{ name: 'log', image: WANTED, restartPolicy }] },
      status: {
        ...(ready['status'] as object),
        initContainerStatuses: [{ name: 'log', image: `${REPO}/busybox:1`, imageID: '', state }],
      },
    });
    const running = { running: { startedAt: '2026-11-25T04:44:16Z' } };
    expect(judge(step('Always', running))).toMatchObject({ state: 'progressing', evidence: { container: 'log' } });
    expect(judge(step(undefined, { terminated: { exitCode: 0 } }))).toMatchObject({ state: 'ready' });
  });
});

test('the names that a runtime writes out are those of the manifest', () => {
  const library = (image: string): LiveObject => {
    const one = pod({ ...OLD, wanted: image });
    const [status] = (one['status'] as { readonly containerStatuses: readonly object[] }).containerStatuses;
    const containerStatuses = [{ ...status, image: 'docker.io/library/busybox:latest' }];
    return { ...one, status: { ...(one['status'] as object), containerStatuses } };
  };
  const states = ['busybox', 'docker.io/busybox:latest', 'busybox:1'].map((image) => judge(library(image)).state);
  expect(states).toEqual(['ready', 'ready', 'progressing']);
});
