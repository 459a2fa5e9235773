/**
 * StatefulSets: numbered pods, updated from the last to the first.
 *
 *     partition 2 of 3  ─►  only the last is updated
 *     OnDelete          ─►  none is; what runs has to be ready
 *
 * Pure. Source: Kubernetes 1.35, pkg/controller/statefulset.
 */
import type { LiveObject } from '../object.ts';
import { awaitsController, hasCondition } from './conditions.ts';
import { numberAt, textAt } from './fields.ts';
import { countOf } from './messages.ts';
import { evidenceOf, type Observed, progressing, ready, terminal, type Verdict } from './outcome.ts';
import { podFinding } from './pod-finding.ts';
import { belowOf, isDeleted, podEvidence, verdictByPods } from './pods.ts';
import { findRefusal, refusalVerdict } from './refusal.ts';
import { countAt } from './replica-set.ts';

export function statefulSetVerdict(observed: Observed, now: Date): Verdict {
  const { object } = observed;
  const behind = awaitsController(object, true);
  if (behind !== undefined) return behind;
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  const head = headOf(object, wanted);
  if (head === undefined) {
    const available = countOf(availableOf(object), wanted, 'pod');
    return ready(
      isOnDelete(object) ? `${available} available; an update waits until they are deleted` : `${available} available`,
    );
  }
  const refusal = countAt(object, 'replicas') < wanted ? findRefusal(observed) : undefined;
  const pods = belowOf(observed, 'Pod');
  if (refusal !== undefined) return refusalVerdict(refusal, pods.some(isDeleted), now);

  const isCounted = countedOf(object);
  const blocking =
    textAt(object, 'spec', 'podManagementPolicy') === 'Parallel'
      ? undefined
      : pods.find((pod) => !isCounted(pod) && isUnready(pod));
  const verdict = verdictByPods(observed, { pods: pods.filter(isCounted), head }, now);
  if (verdict.state === 'terminal' || blocking === undefined) return verdict;
  return blockedVerdict(blocking, observed, head, now);
}

/** Kubernetes goes on only once a pod that is not ready has become it, also when that cannot be: somebody has to delete it. */
function blockedVerdict(pod: LiveObject, observed: Observed, head: string, now: Date): Verdict {
  const name = `pod ${textAt(pod, 'metadata', 'name') ?? ''} of the revision before`;
  const finding = podFinding(pod, observed, now);
  if (finding?.isTerminal !== true) {
    const text = `${head}; ${name} has to become ready, or be deleted, before the update goes on`;
    return progressing(text, evidenceOf(pod, { pod: textAt(pod, 'metadata', 'name') ?? '' }), finding?.until);
  }
  const text =
    finding.container === undefined ? `it ${finding.text}` : `container ${finding.container} ${finding.text}`;
  return terminal(`${name} keeps the update from going on until it is deleted: ${text}`, podEvidence(pod, finding));
}

/** What is missing, as counts; undefined when nothing is. */
function headOf(object: LiveObject, wanted: number): string | undefined {
  const [all, available] = [countAt(object, 'replicas'), availableOf(object)];
  if (all > wanted) return `${countOf(all - wanted, all, 'pod')} to go`;
  if (available < wanted) return `${countOf(available, wanted, 'pod')} available`;
  if (isOnDelete(object)) return undefined;
  const start = numberAt(object, 'spec', 'ordinals', 'start') ?? 0;
  const toUpdate = Math.min(Math.max(start + wanted - partitionOf(object), 0), wanted);
  const isWhole = textAt(object, 'status', 'updateRevision') === textAt(object, 'status', 'currentRevision');
  const updated = isWhole ? wanted : countAt(object, 'updatedReplicas');
  return updated < toUpdate ? `${countOf(updated, toUpdate, 'pod')} updated` : undefined;
}

/** Before Kubernetes 1.22 there is only what is ready. */
const availableOf = (object: LiveObject): number =>
  numberAt(object, 'status', 'availableReplicas') ?? countAt(object, 'readyReplicas');

const isOnDelete = (object: LiveObject): boolean => textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete';

const partitionOf = (object: LiveObject): number =>
  numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;

/** Whether a pod is of the revision that it is to have. */
function countedOf(object: LiveObject): (pod: LiveObject) => boolean {
  const newest = textAt(object, 'status', 'updateRevision');
  if (isOnDelete(object) || newest === undefined) return () => true;
  const ordinalOf = (pod: LiveObject) => Number(/-(\d+)$/.exec(textAt(pod, 'metadata', 'name') ?? '')?.[1] ?? 0);
  const partition = partitionOf(object);
  return (pod) =>
    textAt(pod, 'metadata', 'labels', 'controller-revision-hash') === newest || ordinalOf(pod) < partition;
}

const isUnready = (pod: LiveObject): boolean => !isDeleted(pod) && !hasCondition(pod, 'Ready');
