/** Objects that two sets want. */
import { OrchestratorError } from '../../errors/problem.ts';
import { PART_OF, parentSelector } from '../../live/applyset.ts';
import { describeRef, type LiveObject } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Placed } from './place-objects.ts';

/**
 * The server sees no conflict in it: both sets are applied by the same manager.
 *
 * @throws OrchestratorError APPLY_CONFLICT with the name of the other set, CANCELLED.
 */
export async function refuseOtherSet(
  { ref, wanted }: Placed,
  live: LiveObject,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<void> {
  const now = live.metadata.labels?.[PART_OF];
  const { metadata = {} } = wanted.value as { readonly metadata?: Partial<LiveObject['metadata']> };
  const then = metadata.labels?.[PART_OF];
  if (now === undefined || then === undefined || now === then) return;
  const message = `${describeRef(ref)} is in another set, ${await describeSet(now, cluster, signal)}`;
  const hint = 'Take it out of one of them; --force-conflicts takes it over.';
  throw new OrchestratorError({ code: 'APPLY_CONFLICT', message, hint });
}

/** By its parent, where all of them may be listed. */
async function describeSet(id: string, cluster: Cluster, signal: AbortSignal): Promise<string> {
  const kind = await cluster.kindOf('v1', 'ConfigMap', signal);
  const options = { labelSelector: parentSelector(id), metadataOnly: true };
  const listed = kind && (await cluster.list(kind, options, signal).catch(undefinedIfDenied));
  const [parent] = listed?.items ?? [];
  return parent === undefined
    ? `the one that has the id ${id}`
    : `"${parent.metadata.name}" of the namespace ${parent.metadata.namespace}`;
}

function undefinedIfDenied(error: unknown): undefined {
  if (!(error instanceof OrchestratorError) || error.problems[0].code !== 'CLUSTER_DENIED') throw error;
}
