/**
 * What stands around the workloads of a plan: what a cluster has of autoscalers, disruption budgets, quotas and ranges,
 * as it will be once the plan is carried out. Pure.
 */
import type { LiveObject } from '../object.ts';
import type { Change } from './change.ts';
import { groupOf } from './workload.ts';

/** `group/Kind`, the core group empty. */
export const SURROUNDING_KINDS = {
  autoscaler: 'autoscaling/HorizontalPodAutoscaler',
  budget: 'policy/PodDisruptionBudget',
  quota: '/ResourceQuota',
  range: '/LimitRange',
} as const;
export type Surrounding = keyof typeof SURROUNDING_KINDS;

/** One that will be there, and the change that makes it so where the plan has one. */
export interface Standing {
  readonly object: LiveObject;
  readonly namespace: string;
  /** Undefined: the plan does not speak of it, or keeps it. */
  readonly change: Change | undefined;
}

/** @param there What the cluster has now, of the namespaces of the plan. */
export function standing(
  which: Surrounding,
  changes: readonly Change[],
  there: readonly LiveObject[],
): readonly Standing[] {
  const found = new Map<string, Standing>();
  for (const object of there.filter((one) => isA(which, one))) {
    const { namespace = '' } = object.metadata;
    found.set(`${namespace}/${object.metadata.name}`, { object, namespace, change: undefined });
  }
  for (const change of changes) {
    const object = change.after ?? change.before;
    if (object === undefined || change.namespace === undefined || !isA(which, object)) continue;
    const key = `${change.namespace}/${change.name}`;
    const isKept = change.action === 'keep';
    if (change.action === 'prune') found.delete(key);
    // Of one that is kept the cluster's own word is whole.
    else if (change.after !== undefined && !(isKept && found.has(key)))
      found.set(key, { object, namespace: change.namespace, change: isKept ? undefined : change });
  }
  return [...found.values()];
}

const isA = (which: Surrounding, object: LiveObject): boolean =>
  `${groupOf(object)}/${object.kind}` === SURROUNDING_KINDS[which];
