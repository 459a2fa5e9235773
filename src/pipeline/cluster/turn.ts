/**
 * The part of an apply that changes something, with a set: alone, and noted on the parent from before the first write.
 *
 *     nothing to change ─► the work, without a lease: nothing is written
 *     lease ─► the parent is still as it was read, else all is compared anew ─► intent ─► the work
 */
import { isParentOf, scopeOf, unionOf } from '../../live/applyset.ts';
import type { HookTime } from '../../live/intent.ts';
import { refKey } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { isApplied, type Receipt } from './applied.ts';
import { type Compared, type CompareRequest, decide } from './compare.ts';
import { applyIntent, type OpenIntent, scopeOfMembers, withIntent } from './intent.ts';
import { type Inventory, parentRef } from './inventory.ts';
import { withLease } from './lease.ts';
import type { Found } from './read-state.ts';
import type { InputPorts } from './read-wanted.ts';
import { tellInterrupted } from './tell-interrupted.ts';
import { planSummary } from './tell-plan.ts';
import { writeObject } from './write-object.ts';

export interface TurnRequest extends CompareRequest {
  readonly hookTimes: readonly HookTime[];
}

/** What the work goes on with, instead of what it began with. */
export interface Turn {
  /** Its writes go out only while the lease is ours. */
  readonly cluster: Cluster;
  /** Their signal aborts with LEASE_LOST too. */
  readonly ports: InputPorts;
  readonly compared: Compared;
  /** Of what had to be written for the lease to be taken. */
  readonly earlier: readonly Receipt[];
  /** To be ended when all is done. Undefined where nothing is to be changed, or there is no set. */
  readonly intent: OpenIntent | undefined;
}

/** @throws OrchestratorError LEASE_HELD, LEASE_LOST, APPLY_CONFLICT, DEPLOY_REFUSED, CLUSTER_*; what the work throws. */
export async function inTurn<T>(
  request: TurnRequest,
  first: Compared,
  cluster: Cluster,
  ports: InputPorts,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  const { inventory } = first;
  if (inventory === undefined || isAtRest(first, inventory))
    return work({ cluster, ports, compared: first, earlier: [], intent: undefined });
  const earlier = await makeNamespace(first, inventory, request.force, cluster, ports);
  const { caller, leaseWaitMs: waitMs } = inventory.request;
  const lease = { set: inventory.set, caller, waitMs, lastToken: inventory.intent?.token ?? 0 };
  return withLease(lease, cluster, ports, async (held) => {
    const now = await compareAgain(request, { ...first, inventory }, held.cluster, held.ports);
    const compared = without(now.compared, earlier);
    const { intent: last, set, plan } = now.inventory;
    tellInterrupted(last, set, [...plan.stay, ...plan.prune, ...plan.keep], ports);
    const job = applyIntent(compared.state, now.inventory, request.hookTimes, held.token);
    return withIntent(job, held.cluster, held.ports.signal, (intent) => work({ ...held, compared, earlier, intent }));
  });
}

/** The cluster has all, the parent says so, and nobody has left anything half done. */
function isAtRest({ state: { found, late } }: Compared, { plan, intent, parent, set, request }: Inventory): boolean {
  const isWritten = late.length === 0 && found.every((one) => one.live !== undefined && isApplied(one, one.live));
  if (!isWritten || plan.prune.length > 0 || (intent?.state ?? 'done') !== 'done') return false;
  const scope = unionOf(scopeOfMembers(found, plan.keep), scopeOf([], [set.namespace]));
  return isParentOf(parent, set, scope, request.version);
}

/** A lease lives in a namespace: where that comes with the set it has to be there before. */
async function makeNamespace(
  { state }: Compared,
  { set, parent }: Inventory,
  force: boolean,
  cluster: Cluster,
  { system, signal }: InputPorts,
): Promise<readonly Receipt[]> {
  const isOwn = ({ ref, live }: Found): boolean =>
    live === undefined && ref.kind.group === '' && ref.kind.kind === 'Namespace' && ref.name === set.namespace;
  const own = parent === undefined ? state.found.find(isOwn) : undefined;
  return own === undefined ? [] : [await writeObject(own, { force, isReplaced: false }, cluster, system.clock, signal)];
}

type Known = { readonly compared: Compared; readonly inventory: Inventory };

/** Every run that changes something writes the parent: one that is still as it was read says that nobody has. */
async function compareAgain(
  request: CompareRequest,
  first: Compared & { readonly inventory: Inventory },
  cluster: Cluster,
  { emit, signal }: InputPorts,
): Promise<Known> {
  const { parent, set } = first.inventory;
  const now = await cluster.get(await parentRef(set, cluster, signal), signal);
  if (now?.metadata.uid === parent?.metadata.uid && now?.metadata.resourceVersion === parent?.metadata.resourceVersion)
    return { compared: first, inventory: first.inventory };
  const compared = await decide(request, cluster, signal);
  if (compared.inventory === undefined) throw new Error('a set has an inventory');
  const message = `the set "${set.name}" was changed meanwhile, and is compared anew: ${planSummary(compared.plan, true)}`;
  emit({ type: 'notice', level: 'info', message });
  return { compared, inventory: compared.inventory };
}

function without(compared: Compared, earlier: readonly Receipt[]): Compared {
  const done = new Set(earlier.map(({ ref }) => refKey(ref)));
  const found = compared.state.found.filter(({ ref }) => !done.has(refKey(ref)));
  return { ...compared, state: { ...compared.state, found } };
}
