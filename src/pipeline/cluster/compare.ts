/** The step that looks before anything is written, and says what will be done. */
import { OrchestratorError } from '../../errors/problem.ts';
import type { Step } from '../../events/event.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { withStep } from '../step.ts';
import { checkPlanTarget, followPlan } from './follow-plan.ts';
import { type Looked, type LookRequest, look } from './look.ts';
import { type ApplyPlan, makePlan, type PlanRequest, refuseReplacing } from './make-plan.ts';
import type { PlanFile } from './open-plan.ts';
import type { InputPorts } from './read-wanted.ts';
import { planSummary, planText } from './tell-plan.ts';

export interface CompareRequest extends LookRequest, PlanRequest {
  /** What was planned is done, and nothing else. */
  readonly planned?: PlanFile;
}

export interface Compared extends Looked {
  readonly plan: ApplyPlan;
}

export const COMPARE: Step = { id: 'compare', title: 'compare with the cluster', needs: [] };

/** @throws What {@link decide} throws. */
export async function compare(request: CompareRequest, cluster: Cluster, ports: InputPorts): Promise<Compared> {
  const { value } = await withStep(COMPARE.id, ports, async () => {
    const compared = await decide(request, cluster, ports.signal);
    const lines = planText(compared.plan);
    return { outcome: 'done', result: planSummary(compared.plan, request.set !== undefined), lines, value: compared };
  });
  return value;
}

/**
 * Everything is looked at and planned, and nothing of it is refused.
 *
 * @throws OrchestratorError DEPLOY_REFUSED where too much would go or the parent is not ours; APPLY_FAILED where something
 *   cannot be changed, and may not be replaced; TARGET_REFUSED and PLAN_OUTDATED where a plan does not hold any more;
 *   APPLY_*, CLUSTER_*.
 */
export async function decide(request: CompareRequest, cluster: Cluster, signal: AbortSignal): Promise<Compared> {
  const { planned } = request;
  if (planned !== undefined) await checkPlanTarget(planned.plan, cluster, signal);
  const looked = await look(request, cluster, signal);
  const problem = looked.inventory?.problem;
  if (problem !== undefined && request.set?.allowPrune !== true) throw new OrchestratorError(problem);
  if (planned !== undefined) return { ...looked, ...followPlan(planned.plan, looked) };
  const plan = await makePlan(looked, request, cluster, signal);
  refuseReplacing(plan, request);
  return { ...looked, plan };
}
