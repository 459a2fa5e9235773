/**
 * Deletes an object that is made anew, because a field of it cannot be changed.
 *
 *     delete, by its UID ─stillThere─► gone
 *
 * Whoever ends in between leaves nothing, or one that is being deleted: the next run makes it.
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { describeRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';
import { describeStay, type Going, stillThere } from './await-gone.ts';

/** What is to be gone by then has finalizers that somebody has to see to. */
const PATIENCE = { maxMs: 60_000, delayMs: 500 };

/** @throws OrchestratorError APPLY_FAILED where it is there still after a minute, with what holds it; CLUSTER_*. */
export async function makeRoom(old: Going, cluster: Cluster, clock: Clock, signal: AbortSignal): Promise<void> {
  if (!(await cluster.remove(old.ref, old.live.metadata.uid, signal))) return;
  const [held] = await stillThere([old], PATIENCE, cluster, clock, signal);
  if (held === undefined) return;
  throw new OrchestratorError({
    code: 'APPLY_FAILED',
    message: `${describeRef(old.ref)} was deleted to be made anew, and ${describeStay(held, PATIENCE)}`,
    hint: 'The same command makes it once it is gone.',
  });
}
