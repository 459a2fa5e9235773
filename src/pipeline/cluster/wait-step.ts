/** The step that waits until what was applied is ready, or cannot become it. */
import type { Step, StepId } from '../../events/event.ts';
import { countOf } from '../../lib/terminal-text.ts';
import { describeRef } from '../../live/object.ts';
import { changedAt } from '../../live/verdict/conditions.ts';
import type { FoundImages } from '../../live/verdict/verdict.ts';
import { waveOf } from '../../live/waves.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { withStep } from '../step.ts';
import type { Receipt } from './applied.ts';
import { awaitReady, type WaitRequest } from './await-ready.ts';
import type { InputPorts } from './read-wanted.ts';
import { isWaitedFor, type KindRule, ruleOf } from './readiness.ts';

export const WAIT: Step = { id: 'wait', title: 'wait until all is ready', needs: ['apply'] };

export interface WaitOptions {
  readonly timeoutMs: number;
  /** What fails ends the wait only at its deadline. */
  readonly toleratesFailures?: boolean;
  /** When objects of some kinds are ready. */
  readonly readiness: readonly KindRule[];
  readonly found?: FoundImages | undefined;
}

/** @throws OrchestratorError NOT_READY, CLUSTER_*, CANCELLED. */
export async function waitUntilReady(
  receipts: readonly Receipt[],
  options: WaitOptions,
  cluster: Cluster,
  ports: InputPorts,
): Promise<void> {
  await withStep(WAIT.id, ports, async () => {
    const count = await waitWithin(WAIT.id, receipts, options, cluster, ports);
    return { outcome: 'done', result: `${countOf(count, 'object')} ready` };
  });
}

/** The same as a part of a step that does more, or nothing else. @returns How many were waited for. */
export async function waitWithin(
  step: StepId,
  receipts: readonly (Pick<Receipt, 'ref' | 'live'> & Partial<Pick<Receipt, 'outcome'>>)[],
  { timeoutMs, toleratesFailures = false, readiness, found }: WaitOptions,
  cluster: Cluster,
  { emit, system, signal }: Pick<InputPorts, 'emit' | 'system' | 'signal'>,
): Promise<number> {
  // Custom kinds were waited for already.
  const list = receipts
    .filter(({ ref, live }) => waveOf(ref.kind) !== 1 && isWaitedFor(live))
    .map(({ ref, live }) => ({ ref, live, rule: ruleOf(ref.kind, readiness) }));
  const request: WaitRequest = {
    timeoutMs,
    beside: receipts.map(({ live, outcome }) => ({
      object: live,
      changedAt: outcome === undefined || outcome === 'unchanged' ? undefined : changedAt(live),
    })),
    found,
    toleratesFailures,
    onVerdict: ({ ref, state, reason, missing }) => {
      const object = describeRef(ref);
      emit({ type: 'step.verdict', step, object, state, reason, parts: [missing] });
    },
    onProgress: ({ ready, total, deadline, silent }) =>
      emit({
        type: 'step.waiting',
        ...{ step, ready, total, deadline: deadline.toISOString() },
        silent: silent.map(({ kind: { resource }, namespace, since }) => ({
          ...{ resource, ...(namespace !== undefined && { namespace }), since: since.toISOString() },
        })),
      }),
  };
  await awaitReady(list, request, cluster, system.clock, signal);
  return list.length;
}
