/**
 * In which order objects go to a cluster: each wave once the one before it is there. Pure.
 *
 *     0  Namespace
 *     1  CustomResourceDefinition                             until they are established
 *     2  accounts, roles, configuration, storage, quotas      what pods need to start
 *     3  Services, workloads, everything else                 objects of custom kinds among them
 *     4  what stands in the way of requests                   webhooks, APIServices
 */
import type { ResourceKind } from './object.ts';

export type Wave = 0 | 1 | 2 | 3 | 4;

/** `group/Kind`; the core group is empty. What is not named here goes with the workloads. */
const waves: Readonly<Record<string, Wave>> = {
  '/Namespace': 0,
  'apiextensions.k8s.io/CustomResourceDefinition': 1,
  '/ServiceAccount': 2,
  '/ConfigMap': 2,
  '/Secret': 2,
  '/LimitRange': 2,
  '/ResourceQuota': 2,
  '/PersistentVolume': 2,
  '/PersistentVolumeClaim': 2,
  'rbac.authorization.k8s.io/ClusterRole': 2,
  'rbac.authorization.k8s.io/ClusterRoleBinding': 2,
  'rbac.authorization.k8s.io/Role': 2,
  'rbac.authorization.k8s.io/RoleBinding': 2,
  'storage.k8s.io/StorageClass': 2,
  'storage.k8s.io/CSIDriver': 2,
  'scheduling.k8s.io/PriorityClass': 2,
  'node.k8s.io/RuntimeClass': 2,
  'networking.k8s.io/NetworkPolicy': 2,
  'networking.k8s.io/IngressClass': 2,
  'policy/PodDisruptionBudget': 2,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': 4,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': 4,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': 4,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': 4,
  'apiregistration.k8s.io/APIService': 4,
};

export const waveOf = ({ group, kind }: Pick<ResourceKind, 'group' | 'kind'>): Wave => waves[`${group}/${kind}`] ?? 3;

/** The waves that hold something, in order; within one the order stays. */
export function inWaves<T>(
  list: readonly T[],
  kindOf: (one: T) => Pick<ResourceKind, 'group' | 'kind'>,
): readonly T[][] {
  const found = new Map<Wave, T[]>();
  for (const one of list) {
    const wave = waveOf(kindOf(one));
    found.set(wave, [...(found.get(wave) ?? []), one]);
  }
  return [...found].toSorted(([a], [b]) => a - b).map(([, items]) => items);
}
