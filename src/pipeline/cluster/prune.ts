/**
 * Deletes what is in a set no longer, once all that is in it is applied: the last wave first, each object by its UID.
 *
 *     plan before the apply ─list again─► what is still so ─delete─► gone
 */
import { inParallel } from '../../lib/in-parallel.ts';
import type { KeptMember, Member } from '../../live/applyset-prune.ts';
import { inWaves } from '../../live/waves.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Receipt } from './applied.ts';
import { type Inventory, scopeOfRefs } from './inventory.ts';

export interface Pruned {
  readonly pruned: readonly Member[];
  /** In the set no longer, and there still. */
  readonly kept: readonly KeptMember[];
}

export interface PruneJob {
  readonly inventory: Inventory;
  readonly receipts: readonly Receipt[];
  readonly onPruned: (member: Member) => void;
}

const AT_ONCE = 16;

/** @throws OrchestratorError APPLY_FAILED, CLUSTER_*; the next run goes on where it ended. */
export async function pruneSet(job: PruneJob, cluster: Cluster, signal: AbortSignal): Promise<Pruned> {
  const { onPruned } = job;
  const { prune, keep } = await planNow(job, signal);
  const pruned: Member[] = [];
  for (const wave of inWaves(prune, ({ ref }) => ref.kind).toReversed()) {
    const work = async (member: Member, abort: AbortSignal): Promise<void> => {
      await cluster.remove(member.ref, member.live.metadata.uid, abort);
      pruned.push(member);
      onPruned(member);
    };
    await inParallel(wave, AT_ONCE, work, signal);
  }
  return { pruned: prune.filter((member) => pruned.includes(member)), kept: keep };
}

/** Of what was to go before the apply, what may go still: others may have taken it over since. */
async function planNow({ inventory, receipts }: PruneJob, signal: AbortSignal): Promise<Inventory['plan']> {
  const { plan, planAgain } = inventory;
  if (plan.prune.length === 0) return plan;
  const uidOf = ({ live }: Pick<Member, 'live'>): string => live.metadata.uid ?? '';
  const scope = scopeOfRefs(plan.prune.map(({ ref }) => ref));
  const now = await planAgain(scope, new Set(receipts.map(uidOf)), signal);
  const planned = new Set(plan.prune.map(uidOf));
  const known = new Set(plan.keep.map(uidOf));
  return {
    ...plan,
    prune: now.prune.filter((member) => planned.has(uidOf(member))),
    keep: [...plan.keep, ...now.keep.filter((member) => !known.has(uidOf(member)))],
  };
}
