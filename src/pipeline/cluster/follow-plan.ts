/** A saved plan and what is there now → that plan again, or what has changed since it was made. Nothing is written. */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import type { LiveObject } from '../../live/object.ts';
import type { Change } from '../../live/plan/change.ts';
import type { SavedObject, SavedPlan } from '../../live/plan/saved.ts';
import { changesSince } from '../../live/plan/since.ts';
import { describeTarget, isSameTarget, type TargetIdentity } from '../../live/target.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Looked } from './look.ts';
import type { ApplyPlan } from './make-plan.ts';
import { leaving, type PlannedObject, sentObject } from './plan-one.ts';
import type { ClusterState, Found } from './read-state.ts';
import type { Wanted } from './wanted.ts';

/** @throws OrchestratorError TARGET_REFUSED. */
export async function checkPlanTarget({ target }: SavedPlan, cluster: Cluster, signal: AbortSignal): Promise<void> {
  const found = await cluster.identity(signal);
  const expected: TargetIdentity = {
    ca: target.ca,
    kubeSystem: target.kubeSystem ?? undefined,
    server: target.server ?? undefined,
  };
  if (isSameTarget(expected, found)) return;
  const { context } = cluster.target;
  throw new OrchestratorError({
    code: 'TARGET_REFUSED',
    message:
      `the plan was made for context "${target.context}", ${describeTarget(expected)}; ` +
      `context "${context}" leads to ${describeTarget(found)}`,
    hint: 'Name the context that it was made for with --kube-context.',
  });
}

export interface Followed {
  readonly plan: ApplyPlan;
  /** Without what the plan keeps: that is nobody's concern but of who waits for it. */
  readonly state: ClusterState;
}

/** @throws OrchestratorError PLAN_OUTDATED with all that has changed. */
export function followPlan(plan: SavedPlan, { state, inventory }: Looked): Followed {
  const pairs = state.found.flatMap((found) => {
    const { planned: object } = found.wanted;
    return object === undefined ? [] : [{ found, object }];
  });
  const prune = inventory?.plan.prune ?? [];
  const changes = changesSince(plan, {
    wanted: pairs.map(({ found, object }) => ({ object, live: found.live, sent: found.wanted.value })),
    leaving: prune.map((member) => {
      const { change } = leaving('prune', member);
      return { name: change, live: change.before ?? member.live };
    }),
    parent: inventory?.parent,
  });
  const problems = changes.map((message): Problem => ({ code: 'PLAN_OUTDATED', message }));
  const [first, ...rest] = problems;
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
  const byObject = new Map(pairs.map(({ found, object }) => [object, found]));
  const late = new Map(state.late.map((one) => [one.planned, one]));
  const objects = plan.objects.map((object) => planned(object, byObject.get(object), late.get(object)));
  const written = state.found.filter(({ wanted }) => wanted.planned?.action !== 'keep');
  return { plan: { objects, unseen: plan.unseen }, state: { ...state, found: written } };
}

function planned(object: SavedObject, found: Found | undefined, late: Wanted | undefined): PlannedObject {
  const { action, apiVersion, kind, namespace, name, notes } = object;
  const isSent = action === 'create' || action === 'update' || action === 'replace';
  const sent = found?.wanted ?? late;
  const after: LiveObject | undefined =
    isSent && sent !== undefined ? sentObject(sent, namespace ?? undefined) : found?.live;
  const change: Change = {
    action,
    apiVersion,
    kind,
    namespace: namespace ?? undefined,
    name,
    before: found?.live,
    after,
    notes,
  };
  return { change, ...(found !== undefined && { found }), ...(late !== undefined && { late }), isExact: true };
}
