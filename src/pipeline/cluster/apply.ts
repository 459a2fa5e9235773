/**
 * `apply`: manifests → a cluster, and the verdict. Each step is a file of its own.
 *
 *     files ─readWanted─► wanted ─compare─► state, plan ─inTurn─► lease, intent ─keepAndApply─► what was before is kept
 *     hooks ─► writeObjects ─► waitUntilReady ─► pruneStep ─► hooks ─► the intent ends, the lease is given back
 */
import type { Step } from '../../events/event.ts';
import { type ObjectSet, setId } from '../../live/applyset.ts';
import { describeRef } from '../../live/object.ts';
import type { Cluster, ClusterTarget } from '../../ports/cluster.ts';
import type { Receipt } from './applied.ts';
import { awaitGone, type GonePatience } from './await-gone.ts';
import { COMPARE, type Compared, type CompareRequest, compare, decide } from './compare.ts';
import { type DeployHooks, hookTimesOf } from './deploy-hooks.ts';
import { scopeOfMembers } from './intent.ts';
import type { SetRequest } from './inventory.ts';
import type { Pruned } from './prune.ts';
import { PRUNE, pruneStep } from './prune-step.ts';
import { announce, type InputPorts, type InputRequest, readWanted, warnOfDoubts } from './read-wanted.ts';
import { keepAndApply } from './revision/keep-apply.ts';
import { ROLL_BACK } from './revision/roll-back.ts';
import { inTurn } from './turn.ts';
import { WAIT, type WaitOptions, waitUntilReady } from './wait-step.ts';
import type { Wanted } from './wanted.ts';
import { APPLY, writeObjects } from './write-objects.ts';

export interface ApplyRequest extends InputRequest, WaitOptions {
  /** What was called, where it is announced here; `apply` unless said. */
  readonly command?: string;
  /** Undefined: the context's. */
  readonly namespace: string | undefined;
  readonly force: boolean;
  /** What cannot be changed is deleted and made anew. */
  readonly replace: boolean;
  /** `KIND/NAME` of what holds data and may be replaced. */
  readonly deleteData: readonly string[];
  readonly wait: boolean;
  /** Where it fails, what was before is put back. */
  readonly rollBack: boolean;
  /** Undefined: nothing is noted of what was applied, and nothing pruned. */
  readonly set: SetRequest | undefined;
  readonly hooks?: DeployHooks;
  /** Whether what will be written names images that are there. */
  readonly checkImages?: (wanted: readonly Wanted[]) => Promise<void>;
  /** For what is wanted and being deleted. Undefined: it is not waited for. */
  readonly gone: GonePatience | undefined;
}

export interface Applied extends Pruned {
  readonly target: ClusterTarget;
  readonly receipts: readonly Receipt[];
  readonly set: ObjectSet | undefined;
}

/** What an apply would do, if it may. Nothing is written. @throws OrchestratorError INPUT_*, MANIFEST_INVALID, APPLY_*, CLUSTER_*. */
export async function planFiles(request: ApplyRequest, cluster: Cluster, ports: InputPorts): Promise<Compared> {
  const namespace = request.namespace ?? cluster.target.namespace;
  const wanted = await readWanted(request, ports, request.set && setId({ name: request.set.name, namespace }));
  warnOfDoubts(wanted, request, ports);
  return decide({ ...request, wanted, namespace, isShown: true }, cluster, ports.signal);
}

/** What {@link applyFiles} does, for those that announce it with what comes before. */
export const applySteps = ({ wait, set, hooks, rollBack }: ApplyRequest): readonly Step[] => [
  COMPARE,
  ...(hooks?.steps.before ?? []),
  APPLY,
  ...(wait ? [WAIT] : []),
  ...(set === undefined ? [] : [PRUNE]),
  ...(hooks?.steps.after ?? []),
  ...(rollBack ? [ROLL_BACK] : []),
];

const NONE: Pruned = { pruned: [], kept: [] };

/** @throws OrchestratorError INPUT_*, MANIFEST_INVALID, APPLY_*, CLUSTER_*, NOT_READY, CANCELLED. */
export async function applyFiles(request: ApplyRequest, cluster: Cluster, ports: InputPorts): Promise<Applied> {
  const { wait, force } = request;
  const { target } = cluster;
  const namespace = request.namespace ?? target.namespace;
  const set = request.set && { name: request.set.name, namespace };
  const wanted = await readWanted(request, ports, set && setId(set));
  warnOfDoubts(wanted, request, ports);
  announce(request, request.command ?? 'apply', applySteps(request), ports);
  const untilGone = request.gone && untilGoneOf(request.gone, cluster, ports);
  const hookTimes = request.hooks === undefined ? [] : hookTimesOf(request.hooks);
  const asked = { ...request, wanted, namespace, hookTimes, ...(untilGone && { untilGone }) };
  const compared = await compare(asked, cluster, ports);
  await request.checkImages?.(changing(compared));
  const namespaces = namespacesOf(wanted, namespace);
  return inTurn(asked, compared, cluster, ports, async (turn) => {
    const applied = await keepAndApply({ ...request, namespace }, turn, async () => {
      await request.hooks?.run('before', namespaces, turn.cluster);
      const receipts = await writeObjects(
        { ...turn.compared, namespace, force, earlier: turn.earlier },
        turn.cluster,
        turn.ports,
      );
      if (wait) await waitUntilReady(receipts, request, turn.cluster, turn.ports);
      const { inventory } = turn.compared;
      const pruned = inventory === undefined ? NONE : await pruneStep(inventory, receipts, turn.cluster, turn.ports);
      await request.hooks?.run('after', namespaces, turn.cluster);
      return { target, receipts, set, ...pruned };
    });
    // Last: what it kept says by then that it is whole, and whoever ends in between is finished by the next.
    await turn.intent?.end(scopeOfMembers(applied.receipts, applied.kept), turn.ports.signal);
    return applied;
  });
}

const changing = ({ plan: { objects } }: Compared): readonly Wanted[] =>
  objects.flatMap(({ change, found }) => (change.action === 'keep' || found === undefined ? [] : [found.wanted]));

/** Tells what is waited for. */
const untilGoneOf =
  (patience: GonePatience, cluster: Cluster, { emit, system }: InputPorts): CompareRequest['untilGone'] =>
  (list, signal) => {
    for (const { ref } of list) {
      const line = `${describeRef(ref)} is being deleted, and is waited for`;
      emit({ type: 'step.output', step: COMPARE.id, stream: 'stdout', line });
    }
    return awaitGone(list, patience, cluster, system.clock, signal);
  };

/** Of the objects, sorted; that of the run among them. */
const namespacesOf = (wanted: readonly Wanted[], namespace: string): readonly string[] =>
  [...new Set([namespace, ...wanted.flatMap(({ id }) => id.namespace ?? [])])].toSorted();
