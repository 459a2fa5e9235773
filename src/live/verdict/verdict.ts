/**
 * Whether an object is what it was meant to be, will be, or cannot: by what has been seen, never by how long it took.
 *
 *     Deployment, 3 of 3 available                    ─►  ready
 *     …, a pod whose image is being pulled            ─►  progressing
 *     …, a pod whose image does not exist             ─►  terminal
 *
 * Terminal only by evidence that time does not change: a healthy slow start never is. Pure: the same facts, the same
 * verdict, in whatever order they came.
 */
import { groupVersionOf } from '../object.ts';
import { apiServiceVerdict, definitionVerdict, deletionVerdict, namespaceVerdict } from './cluster-parts.ts';
import { daemonSetVerdict } from './daemon-set.ts';
import { deploymentVerdict } from './deployment.ts';
import { textAt } from './fields.ts';
import { jobVerdict } from './job.ts';
import { otherVerdict } from './other.ts';
import { type Observed, ready, type Verdict } from './outcome.ts';
import { podVerdict } from './pod.ts';
import { isDeleted } from './pods.ts';
import { replicaSetVerdict } from './replica-set.ts';
import { type ReadinessRule, ruleVerdict } from './rule.ts';
import { serviceVerdict } from './service.ts';
import { unsettledVerdict } from './settled.ts';
import { statefulSetVerdict } from './stateful-set.ts';
import { claimVerdict, volumeVerdict } from './storage.ts';

export type { Beside, FoundImages, Observed, Verdict } from './outcome.ts';
export type { ReadinessRule, ReadinessTest } from './rule.ts';

/**
 * Never throws, whatever the objects hold.
 *
 * @param now As the cluster's clock has it: it is compared with times that the cluster wrote.
 * @param rule Of those that wrote the config, or the object.
 */
export function verdictOf(observed: Observed, now: Date, rule?: ReadinessRule): Verdict {
  const { object } = observed;
  if (isDeleted(object)) return deletionVerdict(observed);
  const { group } = groupVersionOf(textAt(object, 'apiVersion') ?? '');
  const kind = `${group}/${textAt(object, 'kind') ?? ''}`;
  if (rule === undefined) return knownVerdict(kind, observed, now);
  const isDecided = rule.ready.length > 0 && !kinds.has(kind);
  return ruleVerdict(rule, object, () => (isDecided ? undefined : knownVerdict(kind, observed, now)));
}

function knownVerdict(kind: string, observed: Observed, now: Date): Verdict {
  const verdict = (kinds.get(kind) ?? otherVerdict)(observed, now);
  return verdict.state === 'ready' && hasPods.has(kind) ? (unsettledVerdict(observed, now) ?? verdict) : verdict;
}

/** Ready by what their pods say of themselves. A Job is ready when its pods have ended. */
const hasPods = new Set([
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'apps/ReplicaSet',
  '/ReplicationController',
  '/Pod',
]);

/** Nobody has to do anything for them, or nobody says when it is done. */
const atOnce = (): Verdict => ready('it is there');

const kinds = new Map<string, (observed: Observed, now: Date) => Verdict>([
  ['apps/Deployment', deploymentVerdict],
  ['apps/StatefulSet', statefulSetVerdict],
  ['apps/DaemonSet', daemonSetVerdict],
  ['apps/ReplicaSet', replicaSetVerdict],
  ['/ReplicationController', replicaSetVerdict],
  ['/Pod', podVerdict],
  ['batch/Job', jobVerdict],
  ['batch/CronJob', atOnce],
  ['/PersistentVolumeClaim', claimVerdict],
  ['/PersistentVolume', volumeVerdict],
  ['/Service', serviceVerdict],
  ['/Namespace', namespaceVerdict],
  ['networking.k8s.io/Ingress', atOnce],
  ['policy/PodDisruptionBudget', atOnce],
  ['autoscaling/HorizontalPodAutoscaler', atOnce],
  ['apiextensions.k8s.io/CustomResourceDefinition', definitionVerdict],
  ['apiregistration.k8s.io/APIService', apiServiceVerdict],
]);
