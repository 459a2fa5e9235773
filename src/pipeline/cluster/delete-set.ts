/**
 * `delete` of all that a config describes, where that is a set: alone, and the inventory goes with the last member.
 *
 *     lease ─► deleteFiles ─► members that are left? ─┬─ none ─► the parent goes, what is kept for an undo, and the lease
 *                                                     └─ some ─► the parent stays, and they are told
 */
import { unwrap } from '../../errors/result.ts';
import { type ObjectSet, parseParent, type SetScope, scopeOf } from '../../live/applyset.ts';
import { parseIntent } from '../../live/intent.ts';
import { describeRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { isGoing } from './await-gone.ts';
import { type Deleted, type DeleteRequest, deleteFiles } from './delete.ts';
import { listMembers, parentRef, type SetRequest } from './inventory.ts';
import { withLease } from './lease.ts';
import type { InputPorts } from './read-wanted.ts';

/** @throws OrchestratorError What {@link deleteFiles} throws; LEASE_HELD, LEASE_LOST, DEPLOY_REFUSED. */
export async function deleteSet(
  request: DeleteRequest,
  { name, caller, leaseWaitMs: waitMs }: SetRequest,
  cluster: Cluster,
  ports: InputPorts,
): Promise<Deleted> {
  const set = { name, namespace: request.namespace ?? cluster.target.namespace };
  const ref = await parentRef(set, cluster, ports.signal);
  const first = await cluster.get(ref, ports.signal);
  if (first === undefined || request.dryRun) return deleteFiles(request, cluster, ports);
  const lastToken = unwrap(parseIntent(first, set))?.token ?? 0;
  return withLease({ set, caller, waitMs, lastToken }, cluster, ports, async (held) => {
    const { signal } = held.ports;
    // Another run may have changed the set before it was our turn.
    const parent = await held.cluster.get(ref, signal);
    const scope = parent === undefined ? scopeOf([], []) : unwrap(parseParent(parent, set));
    const deleted = await deleteFiles(request, held.cluster, held.ports);
    const left = await membersLeft(set, scope, held.cluster, signal);
    if (left.length === 0) {
      if (parent !== undefined) await held.cluster.remove(ref, parent.metadata.uid, signal);
      held.dropLease();
    }
    const told = new Set([...deleted.deleted, ...deleted.kept.map(({ object }) => object)]);
    const reason = `it is in the set "${name}", and the config does not describe it`;
    const untold = left.filter((object) => !told.has(object)).map((object) => ({ object, reason }));
    return { ...deleted, kept: [...deleted.kept, ...untold] };
  });
}

/** What is on its way out cannot come back. */
async function membersLeft(
  set: ObjectSet,
  scope: SetScope,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const members = await listMembers(set, scope, { metadataOnly: true }, cluster, signal);
  return members.filter(({ live }) => !isGoing(live)).map(({ ref }) => describeRef(ref));
}
