/** DaemonSets: one pod a node that wants it. Pure. Source: Kubernetes 1.35, pkg/controller/daemon. */
import type { LiveObject } from '../object.ts';
import { awaitsController } from './conditions.ts';
import { textAt } from './fields.ts';
import { countOf } from './messages.ts';
import { type Observed, ready, type Verdict } from './outcome.ts';
import { belowOf, isDeleted, verdictByPods } from './pods.ts';
import { findRefusal, refusalVerdict } from './refusal.ts';
import { countAt } from './replica-set.ts';

export function daemonSetVerdict(observed: Observed, now: Date): Verdict {
  const { object } = observed;
  const behind = awaitsController(object, true);
  if (behind !== undefined) return behind;
  const wanted = countAt(object, 'desiredNumberScheduled');
  const isOnDelete = textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete';
  const updated = isOnDelete ? wanted : countAt(object, 'updatedNumberScheduled');
  const available = countAt(object, 'numberAvailable');
  if (wanted === 0) return ready('no node wants it');
  if (updated >= wanted && available >= wanted) return ready(`available on ${countOf(available, wanted, 'node')}`);

  const pods = belowOf(observed, 'Pod');
  const refusal = countAt(object, 'currentNumberScheduled') < wanted ? findRefusal(observed) : undefined;
  if (refusal !== undefined) return refusalVerdict(refusal, pods.some(isDeleted), now);
  const head =
    updated < wanted
      ? `updated on ${countOf(updated, wanted, 'node')}`
      : `available on ${countOf(available, wanted, 'node')}`;
  return verdictByPods(observed, { pods: pods.filter((pod) => isOnDelete || isNewest(object, pod)), head }, now);
}

/** The server counts the templates that there have been. */
const GENERATION = 'deprecated.daemonset.template.generation';

function isNewest(object: LiveObject, pod: LiveObject): boolean {
  const newest = textAt(object, 'metadata', 'annotations', GENERATION);
  return newest === undefined || textAt(pod, 'metadata', 'labels', 'pod-template-generation') === newest;
}
