/**
 * `delete` of all that a config describes, where that is a set: alone, and the inventory goes with the last member.
 *
 *     lease ─► deleteFiles ─► members that are left? ─┬─ none ─► the parent goes, and what is kept for an undo with it
 *                                                     └─ some ─► the parent stays, and they are told
 */
import { unwrap } from '../../errors/result.ts';
import { parseParent } from '../../live/applyset.ts';
import { parseIntent } from '../../live/intent.ts';
import { describeRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
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
  const parent = await cluster.get(ref, ports.signal);
  if (parent === undefined || request.dryRun) return deleteFiles(request, cluster, ports);
  const scope = unwrap(parseParent(parent, set));
  const lastToken = unwrap(parseIntent(parent, set))?.token ?? 0;
  return withLease({ set, caller, waitMs, lastToken }, cluster, ports, async (held) => {
    const deleted = await deleteFiles(request, held.cluster, held.ports);
    const { signal } = held.ports;
    const all = await listMembers(set, scope, { metadataOnly: true }, held.cluster, signal);
    // What is on its way out cannot come back.
    const members = all.filter(({ live }) => live.metadata.deletionTimestamp === undefined);
    const told = new Set([...deleted.deleted, ...deleted.kept.map(({ object }) => object)]);
    if (members.length === 0) await held.cluster.remove(ref, parent.metadata.uid, signal);
    const left = members.map((member) => describeRef(member.ref)).filter((object) => !told.has(object));
    const reason = `it is in the set "${name}", and the config does not describe it`;
    return { ...deleted, kept: [...deleted.kept, ...left.map((object) => ({ object, reason }))] };
  });
}
