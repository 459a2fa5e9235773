/** ReplicaSets and ReplicationControllers: so many pods of one template. Pure. */
import type { LiveObject } from '../object.ts';
import { bySources, mendedAt } from './beside.ts';
import { awaitsController, changedAt, findCondition } from './conditions.ts';
import { eventsOf } from './events.ts';
import { latest, numberAt } from './fields.ts';
import { countOf } from './messages.ts';
import { evidenceOf, type Observed, ready, type Verdict } from './outcome.ts';
import { belowOf, isDeleted, verdictByPods } from './pods.ts';
import { type Refusal, refusalVerdict } from './refusal.ts';

export function replicaSetVerdict(observed: Observed, now: Date): Verdict {
  const { object } = observed;
  const behind = awaitsController(object, true);
  if (behind !== undefined) return behind;
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  const [all, available] = [countAt(object, 'replicas'), countAt(object, 'availableReplicas')];
  if (all === wanted && available >= wanted) return ready(`${countOf(available, wanted, 'pod')} available`);
  const pods = belowOf(observed, 'Pod');
  const refusal = all < wanted ? refusalByCondition(object, observed) : undefined;
  if (refusal !== undefined) return refusalVerdict(refusal, pods.some(isDeleted), now);
  return verdictByPods(observed, { pods, head: `${countOf(available, wanted, 'pod')} available` }, now);
}

export const countAt = (object: unknown, field: string): number => numberAt(object, 'status', field) ?? 0;

/** What a controller of replicas says of pods that it may not make. */
export function refusalByCondition(object: LiveObject, observed: Observed): Refusal | undefined {
  const failure = findCondition(object, 'ReplicaFailure');
  if (failure?.status !== 'True' || failure.reason !== 'FailedCreate') return undefined;
  return {
    message: failure.message,
    since: latest([failure.since, changedAt(object)]),
    evidence: evidenceOf(object, { condition: failure.type }),
    mended: mendedAt(observed, failure.since, bySources),
    seen: eventsOf(observed.events, object, ['FailedCreate'])[0]?.last,
  };
}
