/** The step that waits until what was applied is ready, or cannot become it. */
import type { Step } from '../../events/event.ts';
import { countOf } from '../../lib/terminal-text.ts';
import { describeRef } from '../../live/object.ts';
import { waveOf } from '../../live/waves.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { withStep } from '../step.ts';
import type { Receipt } from './applied.ts';
import { awaitReady } from './await-ready.ts';
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
    const request = {
      timeoutMs,
      onVerdict: (ref: Receipt['ref'], { state, reason }: { readonly state: string; readonly reason: string }) => {
        if (state === 'ready') return;
        emit({ type: 'step.output', step: WAIT.id, stream: 'stdout', line: `${describeRef(ref)}: ${reason}` });
      },
    };
    await awaitReady(list, request, cluster, system.clock, signal);
    return { outcome: 'done', result: `${countOf(list.length, 'object')} ready` };
  });
}
