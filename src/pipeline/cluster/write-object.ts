/**
 * One object → the cluster, onto the very version that was read, or where nothing was. Where it finds something else, that
 * is judged:
 *
 *     holds all that we want                   done: the answer to our own write was lost
 *     made meanwhile, by another set or run    conflict
 *     made meanwhile by anybody else           joined, as far as the server sees no conflict; nothing is taken over
 *     gone, or made anew                       conflict: it is not what was looked at
 *     applied by another run                   conflict
 *     with force, written by another manager   conflict: that was not there to be taken over
 *     else, such as its status                 again; the server tells of fields that others have
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { describeRef, type LiveObject } from '../../live/object.ts';
import { writersSince } from '../../live/writers-since.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';
import { FIELD_MANAGER, isApplied, type Receipt } from './applied.ts';
import { isGoing } from './await-gone.ts';
import { makeReady } from './make-ready.ts';
import { makeRoom } from './make-room.ts';
import { refuseOtherSet } from './other-set.ts';
import type { Found } from './read-state.ts';
import { HASH_ANNOTATION } from './wanted.ts';

/** An object that is written to without a pause would keep us for ever. */
const ATTEMPTS = 20;

export interface WriteOptions {
  /** Takes over fields that other managers had when it was read. */
  readonly force: boolean;
  /** Is deleted and made anew, since a field of it cannot be changed. */
  readonly isReplaced: boolean;
}

/** @throws OrchestratorError APPLY_CONFLICT, APPLY_FAILED, CLUSTER_*. */
export async function writeObject(
  found: Found,
  { force, isReplaced }: WriteOptions,
  cluster: Cluster,
  clock: Clock,
  signal: AbortSignal,
): Promise<Receipt> {
  const { live: read, ...placed } = found;
  if (read === undefined) return writeOver(found, false, cluster, signal);
  if (isApplied(placed, read)) return { ...placed, outcome: 'unchanged', live: read };
  if (!force) await refuseOtherSet(placed, read, cluster, signal);
  if (!isReplaced) {
    const isSame = (now: LiveObject | undefined): now is LiveObject => reasonToStop(read, now, force) === undefined;
    const live = await makeReady(placed, read, { force, isSame }, cluster, signal);
    return writeOver({ ...placed, live }, force, cluster, signal);
  }
  await makeRoom({ ref: placed.ref, live: read }, cluster, clock, signal);
  return { ...(await writeOver({ ...placed, live: undefined }, false, cluster, signal)), outcome: 'replaced' };
}

async function writeOver(
  { live: read, ...placed }: Found,
  force: boolean,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Receipt> {
  const { ref, wanted } = placed;
  let before = read;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const live = await cluster.applyOver(ref, wanted.jsonOver(before), { force }, signal);
    if (live !== undefined) return { ...placed, outcome: outcomeOf(before, live), live };
    const now = await cluster.get(ref, signal);
    if (now !== undefined && isApplied(placed, now))
      return { ...placed, outcome: read === undefined ? 'created' : 'updated', live: now };
    if (now !== undefined && !force) await refuseOtherSet(placed, now, cluster, signal);
    const why = reasonToStop(read, now, force);
    if (why !== undefined) throw conflict(placed, why);
    before = now;
  }
  throw conflict(placed, `was written to each time that it was to be changed, ${ATTEMPTS} times`);
}

function outcomeOf(before: LiveObject | undefined, live: LiveObject): Receipt['outcome'] {
  if (before === undefined) return 'created';
  return live.metadata.resourceVersion === before.metadata.resourceVersion ? 'unchanged' : 'updated';
}

function reasonToStop(read: LiveObject | undefined, now: LiveObject | undefined, force: boolean): string | undefined {
  // What was on its way out when it was read has made room.
  if (now === undefined) return read === undefined || isGoing(read) ? undefined : 'was deleted';
  const hash = (one: LiveObject | undefined): string | undefined => one?.metadata.annotations?.[HASH_ANNOTATION];
  if (read === undefined) return hash(now) === undefined ? undefined : 'was made by another run';
  if (now.metadata.uid !== read.metadata.uid && !isGoing(read)) return 'was deleted and made anew';
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
