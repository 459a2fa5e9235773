/**
 * Deletes an object and makes it anew, because a field of it cannot be changed.
 *
 *     delete, by its UID ─watch─► gone ─apply─► another object of that name
 *
 * Whoever ends in between leaves nothing, or one that is being deleted: the next run makes it.
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { describeRef, type LiveObject } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Placed } from './place-objects.ts';

/** What is to be gone by then has finalizers that somebody has to see to. */
const GONE_MS = 60_000;

/** @throws OrchestratorError APPLY_FAILED where it is there still after a minute, with what holds it; CLUSTER_*. */
export async function replaceObject(
  { ref, wanted }: Placed,
  before: LiveObject,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<LiveObject> {
  const { uid } = before.metadata;
  if (await cluster.remove(ref, uid, signal)) await untilGone({ ref, wanted }, uid, cluster, signal);
  // What is there now somebody else has made meanwhile: its fields are not taken over unasked.
  return cluster.apply(ref, wanted.json, {}, signal);
}

async function untilGone(
  { ref }: Placed,
  uid: string | undefined,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<void> {
  const { signal: all, end } = createDeadline(GONE_MS, signal);
  const options = { namespace: ref.namespace, fieldSelector: `metadata.name=${ref.name}` };
  let last: LiveObject | undefined;
  try {
    for await (const event of cluster.watch(ref.kind, options, all)) {
      if (event.type === 'deleted') return;
      last = event.type === 'listed' ? event.items[0] : event.object;
      if (last?.metadata.uid !== uid) return;
    }
  } catch (error) {
    if (signal.aborted || !all.aborted) throw error;
    const held = last?.metadata.finalizers ?? [];
    const by = held.length === 0 ? '' : `; its finalizers ${held.join(', ')} hold it`;
    throw new OrchestratorError({
      code: 'APPLY_FAILED',
      message: `${describeRef(ref)} was deleted to be made anew, and is there still after ${GONE_MS / 1000} s${by}`,
      hint: 'The same command makes it once it is gone.',
    });
  } finally {
    end();
  }
}
