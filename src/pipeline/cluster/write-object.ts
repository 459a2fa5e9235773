/**
 * One object → the cluster, onto the very version that was read. Where that is no longer there, the new one is judged:
 *
 *     gone, or made anew                       conflict: it is not what was looked at
 *     holds all that we want                   done: the answer to our own write was lost
 *     applied by another run                   conflict
 *     with force, written by another manager   conflict: that was not there to be taken over
 *     else, such as its status                 again; the server tells of fields that others have
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { describeRef, type LiveObject } from '../../live/object.ts';
import { writersSince } from '../../live/writers-since.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';
import { FIELD_MANAGER, isApplied, type Receipt, refuseOtherSet } from './applied.ts';
import type { Found } from './read-state.ts';
import { replaceObject } from './replace-object.ts';
import { HASH_ANNOTATION } from './wanted.ts';

/** An object that is written to without a pause would keep us for ever. */
const ATTEMPTS = 20;

export interface WriteOptions {
  /** Takes fields over from other managers. */
  readonly force: boolean;
  /** Is deleted and made anew, since a field of it cannot be changed. */
  readonly isReplaced: boolean;
}

/** @throws OrchestratorError APPLY_CONFLICT, APPLY_FAILED, CLUSTER_*. */
export async function writeObject(
  { live: read, ...placed }: Found,
  { force, isReplaced }: WriteOptions,
  cluster: Cluster,
  clock: Clock,
  signal: AbortSignal,
): Promise<Receipt> {
  const { ref, wanted } = placed;
  if (read === undefined) {
    const live = await cluster.apply(ref, wanted.json, { force }, signal);
    return { ...placed, outcome: 'created', live };
  }
  if (isApplied(placed, read)) return { ...placed, outcome: 'unchanged', live: read };
  if (!force) refuseOtherSet(placed, read);
  if (isReplaced)
    return { ...placed, outcome: 'replaced', live: await replaceObject(placed, read, cluster, clock, signal) };
  let before = read;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const live = await cluster.applyOver(ref, wanted.jsonOver(before), { force }, signal);
    const isSame = live?.metadata.resourceVersion === before.metadata.resourceVersion;
    if (live !== undefined) return { ...placed, outcome: isSame ? 'unchanged' : 'updated', live };
    const now = await cluster.get(ref, signal);
    // What was on its way out when it was read has made room.
    if (now === undefined && read.metadata.deletionTimestamp !== undefined)
      return writeObject({ ...placed, live: undefined }, { force, isReplaced }, cluster, clock, signal);
    if (now === undefined) throw conflict(placed, 'was deleted');
    if (isApplied(placed, now)) return { ...placed, outcome: 'updated', live: now };
    const why = reasonToStop(read, now, force);
    if (why !== undefined) throw conflict(placed, why);
    if (!force) refuseOtherSet(placed, now);
    before = now;
  }
  throw conflict(placed, `was written to each time that it was to be changed, ${ATTEMPTS} times`);
}

function reasonToStop(read: LiveObject, now: LiveObject, force: boolean): string | undefined {
  const isGoing = read.metadata.deletionTimestamp !== undefined;
  if (now.metadata.uid !== read.metadata.uid && !isGoing) return 'was deleted and made anew';
  const hash = ({ metadata }: LiveObject): string | undefined => metadata.annotations?.[HASH_ANNOTATION];
  if (hash(now) !== hash(read)) return 'was applied by another run';
  const writers = force ? writersSince(read, now, FIELD_MANAGER) : [];
  return writers.length === 0 ? undefined : `was written by ${writers.join(', ')}`;
}

function conflict({ ref }: Pick<Found, 'ref'>, why: string): OrchestratorError {
  const message = `${describeRef(ref)} ${why} since this run has read it`;
  return new OrchestratorError({
    code: 'APPLY_CONFLICT',
    message,
    hint: 'Run it again: what is there now is compared.',
  });
}
