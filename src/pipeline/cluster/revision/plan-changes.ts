/**
 * A restoration as the plan of an apply tells changes: what each act comes to, and what follows from it. Nothing is written.
 *
 *     restore     update, by the server's answer to a dry run; replace where it cannot be changed back
 *     make again  create
 *     delete      prune
 */
import type { Fields } from '../../../live/fields.ts';
import type { LiveObject, ObjectRef } from '../../../live/object.ts';
import type { Change } from '../../../live/plan/change.ts';
import type { UndoAct } from '../../../live/revision/plan-undo.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { withFollowing } from '../make-plan.ts';
import { leaving, type PlannedObject } from '../plan-one.ts';
import type { Restoration } from './restore.ts';

export interface PlannedUndo {
  readonly changes: readonly { readonly act: UndoAct['act']; readonly change: Change }[];
  /** What was not looked at, and why. */
  readonly unseen: readonly string[];
}

/** In the order in which they are told: what is restored, made again, deleted. @throws OrchestratorError CLUSTER_*. */
export async function planChanges(
  { acts, planned }: Pick<Restoration, 'acts' | 'planned'>,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PlannedUndo> {
  const tried = new Map(planned.map((one) => [one.found?.ref, one]));
  const told = ORDER.flatMap((act) => acts.filter((one) => one.act === act));
  const { objects, unseen } = await withFollowing(
    told.map((one) => plannedOf(one, tried)),
    cluster,
    signal,
  );
  const actOf = (index: number): UndoAct['act'] => told[index]?.act ?? 'leave';
  return { changes: objects.map(({ change }, index) => ({ act: actOf(index), change })), unseen };
}

const ORDER: readonly UndoAct['act'][] = ['restore', 'recreate', 'delete'];

function plannedOf(act: UndoAct, tried: ReadonlyMap<ObjectRef | undefined, PlannedObject>): PlannedObject {
  const { ref } = act;
  if (act.act === 'delete') return leaving('prune', act);
  const known = tried.get(ref);
  if (act.act === 'leave') throw new Error('what is left is no change');
  if (known === undefined) return { change: creationOf(act.wanted, ref) };
  const { after } = known.change;
  return { ...known, change: { ...known.change, after: after && withoutKeys(after, act.strays) } };
}

const creationOf = (wanted: LiveObject, { namespace, name }: ObjectRef): Change => {
  const { apiVersion, kind } = wanted;
  return { action: 'create', apiVersion, kind, namespace, name, before: undefined, after: wanted, notes: [] };
};

/** No apply takes them away, and no dry run of one: they are dropped by themselves. */
function withoutKeys(object: LiveObject, keys: readonly string[]): LiveObject {
  if (keys.length === 0) return object;
  const data = Object.entries((object['data'] ?? {}) as Fields).filter(([key]) => !keys.includes(key));
  return { ...object, data: Object.fromEntries(data) };
}
