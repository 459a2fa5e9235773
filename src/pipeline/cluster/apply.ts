/**
 * `apply`: manifests → a cluster, and the verdict.
 *
 *     files ─rawYaml─► sources ─► wanted ─applyObjects─► receipts ─awaitReady─► ready, or why not ─pruneSet─► the set is this
 */
import type { Step } from '../../events/event.ts';
import { countOf } from '../../lib/terminal-text.ts';
import { type ObjectSet, setId } from '../../live/applyset.ts';
import { describeRef } from '../../live/object.ts';
import { waveOf } from '../../live/waves.ts';
import type { Cluster, ClusterTarget } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';
import { withStep } from '../step.ts';
import { applyObjects, type Receipt } from './apply-objects.ts';
import { awaitReady } from './await-ready.ts';
import type { SetRequest } from './inventory.ts';
import { type NotedSet, noteSet } from './note-set.ts';
import { definedKinds } from './place-objects.ts';
import { type Pruned, pruneSet } from './prune.ts';
import { type InputPorts, type InputRequest, readWanted } from './read-wanted.ts';
import type { Wanted } from './wanted.ts';

export interface ApplyRequest extends InputRequest {
  /** Undefined: the context's. */
  readonly namespace: string | undefined;
  readonly force: boolean;
  readonly wait: boolean;
  readonly timeoutMs: number;
  /** Undefined: nothing is noted of what was applied, and nothing pruned. */
  readonly set: SetRequest | undefined;
}

export interface Applied extends Pruned {
  readonly target: ClusterTarget;
  readonly receipts: readonly Receipt[];
  readonly set: ObjectSet | undefined;
}

const APPLY: Step = { id: 'apply', title: 'apply', needs: [] };
const WAIT: Step = { id: 'wait', title: 'wait until all is ready', needs: ['apply'] };
const PRUNE: Step = { id: 'prune', title: 'delete what is in the set no longer', needs: ['apply'] };
/** Kinds of the first wave are waited for before the next one, and no longer than this. */
const KINDS_MS = 60_000;
const SERVED_EVERY_MS = 200;

/** @throws OrchestratorError INPUT_*, MANIFEST_INVALID, APPLY_*, CLUSTER_*, NOT_READY, CANCELLED. */
export async function applyFiles(request: ApplyRequest, cluster: Cluster, ports: InputPorts): Promise<Applied> {
  const { wait, timeoutMs } = request;
  const { target } = cluster;
  const namespace = request.namespace ?? target.namespace;
  const set = request.set && { name: request.set.name, namespace };
  const wanted = await readWanted(request, ports, set && setId(set));
  const steps = [APPLY, ...(wait ? [WAIT] : []), ...(set === undefined ? [] : [PRUNE])];
  ports.emit({ type: 'run.planned', command: 'apply', steps });
  const { value } = await withStep(APPLY.id, ports, async () => {
    const noted = await noteSet(request.set, wanted, namespace, cluster, ports.signal);
    const receipts = await applyWanted(wanted, { ...request, namespace }, noted, cluster, ports);
    return { outcome: 'done', result: `${summaryOf(receipts)} in ${target.context}`, value: { noted, receipts } };
  });
  const { noted, receipts } = value;
  if (wait) await waitFor(receipts, timeoutMs, cluster, ports);
  const pruned = noted === undefined ? { pruned: [], kept: [] } : await prune(noted, receipts, cluster, ports);
  return { target, receipts, set, ...pruned };
}

async function prune(
  { inventory, parent }: NotedSet,
  receipts: readonly Receipt[],
  cluster: Cluster,
  ports: InputPorts,
): Promise<Pruned> {
  const { value } = await withStep(PRUNE.id, ports, async () => {
    const tell = (line: string): void => ports.emit({ type: 'step.output', step: PRUNE.id, stream: 'stdout', line });
    const onPruned: Parameters<typeof pruneSet>[0]['onPruned'] = ({ ref }) => tell(`${describeRef(ref)} pruned`);
    const job = { inventory, parent: parent(), receipts, onPruned };
    const pruned = await pruneSet(job, cluster, ports.signal);
    for (const { ref, reason } of pruned.kept) tell(`${describeRef(ref)} kept: ${reason}`);
    return { outcome: 'done', result: prunedSummary(pruned), value: pruned };
  });
  return value;
}

/** `2 pruned, 1 kept`. */
export const prunedSummary = ({ pruned, kept }: Pruned): string =>
  `${pruned.length} pruned${kept.length === 0 ? '' : `, ${kept.length} kept`}`;

/** `2 created, 1 updated, 40 unchanged`. */
export function summaryOf(receipts: readonly Receipt[]): string {
  const outcomes = ['created', 'updated', 'unchanged'] as const;
  return outcomes.map((name) => `${receipts.filter(({ outcome }) => outcome === name).length} ${name}`).join(', ');
}

function applyWanted(
  wanted: readonly Wanted[],
  { namespace, force }: { readonly namespace: string; readonly force: boolean },
  noted: NotedSet | undefined,
  cluster: Cluster,
  { emit, system, signal }: InputPorts,
): Promise<readonly Receipt[]> {
  let done = 0;
  return applyObjects(
    {
      wanted,
      namespace,
      force,
      ...(noted && { beforeWave: noted.cover }),
      onApplied: ({ ref, outcome }) => {
        done += 1;
        const part = countOf(wanted.length, 'object');
        emit({ type: 'step.progress', step: APPLY.id, part, done, total: wanted.length, unit: 'objects' });
        if (outcome !== 'unchanged')
          emit({ type: 'step.output', step: APPLY.id, stream: 'stdout', line: `${describeRef(ref)} ${outcome}` });
      },
      awaitKinds: (definitions) => awaitKinds(definitions, cluster, system.clock, signal),
    },
    cluster,
    signal,
  );
}

/** Established, and served: discovery follows a moment later. */
async function awaitKinds(
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

async function waitFor(
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
