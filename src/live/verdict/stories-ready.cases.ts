/** Twelve stories that end well, as a wait sees them. */
import {
  backOff,
  condition,
  container,
  deployment,
  end,
  event,
  object,
  PULL,
  pod,
  podOf,
  replicaSet,
  running,
  type Step,
  seen,
  up,
  waiting,
} from './objects.cases.ts';

const making = { replicas: 1, updatedReplicas: 1, unavailableReplicas: 1 };
const whole = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
const web = deployment({ status: making });
const done = seen(deployment({ status: whole }), [replicaSet(1, { availableReplicas: 1 }), podOf(1, { status: up() })]);
const withPod = (...given: Parameters<typeof podOf>) => seen(web, [replicaSet(1), podOf(...given)]);
const creating = podOf(1, { status: waiting('ContainerCreating') });
const refusing = (message: string) =>
  seen(deployment({}), [
    replicaSet(1, { replicas: 0, conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', message)] }),
  ]);

const starting = podOf(1, { status: running({ started: false }), phase: 'Running' });
const slowStart: readonly Step[] = [
  [0, seen(deployment({ observed: 0 })), 'progressing'],
  [1, seen(web, [replicaSet(1), creating]), 'progressing'],
  [30, seen(web, [replicaSet(1), starting]), 'progressing'],
  [
    550,
    seen(
      web,
      [replicaSet(1), starting],
      [
        event(
          starting,
          'Unhealthy',
          'Startup probe failed: dial tcp 10.1.0.5:80: connect: connection refused',
          20,
          549,
        ),
      ],
    ),
    'progressing',
  ],
  [560, done, 'ready'],
];

const crashTwice: readonly Step[] = [
  [2, withPod(1, { status: container(end(1)), phase: 'Running' }), 'progressing'],
  [4, withPod(1, { status: backOff(1, 1), phase: 'Running' }), 'progressing'],
  [30, withPod(1, { status: running({ restartCount: 1, lastState: end(1) }), phase: 'Running' }), 'progressing'],
  [50, withPod(1, { status: backOff(1, 1), phase: 'Running' }), 'progressing'],
  [70, withPod(1, { status: running({ restartCount: 2, lastState: end(1) }), phase: 'Running' }), 'progressing'],
  [72, done, 'ready'],
];

const imageLate: readonly Step[] = [
  [1, withPod(1, { status: waiting('ErrImagePull', PULL.refused) }), 'progressing'],
  [
    9,
    withPod(1, {
      status: waiting('ImagePullBackOff', `Back-off pulling image "reg.test/app:1": ErrImagePull: ${PULL.refused}`),
    }),
    'progressing',
  ],
  [
    200,
    withPod(1, {
      status: waiting('ImagePullBackOff', `Back-off pulling image "reg.test/app:1": ErrImagePull: ${PULL.refused}`),
    }),
    'progressing',
  ],
  [290, done, 'ready'],
];

const noNode = (message: string) => [condition('PodScheduled', 'False', 'Unschedulable', message)];
const unschedulable: readonly Step[] = [
  [1, withPod(1, { conditions: noNode('0/1 nodes are available: 1 Insufficient memory.') }), 'progressing'],
  [
    90,
    withPod(1, {
      conditions: noNode(
        '0/2 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.',
      ),
    }),
    'progressing',
  ],
  [120, seen(web, [replicaSet(1), creating]), 'progressing'],
  [125, done, 'ready'],
];

const halfway = { replicas: 3, updatedReplicas: 1, readyReplicas: 2, availableReplicas: 2, unavailableReplicas: 1 };
const sets = [replicaSet(1, { replicas: 2 }), replicaSet(2)];
const unready = podOf(2, { name: 'web-h2-a', status: running(), phase: 'Running' });
const all = { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 };
const paused: readonly Step[] = [
  [
    1,
    seen(deployment({ replicas: 3, generation: 2, revision: 2, status: halfway }), [...sets, unready]),
    'progressing',
  ],
  [
    5,
    seen(deployment({ replicas: 3, generation: 3, revision: 2, status: halfway, spec: { paused: true } }), [
      ...sets,
      unready,
    ]),
    'progressing',
  ],
  [
    60,
    seen(deployment({ replicas: 3, generation: 4, observed: 3, revision: 2, status: halfway }), [...sets, unready]),
    'progressing',
  ],
  [
    61,
    seen(
      deployment({ replicas: 3, generation: 4, revision: 2, status: { ...halfway, updatedReplicas: 3, replicas: 4 } }),
      sets,
    ),
    'progressing',
  ],
  [65, seen(deployment({ replicas: 3, generation: 4, revision: 2, status: all }), sets), 'ready'],
];

const slowWebhook: readonly Step[] = [
  [
    10,
    refusing(
      'Internal error occurred: failed calling webhook "a.test": failed to call webhook: Post "https://a.test/?timeout=10s": context deadline exceeded',
    ),
    'progressing',
  ],
  [
    70,
    refusing(
      'Internal error occurred: failed calling webhook "a.test": failed to call webhook: Post "https://a.test/?timeout=10s": dial tcp 10.96.0.3:443: connect: connection refused',
    ),
    'progressing',
  ],
  [75, seen(web, [replicaSet(1), creating]), 'progressing'],
  [80, done, 'ready'],
];

/** The kubelet could not say how the pod is, and says it again. */
const silent = podOf(1, {
  status: running(),
  phase: 'Running',
  conditions: [condition('Ready', 'Unknown', 'NodeStatusUnknown', 'Kubelet stopped posting node status.', 40)],
});
const restartedServer: readonly Step[] = [
  [5, seen(web, [replicaSet(1), creating]), 'progressing'],
  [60, seen(web, [replicaSet(1), silent]), 'progressing'],
  [65, seen(web, [replicaSet(1), creating]), 'progressing'],
  [70, done, 'ready'],
];

const mountLate = event(
  creating,
  'FailedMount',
  'MountVolume.SetUp failed for volume "cfg" : failed to sync configmap cache: timed out waiting for the condition',
  1,
  9,
);
const newList: readonly Step[] = [
  [10, seen(web, [replicaSet(1), creating], [mountLate]), 'progressing'],
  [11, seen(web, [creating, replicaSet(1)]), 'progressing'],
  [12, { ...done, below: [...done.below].reverse() }, 'ready'],
];

const scaled: readonly Step[] = [
  [5, done, 'ready'],
  [6, seen(deployment({ replicas: 3, generation: 2, observed: 1, status: whole }), done.below), 'progressing'],
  [
    7,
    seen(
      deployment({
        replicas: 3,
        generation: 2,
        status: { ...whole, replicas: 3, updatedReplicas: 3, unavailableReplicas: 2 },
      }),
      [...done.below, podOf(1, { name: 'web-2', status: waiting('ContainerCreating') })],
    ),
    'progressing',
  ],
  [9, seen(deployment({ replicas: 3, generation: 2, status: all }), done.below), 'ready'],
];

const job = (status: object) => object('Job', 'batch/v1', 'migrate', { spec: { backoffLimit: 6 }, status });
const failed = pod({ name: 'migrate-a', spec: { restartPolicy: 'Never' }, phase: 'Failed', status: container(end(1)) });
const again = pod({ name: 'migrate-b', spec: { restartPolicy: 'Never' }, phase: 'Running', status: up() });
const retried: readonly Step[] = [
  [1, seen(job({ active: 1 })), 'progressing'],
  [9, seen(job({ failed: 1 }), [failed]), 'progressing'],
  [20, seen(job({ active: 1, failed: 1 }), [failed, again]), 'progressing'],
  [
    25,
    seen(
      job({
        succeeded: 1,
        failed: 1,
        conditions: [
          condition('SuccessCriteriaMet', 'True', 'CompletionsReached'),
          condition('Complete', 'True', 'CompletionsReached'),
        ],
      }),
      [failed],
    ),
    'ready',
  ],
];

const definition = (...conditions: readonly object[]) =>
  seen(object('CustomResourceDefinition', 'apiextensions.k8s.io/v1', 'queues.acme.io', { status: { conditions } }));
const queue = (status: object) => seen(object('Queue', 'acme.io/v1', 'mail', { status }));
const accepted = condition('NamesAccepted', 'True', 'NoConflicts', 'no conflicts found');
const defined: readonly Step[] = [
  [0, definition(), 'progressing'],
  [
    1,
    definition(accepted, condition('Established', 'False', 'Installing', 'the initial names have been accepted')),
    'progressing',
  ],
  [3, definition(accepted, condition('Established', 'True', 'InitialNamesAccepted')), 'ready'],
  [
    4,
    queue({ observedGeneration: 1, conditions: [condition('Ready', 'False', 'Provisioning', 'no broker yet')] }),
    'progressing',
  ],
  [9, queue({ observedGeneration: 1, conditions: [condition('Ready', 'True', 'Provisioned')] }), 'ready'],
];

const namespace = (status: object) => seen(object('Namespace', 'v1', 'shop', { status }));
const newNamespace: readonly Step[] = [
  [0, namespace({}), 'progressing'],
  [0, namespace({ phase: 'Active' }), 'ready'],
  [
    2,
    refusing(
      'pods "web-h1-x" is forbidden: error looking up service account shop/default: serviceaccount "default" not found',
    ),
    'progressing',
  ],
  [3, seen(web, [replicaSet(1), creating]), 'progressing'],
  [5, done, 'ready'],
];

export const healthy: Readonly<Record<string, readonly Step[]>> = {
  'a slow start': slowStart,
  'two crashes, then fine': crashTwice,
  'an image that is pulled late': imageLate,
  'no node, then one': unschedulable,
  'a rollout that is paused and resumed': paused,
  'a webhook that is slow': slowWebhook,
  'an API server that was restarted': restartedServer,
  'a watch that began anew': newList,
  'a client that writes /scale': scaled,
  'a job that retries': retried,
  'a definition and its object': defined,
  'a namespace that is being made': newNamespace,
};
