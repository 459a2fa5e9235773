/** The step that waits until what was applied is ready, or cannot become it. */
import type { Step } from '../../events/event.ts';
import { countOf } from '../../lib/terminal-text.ts';
import { describeRef } from '../../live/object.ts';
import { waveOf } from '../../live/waves.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { withStep } from '../step.ts';
import type { Receipt } from './applied.ts';
import { awaitReady, type WaitRequest } from './await-ready.ts';
import type { InputPorts } from './read-wanted.ts';

export const WAIT: Step = { id: 'wait', title: 'wait until all is ready', needs: ['apply'] };

/** @throws OrchestratorError NOT_READY, CLUSTER_*, CANCELLED. */
export async function waitUntilReady(
  receipts: readonly Receipt[],
  timeoutMs: number,
  cluster: Cluster,
  ports: InputPorts,
): Promise<void> {
  const { emit, system, signal } = ports;
  // Custom kinds were waited for already.
  const list = receipts.filter(({ ref }) => waveOf(ref.kind) !== 1);
  await withStep(WAIT.id, ports, async () => {
    const request: WaitRequest = {
      timeoutMs,
      onVerdict: ({ ref, state, reason, missing }) => {
        const object = describeRef(ref);
        emit({ type: 'step.verdict', step: WAIT.id, object, state, reason, parts: [missing] });
      },
      onProgress: ({ ready, total, deadline }) =>
        emit({ type: 'step.waiting', step: WAIT.id, ready, total, deadline: deadline.toISOString() }),
    };
    await awaitReady(list, request, cluster, system.clock, signal);
    return { outcome: 'done', result: `${countOf(list.length, 'object')} ready` };
  });
}
