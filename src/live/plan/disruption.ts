/**
 * What a disruption budget says to the pods of a workload. A rollout asks none; who drains a node, or moves pods, asks.
 *
 *     minAvailable 3 of 3 pods, maxUnavailable 0   no node with such a pod can ever be drained
 *     it allows no disruption now                  fewer are healthy than it wants, before the rollout begins
 *
 * Pure. Source: Kubernetes documentation, Disruptions.
 */
import { countOf } from '../../lib/terminal-text.ts';
import { numberAt, valueAt } from '../verdict/fields.ts';
import type { Change } from './change.ts';
import { isSelected } from './label-selector.ts';
import { restartsPods } from './pods.ts';
import type { Standing } from './surroundings.ts';
import { countOrShare, labelsOf, type Workload, workloadOf } from './workload.ts';

export function disruptionNotes(change: Change, budget: Standing): readonly string[] {
  const now = workloadOf(change.after);
  if (now === undefined || (change.action === 'keep' && budget.change === undefined)) return [];
  const name = `PodDisruptionBudget ${budget.object.metadata.name}`;
  const rigid = rigidity(now, budget);
  if (rigid !== undefined) return [`${name} ${rigid}: a node with one of its pods can never be drained`];
  if (!restartsPods(change) || numberAt(budget.object, 'status', 'disruptionsAllowed') !== 0) return [];
  const healthy = numberAt(budget.object, 'status', 'currentHealthy');
  const wanted = numberAt(budget.object, 'status', 'desiredHealthy');
  const counts = healthy === undefined || wanted === undefined ? '' : `, with ${healthy} of ${wanted} healthy`;
  return [`${name} allows no disruption now${counts}; a rollout does not ask it`];
}

/** Whether it counts the pods of this workload. */
export function isBudgeted(workload: Workload, namespace: string | undefined, budget: Standing): boolean {
  return namespace === budget.namespace && isSelected(valueAt(budget.object, 'spec', 'selector'), labelsOf(workload));
}

/** Why it can never allow anything, whatever the pods do. */
function rigidity({ pods }: Workload, { object }: Standing): string | undefined {
  const unavailable = valueAt(object, 'spec', 'maxUnavailable');
  if (unavailable === 0 || unavailable === '0%') return `allows ${unavailable} pods to be away`;
  const available = valueAt(object, 'spec', 'minAvailable');
  if (available === undefined || pods === undefined || pods === 0) return undefined;
  if (countOrShare(available, pods, Math.ceil) < pods) return undefined;
  return `wants ${available} of ${countOf(pods, 'pod')} at all times`;
}
