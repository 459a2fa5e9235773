/** Whether the cluster is there, and the one that is meant: asked before a build that would be in vain. */
import type { Cluster } from '../../ports/cluster.ts';

/** @throws OrchestratorError CLUSTER_UNREACHABLE, CLUSTER_DENIED, TARGET_REFUSED. */
export async function reachCluster(cluster: Cluster, signal: AbortSignal): Promise<void> {
  await cluster.kindOf('v1', 'ConfigMap', signal);
}
