/** Twelve stories of what cannot come up, as a wait sees them. */
import {
  backOff,
  condition,
  container,
  deployment,
  end,
  object,
  PULL,
  pod,
  podOf,
  replicaSet,
  running,
  START_FAILURE,
  type Step,
  seen,
  waiting,
} from './objects.cases.ts';

export interface Ending {
  /** From then on there is enough to know it, in seconds. */
  readonly knowable: number;
  readonly steps: readonly Step[];
  readonly reason: RegExp;
}

const web = deployment({ status: { replicas: 1, updatedReplicas: 1, unavailableReplicas: 1 } });
const withPod = (...given: Parameters<typeof podOf>) => seen(web, [replicaSet(1), podOf(...given)]);
const creating = withPod(1, { status: waiting('ContainerCreating') });
const pulling = (reason: string, message: string) => withPod(1, { status: waiting(reason, message) });
const backOffPulling = (message: string) =>
  pulling('ImagePullBackOff', `Back-off pulling image "reg.test/app:1": ErrImagePull: ${message}`);
const refusing = (message: string) =>
  seen(deployment({}), [
    replicaSet(1, { replicas: 0, conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', message, 1)] }),
  ]);

const nameless =
  'Failed to apply default image tag "reg.test/App:1": couldn\'t parse image name "reg.test/App:1": invalid reference format: repository name must be lowercase';
const noStart = { message: START_FAILURE, startedAt: '1970-01-01T00:00:00Z' };
const unready = podOf(1, { status: running(), phase: 'Running' });
const late = {
  ...web,
  status: {
    ...(web.status as object),
    conditions: [
      condition(
        'Progressing',
        'False',
        'ProgressDeadlineExceeded',
        'ReplicaSet "web-h1" has timed out progressing.',
        30,
      ),
    ],
  },
};
const quota =
  'pods "web-h1-x" is forbidden: exceeded quota: small, requested: requests.cpu=2, used: requests.cpu=0, limited: requests.cpu=1';
const tooMuch =
  'Pod "web-h1-x" is invalid: spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1';
const insecure =
  'pods "web-h1-x" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false)';

const release = (...conditions: readonly object[]) =>
  seen(object('Release', 'acme.io/v1', 'web', { status: { observedGeneration: 1, conditions } }));
const immutable =
  'Deployment.apps "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable';

const job = (status: object) => object('Job', 'batch/v1', 'migrate', { spec: { backoffLimit: 1 }, status });
const failed = (name: string) =>
  pod({ name, spec: { restartPolicy: 'Never' }, phase: 'Failed', status: container(end(1)) });

export const hopeless: Readonly<Record<string, Ending>> = {
  'a bad image name': {
    knowable: 1,
    reason: /^container app of pod web-1 cannot have its image \(InvalidImageName\): .*must be lowercase/,
    steps: [
      [0, creating, 'progressing'],
      [1, pulling('InvalidImageName', nameless), 'terminal'],
    ],
  },
  'a missing tag': {
    knowable: 1,
    reason: /^container app of pod web-1 cannot have its image reg.test\/app:1: .*not found/,
    steps: [
      [0, creating, 'progressing'],
      [1, pulling('ErrImagePull', PULL.missingTag), 'terminal'],
      [15, backOffPulling(PULL.missingTag), 'terminal'],
    ],
  },
  'a missing pull secret': {
    knowable: 1,
    reason: /cannot have its image .*401 Unauthorized/,
    steps: [
      [0, creating, 'progressing'],
      [1, pulling('ErrImagePull', PULL.missingSecret), 'terminal'],
      [15, backOffPulling(PULL.missingSecret), 'terminal'],
    ],
  },
  'a bad command': {
    knowable: 2,
    reason: /cannot start its command: no such file or directory/,
    steps: [
      [0, creating, 'progressing'],
      [2, withPod(1, { status: container(end(128, 'StartError', noStart)), phase: 'Running' }), 'terminal'],
      [
        4,
        withPod(1, { status: backOff(1, 128, 'StartError', { lastState: end(128, 'StartError', noStart) }) }),
        'terminal',
      ],
    ],
  },
  'too little memory': {
    knowable: 35,
    reason: /ran out of memory \(OOMKilled\), 3 times so far/,
    steps: [
      [2, withPod(1, { status: container(end(137, 'OOMKilled')) }), 'progressing'],
      [14, withPod(1, { status: backOff(1, 137, 'OOMKilled') }), 'progressing'],
      [33, withPod(1, { status: running({ restartCount: 2, lastState: end(137, 'OOMKilled') }) }), 'progressing'],
      [35, withPod(1, { status: container(end(137, 'OOMKilled'), { restartCount: 2 }) }), 'terminal'],
      [37, withPod(1, { status: backOff(2, 137, 'OOMKilled') }), 'terminal'],
    ],
  },
  'a failing probe past its deadline': {
    knowable: 30,
    reason: /no progress within its deadline of 600 s: .*container app of pod web-1 runs and is not ready/,
    steps: [
      [1, creating, 'progressing'],
      [5, seen(web, [replicaSet(1), unready]), 'progressing'],
      [29, seen(web, [replicaSet(1), unready]), 'progressing'],
      [30, seen(late, [replicaSet(1), unready]), 'terminal'],
    ],
  },
  'a quota': {
    knowable: 1,
    reason: /^its pods are refused: .*exceeded quota: small/,
    steps: [
      [1, refusing(quota), 'progressing'],
      [6, refusing(quota), 'terminal'],
    ],
  },
  'a missing ConfigMap': {
    knowable: 1,
    reason: /cannot be configured: configmap "web" not found/,
    steps: [
      [0, creating, 'progressing'],
      [2, withPod(1, { status: waiting('CreateContainerConfigError', 'configmap "web" not found') }), 'progressing'],
      [6, withPod(1, { status: waiting('CreateContainerConfigError', 'configmap "web" not found') }), 'terminal'],
    ],
  },
  'an invalid spec': {
    knowable: 1,
    reason: /is invalid: spec\.containers\[0\]\.resources/,
    steps: [
      [1, refusing(tooMuch), 'progressing'],
      [6, refusing(tooMuch), 'terminal'],
    ],
  },
  'an immutable field': {
    knowable: 4,
    reason: /^it is stalled: .*field is immutable/,
    steps: [
      [1, release(condition('Reconciling', 'True', 'Progressing')), 'progressing'],
      [
        4,
        release(condition('Ready', 'False', 'Failed', immutable), condition('Stalled', 'True', 'Failed', immutable)),
        'terminal',
      ],
    ],
  },
  'pods that are forbidden': {
    knowable: 1,
    reason: /violates PodSecurity "restricted:latest"/,
    steps: [
      [1, refusing(insecure), 'progressing'],
      [6, refusing(insecure), 'terminal'],
    ],
  },
  'a job that has no try left': {
    knowable: 20,
    reason: /BackoffLimitExceeded.*container app ended with exit code 1/,
    steps: [
      [1, seen(job({ active: 1 })), 'progressing'],
      [9, seen(job({ failed: 1 }), [failed('migrate-a')]), 'progressing'],
      [
        20,
        seen(job({ failed: 2, conditions: [condition('FailureTarget', 'True', 'BackoffLimitExceeded')] }), [
          failed('migrate-a'),
          failed('migrate-b'),
        ]),
        'terminal',
      ],
      [
        21,
        seen(
          job({
            failed: 2,
            conditions: [
              condition('FailureTarget', 'True', 'BackoffLimitExceeded'),
              condition('Failed', 'True', 'BackoffLimitExceeded'),
            ],
          }),
          [failed('migrate-a')],
        ),
        'terminal',
      ],
    ],
  },
};
