/** What is wanted, beside what a cluster has: of each object, and of the set that they are in. Nothing is written. */
import type { Cluster } from '../../ports/cluster.ts';
import { type Inventory, readInventory, type SetRequest } from './inventory.ts';
import { type ClusterState, readState } from './read-state.ts';
import type { Wanted } from './wanted.ts';

export interface LookRequest {
  readonly wanted: readonly Wanted[];
  /** The set's, and that of objects that name none and need one. */
  readonly namespace: string;
  readonly set: SetRequest | undefined;
}

export interface Looked {
  readonly state: ClusterState;
  /** Undefined where there is no set. */
  readonly inventory: Inventory | undefined;
}

/** @throws OrchestratorError DEPLOY_REFUSED where the parent is not ours; APPLY_FAILED, CLUSTER_*. */
export async function look(
  { wanted, namespace, set }: LookRequest,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Looked> {
  const state = await readState(wanted, namespace, cluster, signal);
  const inventory = set && (await readInventory(set, wanted, namespace, cluster, signal));
  return { state, inventory };
}
