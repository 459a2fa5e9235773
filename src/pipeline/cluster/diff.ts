/** `diff`: what an apply would change, by the server's own answer to a dry run of it. Nothing is written. */
import { setId } from '../../live/applyset.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { SetRequest } from './inventory.ts';
import { type Looked, look } from './look.ts';
import { type ApplyPlan, makePlan } from './make-plan.ts';
import { reason } from './plan-one.ts';
import { type InputPorts, type InputRequest, readWanted, warnOfDoubts } from './read-wanted.ts';

export interface DiffRequest extends InputRequest {
  /** Undefined: the context's. */
  readonly namespace: string | undefined;
  /** Fields are taken over from other managers. */
  readonly force: boolean;
  /** Undefined: nothing would be pruned. */
  readonly set?: SetRequest | undefined;
}

export interface Differences extends Looked {
  readonly plan: ApplyPlan;
}

/** @throws OrchestratorError INPUT_*, MANIFEST_INVALID, APPLY_*, CLUSTER_*, with every problem. In the order of the text. */
export async function diffFiles(request: DiffRequest, cluster: Cluster, ports: InputPorts): Promise<Differences> {
  const { set } = request;
  const namespace = request.namespace ?? cluster.target.namespace;
  const wanted = await readWanted(request, ports, set && setId({ name: set.name, namespace }));
  warnOfDoubts(wanted, request, ports);
  const looked = await look({ wanted, namespace, set }, cluster, ports.signal);
  const plan = await makePlan(looked, { ...request, isShown: true }, cluster, ports.signal);
  const isTooMuch = looked.inventory?.problem !== undefined && set?.allowPrune !== true;
  return { ...looked, plan: isTooMuch ? withGuard(plan) : plan };
}

const withGuard = ({ objects, ...rest }: ApplyPlan): ApplyPlan => ({
  ...rest,
  objects: objects.map(({ change, ...more }) => {
    if (change.action !== 'prune') return { ...more, change };
    return {
      ...more,
      change: { ...change, notes: [...change.notes, reason('so much is pruned only with --allow-prune')] },
    };
  }),
});
