/** The parent of a set, written onto the version that was read, as long as it says the same of the set. */
import { OrchestratorError } from '../../errors/problem.ts';
import { isSameParent, type ObjectSet } from '../../live/applyset.ts';
import { describeRef, type LiveObject, type ObjectRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { parentRef } from './inventory.ts';

/** Notes of others on it are no reason to give up. */
const ATTEMPTS = 10;

/**
 * @param read Undefined makes it.
 * @param change The parent as it is to be, of the one that is there.
 * @throws OrchestratorError APPLY_CONFLICT where another run has written it; APPLY_FAILED, CLUSTER_*.
 */
export async function saveParent(
  ref: ObjectRef,
  read: LiveObject | undefined,
  change: (live: LiveObject | undefined) => LiveObject,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<LiveObject> {
  let before = read;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const wanted = change(before);
    const saved = await cluster.save(ref, wanted, signal);
    if (saved !== undefined) return saved;
    const now = await cluster.get(ref, signal);
    // The answer was lost, and it was sent again.
    if (now !== undefined && isSameParent(now, wanted)) return now;
    const why = changedSince(before, now);
    if (why !== undefined) throw conflict(ref, why);
    before = now;
  }
  throw conflict(ref, `was written to each time that this run was to change it, ${ATTEMPTS} times`);
}

/** Every run that changes something writes the parent. @throws OrchestratorError APPLY_CONFLICT where one has. */
export async function refuseChanged(
  set: ObjectSet,
  read: LiveObject,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<void> {
  const ref = await parentRef(set, cluster, signal);
  const now = await cluster.get(ref, signal);
  const why = changedSince(read, now);
  if (why !== undefined) throw conflict(ref, why);
}

/** Undefined where nobody has said anything else of the set: notes of others do not. */
function changedSince(read: LiveObject | undefined, now: LiveObject | undefined): string | undefined {
  if (now === undefined) return read === undefined ? undefined : 'was deleted since this run has read it';
  if (read === undefined) return 'was made by another run since this one has looked';
  if (now.metadata.uid !== read.metadata.uid) return 'was deleted and made anew since this run has read it';
  return isSameParent(now, read) ? undefined : 'was written by another run since this one has read it';
}

function conflict(ref: ObjectRef, why: string): OrchestratorError {
  return new OrchestratorError({
    code: 'APPLY_CONFLICT',
    message: `${describeRef(ref)}, which says what is in the set, ${why}`,
    hint: 'Run it again: what is there now is compared.',
  });
}
