import { expect, test } from 'vitest';
import type { LiveObject } from '../object.ts';
import {
  at,
  backOff,
  condition,
  container,
  end,
  event,
  later,
  object,
  type PodCase,
  PULL,
  pod,
  running,
  START_FAILURE,
  seen,
  waiting,
} from './objects.cases.ts';
import { verdictOf } from './verdict.ts';

const job = (status: object, spec: object = {}): LiveObject =>
  object('Job', 'batch/v1', 'migrate', { spec: { backoffLimit: 2, completions: 1, parallelism: 1, ...spec }, status });
const podOf = (given: PodCase) => pod({ spec: { restartPolicy: 'Never' }, ...given });
const failed = (name: string, code: number, more: PodCase = {}) =>
  podOf({ name, phase: 'Failed', status: container(end(code)), ...more });
const limit = condition('Failed', 'True', 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');

test.each([
  [
    'is complete',
    job({ conditions: [condition('Complete', 'True', 'CompletionsReached')], succeeded: 1 }),
    [],
    'ready',
    /complete/,
  ],
  [
    'is suspended',
    job({ conditions: [condition('Suspended', 'True', 'JobSuspended')] }, { suspend: true }),
    [],
    'ready',
    /suspended/,
  ],
  ['was only just made', job({}), [], 'progressing', /^0 of 1 done, 0 active$/],
  ['runs', job({ active: 1 }), [podOf({ status: running() })], 'progressing', /app of pod web-1 runs/],
  [
    'retries',
    job({ active: 1, failed: 2 }),
    [failed('a', 1), podOf({ name: 'b', status: waiting('ContainerCreating') })],
    'progressing',
    /2 failed \(2 may\); container app of pod a ended with exit code 1/,
  ],
  [
    'retries in its pod',
    job({ active: 1 }),
    [podOf({ status: backOff(7, 1), spec: { restartPolicy: 'OnFailure' } })],
    'progressing',
    /exit code 1, 8 times/,
  ],
  ['ran out of memory', job({ active: 1, failed: 3 }), [failed('a', 137)], 'progressing', /exit code 137/],
  [
    'meets no image',
    job({ active: 1 }),
    [podOf({ status: waiting('ErrImagePull', PULL.missingTag) })],
    'terminal',
    /cannot have its image/,
  ],
  [
    'finds no command',
    job({ failed: 1 }),
    [podOf({ phase: 'Failed', status: container(end(128, 'StartError', { message: START_FAILURE })) })],
    'terminal',
    /cannot start its command/,
  ],
  [
    'found one later',
    job({ active: 1, failed: 1 }),
    [
      podOf({ name: 'b', phase: 'Running', status: running() }),
      podOf({ phase: 'Failed', status: container(end(128, 'StartError', { message: START_FAILURE })) }),
    ],
    'progressing',
    /pod b runs/,
  ],
  [
    'took too long',
    job({
      conditions: [condition('Failed', 'True', 'DeadlineExceeded', 'Job was active longer than specified deadline')],
    }),
    [],
    'terminal',
    /DeadlineExceeded\): Job was active longer/,
  ],
  [
    'is about to fail',
    job({ conditions: [condition('FailureTarget', 'True', 'PodFailurePolicy', 'exit code 42')] }),
    [],
    'terminal',
    /PodFailurePolicy/,
  ],
])('a Job that %s', (_, subject, below, state, reason) => {
  expect(verdictOf(seen(subject, below), later(60))).toMatchObject({ state, reason: expect.stringMatching(reason) });
});

test('the pod that was made last tells why all tries failed', () => {
  const below = [
    failed('a', 3, { since: 30 }),
    failed('b', 2, { since: 10 }),
    podOf({ name: 'c', since: 40, metadata: { deletionTimestamp: at(41) } }),
  ];
  expect(verdictOf(seen(job({ conditions: [limit], failed: 3 }), below), later(60))).toEqual({
    state: 'terminal',
    reason:
      'it has failed (BackoffLimitExceeded): Job has reached the specified backoff limit; container app ended with exit code 3',
    evidence: expect.objectContaining({ condition: 'Failed', pod: 'a', container: 'app', logs: 'current' }),
  });
});

test('pods that are refused are told by events', () => {
  const subject = job({});
  const refused = event(subject, 'FailedCreate', 'Error creating: pods "x" is forbidden: exceeded quota: small', 1, 9);
  expect(verdictOf(seen(subject, [], [refused]), later(4)).state).toBe('progressing');
  expect(verdictOf(seen(subject, [], [refused]), later(9)).state).toBe('terminal');
});

test('a CronJob is there at once', () => {
  expect(verdictOf(seen(object('CronJob', 'batch/v1', 'nightly')), later(0)).state).toBe('ready');
});
