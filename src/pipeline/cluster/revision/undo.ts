/**
 * `undo`: the state before the last apply of a set, or that which a revision left, prune included. Itself a run with a
 * revision, so that it can be undone.
 *
 *     set ─parent, revisions─► those to undo ─planRestoration─► keep what is there now ─putBack─► as before
 *
 * Data does not come back: what was in a deleted volume, namespace or kind is gone.
 */
import { OrchestratorError } from '../../../errors/problem.ts';
import { unwrap } from '../../../errors/result.ts';
import type { Step } from '../../../events/event.ts';
import { type ObjectSet, PART_OF, parseParent, type SetScope, unionOf } from '../../../live/applyset.ts';
import { isDataKept } from '../../../live/holds-data.ts';
import { changeKey, type Intent, nameChanges, parseIntent } from '../../../live/intent.ts';
import { describeRef, type LiveObject } from '../../../live/object.ts';
import { joinChain, type Link } from '../../../live/revision/chain.ts';
import {
  type ChosenRevisions,
  changesOf,
  chooseRevisions,
  isHalf,
  isUndo,
  notKept,
} from '../../../live/revision/choose.ts';
import type { KeptRevision } from '../../../live/revision/secrets.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { withStep } from '../../step.ts';
import { type IntentJob, withIntent } from '../intent.ts';
import { listMembers, scopeOfRefs } from '../inventory.ts';
import { type Caller, type HeldSet, withLease } from '../lease.ts';
import type { InputPorts } from '../read-wanted.ts';
import { refuseChanged } from '../save-parent.ts';
import { tellInterrupted } from '../tell-interrupted.ts';
import type { WaitOptions } from '../wait-step.ts';
import { HASH_ANNOTATION } from '../wanted.ts';
import { captureState } from './capture.ts';
import { endRecord } from './end-record.ts';
import { type PlannedUndo, planChanges } from './plan-changes.ts';
import { type PutBack, type PutBackJob, putBack, putBackSummary, resultOf } from './put-back.ts';
import { createRecord } from './record.ts';
import { planRestoration, type Restoration } from './restore.ts';
import { listRevisions, type RevisionHome, readRevision } from './store.ts';

export interface SetHome {
  readonly name: string;
  /** Undefined: the context's. */
  readonly namespace: string | undefined;
}

export interface UndoRequest extends SetHome, WaitOptions {
  /** Of this program. */
  readonly version: string;
  readonly force: boolean;
  /** What cannot be changed back is deleted and made anew. */
  readonly replace: boolean;
  readonly wait: boolean;
  /** The revision whose state comes back. Undefined: what was before the last. */
  readonly to: number | undefined;
  readonly deleteData: readonly string[];
  readonly dryRun: boolean;
  readonly caller: Caller;
  /** How long to wait while another run is changing the set. */
  readonly leaseWaitMs: number;
}

export interface Undone extends PutBack {
  readonly set: ObjectSet;
  readonly chosen: ChosenRevisions;
  /** Its own; undefined where nothing was changed, or kept. */
  readonly revision: number | undefined;
  /** `Deployment shop/web: why it stays`. */
  readonly left: readonly string[];
  /** Of a dry run. */
  readonly planned: PlannedUndo | undefined;
}

type Ports = Pick<InputPorts, 'emit' | 'system' | 'signal'>;

const COMPARE: Step = { id: 'compare', title: 'compare with what was kept', needs: [] };
const UNDO: Step = { id: 'undo', title: 'put back what was before', needs: ['compare'] };

/** @throws OrchestratorError DEPLOY_REFUSED, APPLY_CONFLICT before anything is written; APPLY_*, CLUSTER_*, NOT_READY, CANCELLED. */
export async function undoSet(request: UndoRequest, cluster: Cluster, ports: Ports): Promise<Undone> {
  const { signal, emit } = ports;
  const { dryRun, version } = request;
  emit({ type: 'run.planned', command: 'undo', steps: dryRun ? [COMPARE] : [COMPARE, UNDO] });
  const { value } = await withStep(COMPARE.id, ports, async () => {
    const found = await findSet(request, cluster, signal);
    const revisions = await listRevisions(found, cluster, signal);
    const choice = { kept: revisions, last: found.intent, to: request.to };
    const chosen = unwrap(chooseRevisions(choice, found.set));
    const kept = joinChain(await readChain(found, chosen, cluster, signal));
    const rules = { ...request, keepData: false };
    const restoration = await planRestoration(kept, rules, cluster, signal);
    const result = `${putBackSummary(resultOf(restoration))}: ${describeUndo(chosen)}`;
    return { outcome: 'done', result, value: { found, chosen, restoration } };
  });
  const { found, chosen, restoration } = value;
  const left = restoration.acts.flatMap((one) =>
    one.act === 'leave' && one.reason !== undefined ? [`${describeRef(one.ref)}: ${one.reason}`] : [],
  );
  if (chosen.missing.length > 0)
    emit({ type: 'notice', level: 'warning', message: `${notKept(chosen.missing)}, and stays as it is` });
  for (const { act, ref } of restoration.acts)
    if (act === 'recreate' && isDataKept(ref, [])) tellEmpty(describeRef(ref), emit);
  const planned = dryRun ? await planChanges(restoration, cluster, signal) : undefined;
  const undone = { ...resultOf(restoration), set: found.set, chosen, left, planned };
  const { intent: last, set, parent } = found;
  // One that did not end may have come to its last change: that it is over has to be said.
  const goesOn = chosen.chain.some((one) => isHalf(one) && isUndo(one));
  if (dryRun || (last?.state !== 'begun' && !goesOn && restoration.acts.every(({ act }) => act === 'leave')))
    return { ...undone, revision: undefined };
  const lease = { set, caller: request.caller, waitMs: request.leaseWaitMs, lastToken: last?.token ?? 0 };
  const revision = await withLease(lease, cluster, ports, async (held) => {
    await refuseChanged(set, parent, held.cluster, held.ports.signal);
    await tellBefore(found, held);
    const changes = intended(found, chosen, restoration);
    const job = { set, request, parent, last, token: held.token, ...changes };
    return withIntent(job, held.cluster, held.ports.signal, async (intent) => {
      const changes = { ...restoration, prune: restoration.remove, namespace: set.namespace };
      const kept = await captureState(changes, held.cluster, held.ports.signal);
      const asked = { command: 'undo', ...aimOf(chosen), set, version, kept };
      const record = createRecord(asked, held.cluster, held.ports);
      await record.write(intent);
      await endRecord(record, held.ports, async () => {
        await carryOut({ ...request, goesOn }, restoration, set, held);
        // First: the next undo undoes a revision that is whole, and does a half one again.
        await intent.end(job.scope, held.ports.signal);
      });
      return record.number();
    });
  });
  return { ...undone, revision };
}

async function tellBefore({ set, scope, intent }: FoundSet, { cluster, ports }: HeldSet<Ports>): Promise<void> {
  if (intent?.state !== 'begun') return;
  const members = await listMembers(set, scope, { metadataOnly: true }, cluster, ports.signal);
  tellInterrupted(intent, set, members, ports);
}

/** What is made again is led to by the parent before it is made. What is no member afterwards is counted, and not named. */
function intended(
  { scope }: FoundSet,
  chosen: ChosenRevisions,
  { acts, state: { found, late }, remove }: Restoration,
): Pick<IntentJob, 'scope' | 'changes'> {
  const again = acts.flatMap((one) => (one.act === 'recreate' ? [one.ref] : []));
  const members = acts.flatMap((one) => {
    if (one.act === 'leave' || one.act === 'delete') return [];
    const { labels, annotations } = one.before.metadata;
    return labels?.[PART_OF] === undefined
      ? []
      : [{ key: changeKey(one.ref), hash: annotations?.[HASH_ANNOTATION] ?? '' }];
  });
  const named = nameChanges(
    members,
    remove.map(({ ref }) => changeKey(ref)),
  );
  const more = named.more + found.length + late.length - members.length;
  return { scope: unionOf(scope, scopeOfRefs(again)), changes: { ...named, ...aimOf(chosen), more } };
}

async function carryOut(
  request: UndoRequest & Pick<PutBackJob, 'goesOn'>,
  restoration: Restoration,
  set: ObjectSet,
  { cluster, ports }: Pick<HeldSet<Ports>, 'cluster' | 'ports'>,
): Promise<void> {
  await withStep(UNDO.id, ports, async () => {
    const job = { ...request, step: UNDO.id, restoration, namespace: set.namespace };
    const done = await putBack(job, cluster, ports);
    return { outcome: 'done', result: `${putBackSummary(done)} in ${cluster.target.context}` };
  });
}

function tellEmpty(object: string, emit: Ports['emit']): void {
  const message = `${object} is made again, but empty: what was in it does not come back`;
  emit({ type: 'notice', level: 'warning', message });
}

interface FoundSet extends RevisionHome {
  readonly parent: LiveObject;
  readonly scope: SetScope;
  /** Of the last run that changed it. */
  readonly intent: Intent | undefined;
}

/** @throws OrchestratorError DEPLOY_REFUSED where there is no such set. */
export async function findSet({ name, namespace }: SetHome, cluster: Cluster, signal: AbortSignal): Promise<FoundSet> {
  const set = { name, namespace: namespace ?? cluster.target.namespace };
  const kind = await cluster.kindOf('v1', 'ConfigMap', signal);
  const parent = kind && (await cluster.get({ kind, namespace: set.namespace, name }, signal));
  if (parent !== undefined)
    return {
      set,
      parent,
      parentUid: parent.metadata.uid ?? '',
      scope: unwrap(parseParent(parent, set)),
      intent: unwrap(parseIntent(parent, set)),
    };
  const message = `there is no set "${name}" in the namespace ${set.namespace}`;
  const hint = 'Name the set with --set-name=NAME, and its namespace with --namespace.';
  throw new OrchestratorError({ code: 'DEPLOY_REFUSED', message, hint });
}

/** `revision 3 undone`, `back to revision 1`; what stays of runs that kept nothing is not that revision's state. */
export function describeUndo({ to, newest, missing }: ChosenRevisions): string {
  if (to === undefined) return `revision ${newest.number} undone`;
  return `back to revision ${to}${missing.length === 0 ? '' : `, but for ${changesOf(missing)}`}`;
}

export const aimOf = ({ to, newest }: ChosenRevisions): { readonly undoes?: number; readonly to?: number } =>
  to === undefined ? { undoes: newest.number } : { to };

async function readChain(
  home: RevisionHome,
  { chain }: ChosenRevisions,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Link[]> {
  const links: Link[] = [];
  for (const [index, one] of chain.entries()) {
    const before = chain[index - 1];
    // Whoever goes on where another one ended has kept what that one was to do, done or not.
    const mayBeHalf = isHalf(one) || (before !== undefined && isHalf(before));
    const { objects } = await readRevision(home, one, cluster, signal);
    links.push({ kept: objects, isHalf: mayBeHalf });
  }
  return links;
}

/** Newest first. @throws OrchestratorError DEPLOY_REFUSED where there is no such set; CLUSTER_*. */
export async function listSet(
  home: SetHome,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<{ readonly set: ObjectSet; readonly revisions: readonly KeptRevision[] }> {
  const found = await findSet(home, cluster, signal);
  return { set: found.set, revisions: await listRevisions(found, cluster, signal) };
}
