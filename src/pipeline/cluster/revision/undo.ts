/**
 * `undo`: the state before the last apply of a set, prune included. Itself a run with a revision, so that it can be undone.
 *
 *     set ─parent, revisions─► the one to undo ─planRestoration─► keep what is there now ─putBack─► as before
 *
 * Data does not come back: what was in a deleted volume, namespace or kind is gone.
 */
import { OrchestratorError } from '../../../errors/problem.ts';
import { unwrap } from '../../../errors/result.ts';
import type { Step } from '../../../events/event.ts';
import { type ObjectSet, parseParent, type SetScope, unionOf } from '../../../live/applyset.ts';
import { isDataKept } from '../../../live/holds-data.ts';
import { describeRef, type LiveObject } from '../../../live/object.ts';
import { type KeptRevision, revisionToUndo } from '../../../live/revision/secrets.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { withStep } from '../../step.ts';
import { scopeOfRefs, writeParent } from '../inventory.ts';
import type { InputPorts } from '../read-wanted.ts';
import type { WaitOptions } from '../wait-step.ts';
import { captureState } from './capture.ts';
import { endRecord } from './end-record.ts';
import { type PutBack, putBack, putBackSummary, resultOf } from './put-back.ts';
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
  readonly deleteData: readonly string[];
  readonly dryRun: boolean;
}

export interface Undone extends PutBack {
  readonly set: ObjectSet;
  readonly undoes: KeptRevision;
  /** Its own; undefined where nothing was changed, or kept. */
  readonly revision: number | undefined;
  /** `Deployment shop/web: why it stays`. */
  readonly left: readonly string[];
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
    const revision = await findRevision(found, cluster, signal);
    const kept = await readRevision(found, revision, cluster, signal);
    const rules = { ...request, keepData: false };
    const restoration = await planRestoration(kept, rules, cluster, signal);
    const result = `${putBackSummary(resultOf(restoration))} by undoing revision ${revision.number}`;
    return { outcome: 'done', result, value: { found, revision, restoration } };
  });
  const { found, revision: undoes, restoration } = value;
  const left = restoration.acts.flatMap((one) =>
    one.act === 'leave' && one.reason !== undefined ? [`${describeRef(one.ref)}: ${one.reason}`] : [],
  );
  for (const { act, ref } of restoration.acts)
    if (act === 'recreate' && isDataKept(ref, [])) tellEmpty(describeRef(ref), emit);
  const undone = { ...resultOf(restoration), set: found.set, undoes, left };
  if (dryRun || restoration.acts.every(({ act }) => act === 'leave')) return { ...undone, revision: undefined };
  const changes = { ...restoration, prune: restoration.remove, namespace: found.set.namespace };
  const kept = await captureState(changes, cluster, signal);
  const record = createRecord(
    { command: 'undo', undoes: undoes.number, set: found.set, version, kept },
    cluster,
    ports,
  );
  await endRecord(record, ports, () => carryOut(request, found, restoration, record, cluster, ports));
  return { ...undone, revision: record.number() };
}

/** One that says what was kept of it, beside the parent, which leads to what is made again before that is made. */
async function carryOut(
  request: UndoRequest,
  found: FoundSet,
  restoration: Restoration,
  record: ReturnType<typeof createRecord>,
  cluster: Cluster,
  ports: Ports,
): Promise<void> {
  const { set, scope } = found;
  let isCovered = false;
  const beforeWave = async (): Promise<void> => {
    if (isCovered) return;
    isCovered = true;
    const wider = unionOf(
      scope,
      scopeOfRefs(restoration.acts.flatMap((one) => (one.act === 'recreate' ? [one.ref] : []))),
    );
    await record.write(found.parent);
    await writeParent({ set, request }, found.parent, wider, cluster, ports.signal);
  };
  await withStep(UNDO.id, ports, async () => {
    const done = await putBack(
      { ...request, step: UNDO.id, restoration, namespace: set.namespace, beforeWave },
      cluster,
      ports,
    );
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
}

/** @throws OrchestratorError DEPLOY_REFUSED where there is no such set. */
export async function findSet({ name, namespace }: SetHome, cluster: Cluster, signal: AbortSignal): Promise<FoundSet> {
  const set = { name, namespace: namespace ?? cluster.target.namespace };
  const kind = await cluster.kindOf('v1', 'ConfigMap', signal);
  const parent = kind && (await cluster.get({ kind, namespace: set.namespace, name }, signal));
  if (parent !== undefined)
    return { set, parent, parentUid: parent.metadata.uid ?? '', scope: unwrap(parseParent(parent, set)) };
  const message = `there is no set "${name}" in the namespace ${set.namespace}`;
  const hint = 'Name the set with --set-name=NAME, and its namespace with --namespace.';
  throw new OrchestratorError({ code: 'DEPLOY_REFUSED', message, hint });
}

async function findRevision(found: FoundSet, cluster: Cluster, signal: AbortSignal): Promise<KeptRevision> {
  const revisions = await listRevisions(found, cluster, signal);
  const number = revisionToUndo(revisions);
  const revision = revisions.find((one) => one.number === number);
  if (revision !== undefined) return revision;
  const { name, namespace } = found.set;
  const why = number === undefined ? 'nothing is kept' : `what revision ${number} was before is kept no longer`;
  const message = `there is nothing to undo in the set "${name}" in the namespace ${namespace}: ${why}`;
  const hint = 'An apply keeps what it changes where it may write Secrets.';
  throw new OrchestratorError({ code: 'DEPLOY_REFUSED', message, hint });
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
