/** A planned restoration, carried out within one step: written in waves, waited for, and what was not there before deleted. */
import type { StepId } from '../../../events/event.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import { describeRef } from '../../../live/object.ts';
import { inWaves } from '../../../live/waves.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { applyObjects } from '../apply-objects.ts';
import type { InputPorts } from '../read-wanted.ts';
import { type WaitOptions, waitWithin } from '../wait-step.ts';
import { awaitKinds } from '../write-objects.ts';
import type { Restoration } from './restore.ts';

export interface PutBackJob extends WaitOptions {
  readonly step: StepId;
  readonly restoration: Restoration;
  /** The set's. */
  readonly namespace: string;
  readonly force: boolean;
  readonly wait: boolean;
  /** Goes on where another one ended: what that one has put back is waited for too. */
  readonly goesOn?: boolean;
}

/** `KIND NAMESPACE/NAME` of each. */
export interface PutBack {
  readonly restored: readonly string[];
  readonly recreated: readonly string[];
  readonly deleted: readonly string[];
}

const AT_ONCE = 16;

/** @throws OrchestratorError APPLY_*, CLUSTER_*, NOT_READY, CANCELLED. */
export async function putBack(job: PutBackJob, cluster: Cluster, ports: Ports): Promise<PutBack> {
  const { step, restoration, namespace, force } = job;
  const { system, signal, emit } = ports;
  const tell = (line: string): void => emit({ type: 'step.output', step, stream: 'stdout', line });
  const receipts = await applyObjects(
    {
      state: restoration.state,
      namespace,
      force,
      replaced: restoration.replaced,
      settle: restoration.settle,
      onApplied: ({ ref, outcome }) => tell(`${describeRef(ref)} ${WORDS[outcome]}`),
      awaitKinds: (definitions) => awaitKinds(definitions, cluster, system.clock, signal),
    },
    cluster,
    system.clock,
    signal,
  );
  const waited = job.goesOn === true ? [...receipts, ...restoration.back] : receipts;
  if (job.wait) await waitWithin(step, waited, job, cluster, ports);
  for (const wave of inWaves(restoration.remove, ({ ref }) => ref.kind).toReversed()) {
    const remove = async ({ ref, live }: Restoration['remove'][number], abort: AbortSignal): Promise<void> => {
      await cluster.remove(ref, live.metadata.uid, abort);
      tell(`${describeRef(ref)} deleted`);
    };
    await inParallel(wave, AT_ONCE, remove, signal);
  }
  return resultOf(restoration);
}

type Ports = Pick<InputPorts, 'system' | 'signal' | 'emit'>;

const WORDS = { created: 'made again', updated: 'restored', replaced: 'replaced', unchanged: 'restored' } as const;

/** What it comes to. */
export function resultOf({ acts }: Pick<Restoration, 'acts'>): PutBack {
  const named = (act: string): readonly string[] =>
    acts.filter((one) => one.act === act).map(({ ref }) => describeRef(ref));
  return { restored: named('restore'), recreated: named('recreate'), deleted: named('delete') };
}

/** `2 restored, 1 made again, 3 deleted`. */
export const putBackSummary = ({ restored, recreated, deleted }: PutBack): string =>
  `${restored.length} restored, ${recreated.length} made again, ${deleted.length} deleted`;
