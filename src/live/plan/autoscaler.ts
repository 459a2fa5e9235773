/**
 * What an autoscaler will say to a workload: both set how many pods there are.
 *
 *     the manifest sets replicas     whoever comes last wins, at each apply
 *     the manifest sets them no more the count falls to one until the autoscaler comes by
 *
 * Pure. Source: Kubernetes documentation, Horizontal Pod Autoscaling.
 */
import type { LiveObject } from '../object.ts';
import { numberAt, textAt, valueAt } from '../verdict/fields.ts';
import type { Change } from './change.ts';
import type { Standing } from './surroundings.ts';
import { groupOf } from './workload.ts';

/** @param sent The workload as it is written in the manifest; what is not in it the cluster decides. */
export function autoscalerNotes(
  { action, before, after }: Change,
  sent: unknown,
  autoscaler: Standing,
): readonly string[] {
  const { object, change } = autoscaler;
  if (after === undefined || (action === 'keep' && change === undefined)) return [];
  const name = `HorizontalPodAutoscaler ${object.metadata.name}`;
  const min = numberAt(object, 'spec', 'minReplicas') ?? 1;
  const max = numberAt(object, 'spec', 'maxReplicas');
  const between = `between ${min} and ${max ?? min}`;
  const wanted = numberAt(sent, 'spec', 'replicas');
  const [old, now] = [numberAt(before, 'spec', 'replicas'), numberAt(after, 'spec', 'replicas')];
  if (wanted === undefined) {
    if (old === undefined || now === undefined || old === now) return [];
    return [`no manifest says replicas any more: ${old} become ${now} until ${name} sets them again, ${between}`];
  }
  if (wanted === 0) return [`replicas: 0 switches ${name} off`];
  const outside =
    wanted < min
      ? `; ${wanted} is below its least`
      : max !== undefined && wanted > max
        ? `; ${wanted} is above its most`
        : '';
  return [`${name} sets replicas too, ${between}: each apply sets ${wanted} again; leave replicas out${outside}`];
}

/** Whether it scales this object. */
export function isScaledBy(object: LiveObject, namespace: string | undefined, autoscaler: Standing): boolean {
  const target = valueAt(autoscaler.object, 'spec', 'scaleTargetRef');
  const group = groupOf({ apiVersion: textAt(target, 'apiVersion') ?? '' });
  return (
    namespace === autoscaler.namespace &&
    textAt(target, 'kind') === object.kind &&
    textAt(target, 'name') === object.metadata.name &&
    group === groupOf(object)
  );
}
