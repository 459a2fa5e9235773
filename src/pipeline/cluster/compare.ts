/** The step that looks before anything is written: what is wanted, what is there, and what would go. */
import { OrchestratorError } from '../../errors/problem.ts';
import type { Step } from '../../events/event.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { withStep } from '../step.ts';
import { isApplied } from './apply-objects.ts';
import { type Inventory, readInventory, type SetRequest } from './inventory.ts';
import { type ClusterState, readState } from './read-state.ts';
import type { InputPorts } from './read-wanted.ts';
import type { Wanted } from './wanted.ts';

export interface CompareRequest {
  readonly wanted: readonly Wanted[];
  /** The set's, and that of objects that name none and need one. */
  readonly namespace: string;
  readonly set: SetRequest | undefined;
}

export interface Compared {
  readonly state: ClusterState;
  /** Undefined where there is no set. */
  readonly inventory: Inventory | undefined;
}

export const COMPARE: Step = { id: 'compare', title: 'compare with the cluster', needs: [] };

/** @throws OrchestratorError DEPLOY_REFUSED where too much would go or the parent is not ours; APPLY_FAILED, CLUSTER_*. */
export async function compare(
  { wanted, namespace, set }: CompareRequest,
  cluster: Cluster,
  ports: InputPorts,
): Promise<Compared> {
  const { signal } = ports;
  const { value } = await withStep(COMPARE.id, ports, async () => {
    const state = await readState(wanted, namespace, cluster, signal);
    const inventory = set && (await readInventory(set, wanted, namespace, cluster, signal));
    if (inventory?.problem !== undefined && set?.allowPrune !== true) throw new OrchestratorError(inventory.problem);
    const value = { state, inventory };
    return { outcome: 'done', result: summaryOf(value), value };
  });
  return value;
}

/** `2 to create, 1 to update, 40 unchanged, 1 to prune`. */
function summaryOf({ state: { found, late }, inventory }: Compared): string {
  const created = found.filter(({ live }) => live === undefined).length + late.length;
  const same = found.filter((one) => one.live !== undefined && isApplied(one, one.live)).length;
  const updated = found.length + late.length - created - same;
  const pruned = inventory === undefined ? '' : `, ${inventory.plan.prune.length} to prune`;
  return `${created} to create, ${updated} to update, ${same} unchanged${pruned}`;
}
