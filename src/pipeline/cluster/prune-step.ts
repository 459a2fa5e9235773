/** The step that deletes what is in the set no longer. */
import type { Step } from '../../events/event.ts';
import { describeRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { withStep } from '../step.ts';
import type { Receipt } from './applied.ts';
import type { Inventory } from './inventory.ts';
import { type Pruned, pruneSet } from './prune.ts';
import type { InputPorts } from './read-wanted.ts';

export const PRUNE: Step = { id: 'prune', title: 'delete what is in the set no longer', needs: ['apply'] };

/** @throws OrchestratorError APPLY_FAILED, CLUSTER_*; the next run goes on where it ended. */
export async function pruneStep(
  inventory: Inventory,
  receipts: readonly Receipt[],
  cluster: Cluster,
  ports: InputPorts,
): Promise<Pruned> {
  const { value } = await withStep(PRUNE.id, ports, async () => {
    const tell = (line: string): void => ports.emit({ type: 'step.output', step: PRUNE.id, stream: 'stdout', line });
    const onPruned: Parameters<typeof pruneSet>[0]['onPruned'] = ({ ref }) => tell(`${describeRef(ref)} pruned`);
    const job = { inventory, receipts, onPruned };
    const pruned = await pruneSet(job, cluster, ports.signal);
    for (const { ref, reason } of pruned.kept) tell(`${describeRef(ref)} kept: ${reason}`);
    return { outcome: 'done', result: prunedSummary(pruned), value: pruned };
  });
  return value;
}

/** `2 pruned, 1 kept`. */
export const prunedSummary = ({ pruned, kept }: Pruned): string =>
  `${pruned.length} pruned${kept.length === 0 ? '' : `, ${kept.length} kept`}`;
