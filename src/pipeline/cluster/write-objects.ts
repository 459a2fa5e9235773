/** The step that writes: everything that differs, wave after wave, and custom kinds until they can be used. */
import type { Step } from '../../events/event.ts';
import { countOf } from '../../lib/terminal-text.ts';
import { describeRef, refKey } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';
import { withStep } from '../step.ts';
import type { Receipt } from './applied.ts';
import { applyObjects } from './apply-objects.ts';
import { awaitReady } from './await-ready.ts';
import type { ApplyPlan } from './make-plan.ts';
import { definedKinds } from './place-objects.ts';
import type { ClusterState } from './read-state.ts';
import type { InputPorts } from './read-wanted.ts';
import { unkeptMessages } from './unkept-messages.ts';

export interface WriteJob {
  readonly state: ClusterState;
  readonly plan: ApplyPlan;
  /** Of objects that name none and need one. */
  readonly namespace: string;
  readonly force: boolean;
  /** Of what is written already. */
  readonly earlier: readonly Receipt[];
}

export const APPLY: Step = { id: 'apply', title: 'apply', needs: ['compare'] };
/** Kinds of the first wave are waited for before the next one, and no longer than this. */
const KINDS_MS = 60_000;
const SERVED_EVERY_MS = 200;

/** @throws OrchestratorError APPLY_*, CLUSTER_*, with every problem of the wave in which something failed. */
export async function writeObjects(
  { state, plan, namespace, force, earlier }: WriteJob,
  cluster: Cluster,
  ports: InputPorts,
): Promise<readonly Receipt[]> {
  const { emit, system, signal } = ports;
  const isEarlier = new Set(earlier.map(({ ref }) => refKey(ref)));
  const left = leftOf(plan).filter(({ ref }) => !isEarlier.has(refKey(ref)));
  const total = earlier.length + left.length + state.found.length + state.late.length;
  let done = 0;
  const onApplied = ({ ref, outcome }: Receipt): void => {
    done += 1;
    emit({ type: 'step.progress', step: APPLY.id, part: countOf(total, 'object'), done, total, unit: 'objects' });
    if (outcome !== 'unchanged')
      emit({ type: 'step.output', step: APPLY.id, stream: 'stdout', line: `${describeRef(ref)} ${outcome}` });
  };
  const awaiting = (definitions: readonly Receipt[]): Promise<void> =>
    awaitKinds(definitions, cluster, system.clock, signal);
  const { value } = await withStep(APPLY.id, ports, async () => {
    const replaced = replacedOf(plan);
    [...earlier, ...left].forEach(onApplied);
    const job = { state, namespace, force, replaced, onApplied, awaitKinds: awaiting };
    const receipts = [...earlier, ...left, ...(await applyObjects(job, cluster, system.clock, signal))];
    for (const message of unkeptMessages(receipts)) emit({ type: 'notice', level: 'warning', message });
    return { outcome: 'done', result: `${summaryOf(receipts)} in ${cluster.target.context}`, value: receipts };
  });
  return value;
}

/** `2 created, 1 updated, 40 unchanged`; where some are, `1 replaced` too. */
export function summaryOf(receipts: readonly Receipt[]): string {
  const countOutcome = (name: Receipt['outcome']): number => receipts.filter(({ outcome }) => outcome === name).length;
  const replaced = countOutcome('replaced') === 0 ? [] : (['replaced'] as const);
  const outcomes = ['created', 'updated', ...replaced, 'unchanged'] as const;
  return outcomes.map((name) => `${countOutcome(name)} ${name}`).join(', ');
}

/** What a saved plan keeps is as it was when somebody read the plan, and is left so. */
const leftOf = ({ objects }: ApplyPlan): readonly Receipt[] =>
  objects.flatMap(({ change, found, isExact }) => {
    if (isExact !== true || change.action !== 'keep' || found?.live === undefined) return [];
    return [{ ref: found.ref, wanted: found.wanted, live: found.live, outcome: 'unchanged' as const }];
  });

const replacedOf = ({ objects }: ApplyPlan): ReadonlySet<string> =>
  new Set(
    objects.flatMap(({ change, found }) =>
      change.action === 'replace' && found !== undefined ? [refKey(found.ref)] : [],
    ),
  );

/** Established, and served: discovery follows a moment later. */
export async function awaitKinds(
  definitions: readonly Receipt[],
  cluster: Cluster,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  await awaitReady(definitions, { timeoutMs: KINDS_MS, onVerdict: () => {} }, cluster, clock, signal);
  const end = clock.monotonicMs() + KINDS_MS;
  for (const name of definitions.flatMap(({ wanted }) => definedKinds(wanted))) {
    const [apiVersion = '', kind = ''] = name.split(' ');
    while ((await cluster.kindOf(apiVersion, kind, signal)) === undefined && clock.monotonicMs() < end)
      await clock.sleep(SERVED_EVERY_MS, signal);
  }
}
