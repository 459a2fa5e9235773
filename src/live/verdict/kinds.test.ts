/** Kinds without pods: storage, Services, what widens the cluster, what the config names, and all others. */
import { expect, test } from 'vitest';
import type { LiveObject } from '../object.ts';
import { at, condition, event, later, object, seen } from './objects.cases.ts';
import { verdictOf } from './verdict.ts';

const claim = (phase: string) => object('PersistentVolumeClaim', 'v1', 'data', { status: { phase } });
const volume = (phase: string) => object('PersistentVolume', 'v1', 'disk', { status: { phase, message: 'gone' } });
const service = (spec: object, status: object = {}) => object('Service', 'v1', 'web', { spec, status });
const withConditions = (kind: string, apiVersion: string, ...conditions: readonly object[]) =>
  object(kind, apiVersion, 'x', { status: { conditions } });
const definition = (...conditions: readonly object[]) =>
  withConditions('CustomResourceDefinition', 'apiextensions.k8s.io/v1', ...conditions);
const balancer = { type: 'LoadBalancer', clusterIP: '10.96.0.7' };
const names = condition('NamesAccepted', 'True', 'NoConflicts');
const waitingClaim = claim('Pending');
const waitingService = service(balancer, { loadBalancer: {} });
const going = { deletionTimestamp: at(1) };

test.each([
  ['a claim that is bound', claim('Bound'), [], 'ready', /bound/],
  ['a claim that is not', claim('Pending'), [], 'progressing', /not bound yet$/],
  [
    'a claim that waits for a pod',
    waitingClaim,
    [event(waitingClaim, 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding')],
    'ready',
    /first pod/,
  ],
  [
    'a claim whose pod came',
    waitingClaim,
    [
      event(waitingClaim, 'WaitForFirstConsumer', 'w', 1),
      event(waitingClaim, 'Provisioning', 'External provisioner is provisioning volume', 5),
    ],
    'progressing',
    /provisioning volume/,
  ],
  [
    'a claim that failed once',
    waitingClaim,
    [event(waitingClaim, 'ProvisioningFailed', 'rpc error')],
    'progressing',
    /rpc error/,
  ],
  ['a claim whose volume is gone', claim('Lost'), [], 'terminal', /is gone/],
  ['a volume to be had', volume('Available'), [], 'ready', /Available/],
  ['a volume in the making', volume('Pending'), [], 'progressing', /not available/],
  ['a volume that failed', volume('Failed'), [], 'terminal', /failed: gone/],
  ['a name for elsewhere', service({ type: 'ExternalName', externalName: 'a.test' }), [], 'ready', /name/],
  ['a Service', service({ type: 'ClusterIP', clusterIP: '10.96.0.7' }), [], 'ready', /address/],
  ['a headless Service', service({ clusterIP: 'None' }), [], 'ready', /address/],
  ['a Service without address', service({ type: 'NodePort' }), [], 'progressing', /no address/],
  ['a load balancer', service(balancer, { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } }), [], 'ready', /address/],
  ['a load balancer by hand', service({ ...balancer, externalIPs: ['1.2.3.4'] }), [], 'ready', /address/],
  [
    'a load balancer that is none yet',
    waitingService,
    [event(waitingService, 'SyncLoadBalancerFailed', 'no quota')],
    'progressing',
    /no quota/,
  ],
  [
    'an Ingress',
    object('Ingress', 'networking.k8s.io/v1', 'web', { status: { loadBalancer: {} } }),
    [],
    'ready',
    /there/,
  ],
  [
    'a disruption budget',
    withConditions('PodDisruptionBudget', 'policy/v1', condition('Ready', 'False')),
    [],
    'ready',
    /there/,
  ],
  [
    'an autoscaler',
    withConditions('HorizontalPodAutoscaler', 'autoscaling/v2', condition('ScalingActive', 'False')),
    [],
    'ready',
    /there/,
  ],
  ['a ConfigMap', object('ConfigMap', 'v1', 'web', { data: { a: 'b' } }), [], 'ready', /there/],
  [
    'a definition that is served',
    definition(names, condition('Established', 'True', 'InitialNamesAccepted')),
    [],
    'ready',
    /established/,
  ],
  [
    'a definition that is installed',
    definition(names, condition('Established', 'False', 'Installing')),
    [],
    'progressing',
    /not established/,
  ],
  ['a definition of now', definition(), [], 'progressing', /not established/],
  [
    'a definition whose names are taken',
    definition(
      condition('NamesAccepted', 'False', 'PluralConflict', '"queues" is already in use'),
      condition('Established', 'False'),
    ),
    [],
    'terminal',
    /names are taken: "queues"/,
  ],
  [
    'an API service',
    withConditions('APIService', 'apiregistration.k8s.io/v1', condition('Available', 'True', 'Passed')),
    [],
    'ready',
    /available/,
  ],
  [
    'an API service that is away',
    withConditions(
      'APIService',
      'apiregistration.k8s.io/v1',
      condition('Available', 'False', 'MissingEndpoints', 'endpoints for service have no addresses'),
    ),
    [],
    'progressing',
    /no addresses/,
  ],
  ['a Namespace', object('Namespace', 'v1', 'shop', { status: { phase: 'Active' } }), [], 'ready', /active/],
  ['a Namespace of now', object('Namespace', 'v1', 'shop'), [], 'progressing', /not active/],
  [
    'a Namespace that goes',
    object('Namespace', 'v1', 'shop', {
      status: {
        phase: 'Terminating',
        conditions: [
          condition(
            'NamespaceFinalizersRemaining',
            'True',
            'SomeFinalizersRemain',
            'Some content in the namespace has finalizers remaining: a.test/x in 1 resource instances',
          ),
        ],
      },
    }),
    [],
    'progressing',
    /being deleted: .*a\.test\/x/,
  ],
  [
    'anything that goes',
    object('ConfigMap', 'v1', 'web', { metadata: { ...going, finalizers: ['a.test/x'] } }),
    [],
    'progressing',
    /finalizers a\.test\/x remain/,
  ],
  ['anything ready', withConditions('Queue', 'acme.io/v1', condition('Ready', 'True')), [], 'ready', /ready/],
  [
    'anything unready',
    withConditions('Queue', 'acme.io/v1', condition('Ready', 'False', 'Waiting', 'for a broker')),
    [],
    'progressing',
    /for a broker/,
  ],
  [
    'anything unknown',
    withConditions('Queue', 'acme.io/v1', condition('Ready', 'Unknown')),
    [],
    'progressing',
    /not ready/,
  ],
  [
    'anything in work',
    withConditions('Queue', 'acme.io/v1', condition('Ready', 'True'), condition('Reconciling', 'True')),
    [],
    'progressing',
    /worked on/,
  ],
  [
    'anything stalled',
    withConditions('Queue', 'acme.io/v1', condition('Ready', 'False'), condition('Stalled', 'True', 'X', 'bad spec')),
    [],
    'terminal',
    /stalled: bad spec/,
  ],
  [
    'anything changed',
    object('Queue', 'acme.io/v1', 'x', {
      metadata: { generation: 2 },
      status: { observedGeneration: 1, conditions: [condition('Stalled', 'True')] },
    }),
    [],
    'progressing',
    /not seen/,
  ],
  [
    'anything of a condition of before',
    object('Queue', 'acme.io/v1', 'x', {
      metadata: { generation: 2 },
      status: { conditions: [{ ...condition('Ready', 'True'), observedGeneration: 1 }] },
    }),
    [],
    'progressing',
    /not ready/,
  ],
])('%s', (_, subject, events: readonly LiveObject[], state, reason) => {
  const verdict = verdictOf(seen(subject, [], events), later(60));
  expect(verdict).toMatchObject({ state, reason: expect.stringMatching(reason) });
});
