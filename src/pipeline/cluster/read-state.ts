/**
 * What is wanted, beside what a cluster has of it: read before the first write, in few requests.
 *
 *     wanted ─discovery─► places ─list─► found: each with what is there
 *                      └─ of kinds that this very set brings ─► late: looked for once those are served
 */
import type { LiveObject } from '../../live/object.ts';
import { refKey } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { definedKinds, type Placed, placeObjects } from './place-objects.ts';
import { readLive } from './read-live.ts';
import type { Wanted } from './wanted.ts';

export interface Found extends Placed {
  /** As it was read. Undefined: it was not there. */
  readonly live: LiveObject | undefined;
}

export interface ClusterState {
  /** In the order of the text. */
  readonly found: readonly Found[];
  readonly late: readonly Wanted[];
}

/** @throws OrchestratorError APPLY_FAILED with every object whose kind nobody has; CLUSTER_*. */
export async function readState(
  wanted: readonly Wanted[],
  namespace: string,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<ClusterState> {
  const missing = await missingKinds(wanted, cluster, signal);
  const isLate = ({ id: { apiVersion, kind } }: Wanted): boolean => missing.has(`${apiVersion} ${kind}`);
  const early = wanted.filter((one) => !isLate(one));
  return { found: await findObjects(early, namespace, cluster, signal), late: wanted.filter(isLate) };
}

/** @throws OrchestratorError APPLY_FAILED with every object whose kind is not served; CLUSTER_*. */
export async function findObjects(
  wanted: readonly Wanted[],
  namespace: string,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const placed = await placeObjects(wanted, namespace, cluster, signal);
  const refs = placed.map(({ ref }) => ref);
  const live = await readLive(refs, cluster, signal);
  return placed.map((one) => ({ ...one, live: live.get(refKey(one.ref)) }));
}

/** `example.org/v1 Widget` of what the set defines, where the cluster does not serve it yet. */
async function missingKinds(
  wanted: readonly Wanted[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const used = new Set(wanted.map(({ id: { apiVersion, kind } }) => `${apiVersion} ${kind}`));
  const missing = new Set<string>();
  for (const name of new Set(wanted.flatMap(definedKinds))) {
    const [apiVersion = '', kind = ''] = name.split(' ');
    if (used.has(name) && (await cluster.kindOf(apiVersion, kind, signal)) === undefined) missing.add(name);
  }
  return missing;
}
