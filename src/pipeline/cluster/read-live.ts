/** What a cluster has of some objects, in few requests: a kind is listed once a namespace, unless only few are asked for. */
import { inParallel } from '../../lib/in-parallel.ts';
import { type LiveObject, type ObjectRef, refKey } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';

/** Up to so many are read one by one: others may have thousands of the kind. */
const FEW = 3;
const AT_ONCE = 8;

/** @returns By {@link refKey}; what is not there is not in it. */
export async function readLive(
  refs: readonly ObjectRef[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, LiveObject>> {
  const groups = new Map<string, ObjectRef[]>();
  for (const ref of refs) {
    const key = `${ref.kind.group}/${ref.kind.version}/${ref.kind.kind}/${ref.namespace ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), ref]);
  }
  const found = new Map<string, LiveObject>();
  const read = async (group: readonly ObjectRef[], abort: AbortSignal): Promise<void> => {
    for (const [ref, live] of await readGroup(group, cluster, abort)) found.set(refKey(ref), live);
  };
  await inParallel([...groups.values()], AT_ONCE, read, signal);
  return found;
}

async function readGroup(
  group: readonly ObjectRef[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly (readonly [ObjectRef, LiveObject])[]> {
  const [first] = group;
  if (first === undefined) return [];
  if (group.length <= FEW || !first.kind.verbs.includes('list')) {
    const read = await Promise.all(group.map(async (ref) => [ref, await cluster.get(ref, signal)] as const));
    return read.flatMap(([ref, live]) => (live === undefined ? [] : [[ref, live] as const]));
  }
  const { items } = await cluster.list(first.kind, { namespace: first.namespace }, signal);
  const byName = new Map(items.map((item) => [item.metadata.name, item]));
  return group.flatMap((ref) => {
    const live = byName.get(ref.name);
    return live === undefined ? [] : [[ref, live] as const];
  });
}
