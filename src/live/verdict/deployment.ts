/**
 * Deployments: a ReplicaSet of the newest template grows while the others shrink. Only pods of the newest count: those
 * that go may be as broken as they like.
 *
 *     3 wanted, 3 updated, 3 available, none of before left  ─►  ready
 *     Progressing=False, ProgressDeadlineExceeded            ─►  terminal
 *
 * Pure. Source: Kubernetes 1.35, pkg/controller/deployment.
 */
import { isDeepStrictEqual } from 'node:util';
import type { LiveObject } from '../object.ts';
import { byAnything, mendedAt } from './beside.ts';
import { awaitsController, type Condition, changedAt, findCondition } from './conditions.ts';
import { isTrueAt, latest, listAt, numberAt, textAt, timeAt, valueAt } from './fields.ts';
import { countOf } from './messages.ts';
import { evidenceOf, type Observed, ready, terminal, type Verdict } from './outcome.ts';
import { belowOf, isDeleted, verdictByPods } from './pods.ts';
import { refusalVerdict } from './refusal.ts';
import { countAt, refusalByCondition } from './replica-set.ts';

export function deploymentVerdict(observed: Observed, now: Date): Verdict {
  const { object } = observed;
  const progress = findCondition(object, 'Progressing');
  // The one failure that stands before observedGeneration moves.
  if (progress?.status === 'False' && progress.reason === 'ReplicaSetCreateError') {
    return refusalVerdict(replicaSetRefusal(object, progress), false, now);
  }
  const behind = awaitsController(object, true);
  if (behind !== undefined) return behind;

  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  const available = countAt(object, 'availableReplicas');
  const head = headOf(object, wanted);
  if (head === undefined) return ready(`${countOf(available, wanted, 'replica')} available`);
  const isPaused = isTrueAt(object, 'spec', 'paused');
  if (isPaused && available >= wanted && !isHeld(object))
    return ready('its rollout is paused, and what runs is available');

  const sets = belowOf(observed, 'ReplicaSet');
  const newest = newestSet(object, sets);
  const shown = isPaused ? `its rollout is paused, and ${head}` : head;
  const verdict =
    refusedVerdict(observed, { newest, sets, wanted }, now) ??
    verdictByPods(observed, { pods: podsOf(newest, observed), head: shown }, now);
  const isLate = progress?.reason === 'ProgressDeadlineExceeded' && !mayComplete({ newest, sets, wanted });
  if (verdict.state !== 'progressing' || !isLate) return verdict;
  // An image that is there by now is tried again within minutes.
  if (observed.found !== undefined && (verdict.until ?? 0) > now.getTime()) return verdict;
  // What was late before this change has as long once more.
  const mended = mendedAt(observed, progress?.since, byAnything);
  const until = mended === undefined ? 0 : mended + deadlineOf(object) * 1000;
  return until > now.getTime()
    ? { ...verdict, until: Math.min(until, verdict.until ?? until) }
    : lateVerdict(object, verdict);
}

const deadlineOf = (object: LiveObject): number => numberAt(object, 'spec', 'progressDeadlineSeconds') ?? 600;

/** Paused by somebody who did not apply it: it is no part of what is wanted, and may be resumed. */
function isHeld(object: LiveObject): boolean {
  const owners = listAt(object, 'metadata', 'managedFields').filter(
    (entry) => valueAt(entry, 'fieldsV1', 'f:spec', 'f:paused') !== undefined,
  );
  return owners.length > 0 && owners.every((entry) => textAt(entry, 'operation') !== 'Apply');
}

interface Sets {
  /** Undefined where it has not been seen yet. */
  readonly newest: LiveObject | undefined;
  readonly sets: readonly LiveObject[];
  readonly wanted: number;
}

/** An older ReplicaSet that is refused pods is no matter; where none may be seen, the Deployment's own word counts. */
function refusedVerdict(observed: Observed, { newest, sets, wanted }: Sets, now: Date): Verdict | undefined {
  const asked = newest ?? (sets.length === 0 ? observed.object : undefined);
  const refusal = asked === undefined ? undefined : refusalByCondition(asked, observed);
  if (refusal === undefined || countAt(asked, 'replicas') >= wanted) return undefined;
  const isMakingRoom = belowOf(observed, 'Pod').some(isDeleted);
  return refusalVerdict(refusal, isMakingRoom || (sets.length > 1 && givesRoom(observed.object, wanted)), now);
}

const podsOf = (newest: LiveObject | undefined, observed: Observed): readonly LiveObject[] =>
  newest === undefined ? [] : belowOf(observed, 'Pod').filter((pod) => hashOf(pod) === hashOf(newest));

/** What is missing, as counts; undefined when nothing is. */
function headOf(object: LiveObject, wanted: number): string | undefined {
  const [all, updated, available] = ['replicas', 'updatedReplicas', 'availableReplicas'].map((field) =>
    countAt(object, field),
  ) as [number, number, number];
  if (updated < wanted) return `${countOf(updated, wanted, 'replica')} updated`;
  if (all > updated) return `${countOf(all - updated, all, 'replica')} still old`;
  return available < updated ? `${countOf(available, wanted, 'replica')} available` : undefined;
}

/** A rollout back to pods that still run completes, although the condition speaks of the one that failed. */
const mayComplete = ({ newest, sets, wanted }: Sets): boolean =>
  newest === undefined ? sets.length > 0 : countAt(newest, 'availableReplicas') >= wanted;

function lateVerdict(object: LiveObject, { reason, evidence }: Verdict): Verdict {
  const more = { ...(evidence ?? evidenceOf(object)), condition: 'Progressing' };
  return terminal(`it made no progress within its deadline of ${deadlineOf(object)} s: ${reason}`, more);
}

function replicaSetRefusal(object: LiveObject, { type, message, since }: Condition) {
  return { message, since: latest([since, changedAt(object)]), evidence: evidenceOf(object, { condition: type }) };
}

const REVISION = 'deployment.kubernetes.io/revision';
const revisionOf = (object: unknown): string | undefined => textAt(object, 'metadata', 'annotations', REVISION);
const hashOf = (object: unknown): string | undefined => textAt(object, 'metadata', 'labels', 'pod-template-hash');

/**
 * The one whose pods are as the Deployment says, as its controller finds it. The revision comes a moment later, and names
 * the one that failed while a rollout goes back to pods of before.
 */
function newestSet(object: LiveObject, sets: readonly LiveObject[]): LiveObject | undefined {
  const wanted = templateOf(object);
  if (wanted !== undefined) {
    const same = sets.filter((set) => isDeepStrictEqual(templateOf(set), wanted));
    return same.toSorted((left, right) => createdMs(left) - createdMs(right))[0];
  }
  const revision = revisionOf(object);
  if (revision !== undefined) return sets.find((set) => revisionOf(set) === revision);
  return sets.toSorted((left, right) => Number(revisionOf(right) ?? 0) - Number(revisionOf(left) ?? 0))[0];
}

const createdMs = (object: LiveObject): number => timeAt(object, 'metadata', 'creationTimestamp') ?? 0;

/** Without the label that tells the pods of one ReplicaSet from those of another. Undefined where it is not known. */
function templateOf(object: LiveObject): unknown {
  const template = valueAt(object, 'spec', 'template') as PodTemplate | undefined;
  if (template === undefined) return undefined;
  const { 'pod-template-hash': _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
}

/** Pods of before may go first: then those that a quota refuses come later. */
function givesRoom(object: LiveObject, wanted: number): boolean {
  if (textAt(object, 'spec', 'strategy', 'type') === 'Recreate') return true;
  const unavailable = valueAt(object, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable') ?? '25%';
  const surge = valueAt(object, 'spec', 'strategy', 'rollingUpdate', 'maxSurge') ?? '25%';
  return share(unavailable, wanted, Math.floor) > 0 || share(surge, wanted, Math.ceil) === 0;
}

function share(value: unknown, of: number, round: (value: number) => number): number {
  if (typeof value === 'string') return round((Number.parseInt(value, 10) * of) / 100);
  return typeof value === 'number' ? value : 0;
}
