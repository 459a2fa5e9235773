/**
 * Deletes an object and makes it anew, because a field of it cannot be changed.
 *
 *     delete, by its UID ─stillThere─► gone ─apply─► another object of that name
 *
 * Whoever ends in between leaves nothing, or one that is being deleted: the next run makes it.
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { describeRef, type LiveObject } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';
import { describeStay, stillThere } from './await-gone.ts';
import type { Placed } from './place-objects.ts';

/** What is to be gone by then has finalizers that somebody has to see to. */
const PATIENCE = { maxMs: 60_000, delayMs: 500 };

/** @throws OrchestratorError APPLY_FAILED where it is there still after a minute, with what holds it; CLUSTER_*. */
export async function replaceObject(
  { ref, wanted }: Placed,
  before: LiveObject,
  cluster: Cluster,
  clock: Clock,
  signal: AbortSignal,
): Promise<LiveObject> {
  if (await cluster.remove(ref, before.metadata.uid, signal)) {
    const [held] = await stillThere([{ ref, live: before }], PATIENCE, cluster, clock, signal);
    if (held !== undefined)
      throw new OrchestratorError({
        code: 'APPLY_FAILED',
        message: `${describeRef(ref)} was deleted to be made anew, and ${describeStay(held.live, PATIENCE)}`,
        hint: 'The same command makes it once it is gone.',
      });
  }
  // What is there now somebody else has made meanwhile: its fields are not taken over unasked.
  return cluster.apply(ref, wanted.json, {}, signal);
}
