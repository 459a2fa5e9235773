/** What is wanted, beside what a cluster has: of each object, and of the set that they are in. Nothing is written. */
import type { Cluster } from '../../ports/cluster.ts';
import { type Going, isGoing } from './await-gone.ts';
import { type Inventory, readInventory, type SetRequest } from './inventory.ts';
import { type ClusterState, readState } from './read-state.ts';
import type { Wanted } from './wanted.ts';

export interface LookRequest {
  readonly wanted: readonly Wanted[];
  /** The set's, and that of objects that name none and need one. */
  readonly namespace: string;
  readonly set: SetRequest | undefined;
  /** Waits for those that are being deleted. Absent: they are taken as they are. */
  readonly untilGone?: (list: readonly Going[], signal: AbortSignal) => Promise<void>;
}

export interface Looked {
  readonly state: ClusterState;
  /** Undefined where there is no set. */
  readonly inventory: Inventory | undefined;
}

/** @throws OrchestratorError DEPLOY_REFUSED where the parent is not ours; NOT_READY, APPLY_FAILED, CLUSTER_*. */
export async function look(
  { wanted, namespace, set, untilGone }: LookRequest,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Looked> {
  let state = await readState(wanted, namespace, cluster, signal);
  const going = state.found.flatMap(({ ref, live }) => (isGoing(live) ? [{ ref, live }] : []));
  if (going.length > 0 && untilGone !== undefined) {
    await untilGone(going, signal);
    state = await readState(wanted, namespace, cluster, signal);
  }
  const inventory = set && (await readInventory(set, wanted, namespace, cluster, signal));
  return { state, inventory };
}
