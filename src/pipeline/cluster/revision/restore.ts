/**
 * What was kept → the cluster as it was: looked up and judged before the first write, then written in waves, waited for, and
 * what was not there before deleted.
 *
 *     kept ─places, live─► items ─planUndo, dry run─► acts ─apply, give back─► ready ─► delete
 */
import { OrchestratorError } from '../../../errors/problem.ts';
import { formatExact } from '../../../lib/exact-json.ts';
import { groupVersionOf, type LiveObject, type ObjectRef, preconditionOf, refKey } from '../../../live/object.ts';
import type { ChainObject } from '../../../live/revision/chain.ts';
import { giveBack } from '../../../live/revision/give-back.ts';
import { planUndo, type UndoAct, type UndoRules } from '../../../live/revision/plan-undo.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { FIELD_MANAGER } from '../applied.ts';
import { forEachPlaced } from '../for-each-placed.ts';
import { refuseReplacing } from '../make-plan.ts';
import { setManagers } from '../make-ready.ts';
import type { Placed } from '../place-objects.ts';
import { changingKinds, type PlannedObject, planOne } from '../plan-one.ts';
import { readLive } from '../read-live.ts';
import type { ClusterState, Found } from '../read-state.ts';
import { HASH_ANNOTATION, type Wanted } from '../wanted.ts';

export interface RestoreRules extends Pick<UndoRules, 'force' | 'deleteData' | 'keepData'> {
  /** What cannot be changed back is deleted and made anew. What the run had made anew is so in any case. */
  readonly replace: boolean;
}

export interface Restoration {
  readonly acts: readonly UndoAct[];
  /** What the server says of each that is there and is put back. */
  readonly planned: readonly PlannedObject[];
  /** What is applied for it. */
  readonly state: ClusterState;
  /** By refKey: what is deleted and made anew. */
  readonly replaced: ReadonlySet<string>;
  /** What is as it was, and is not written: the run to be undone had not come to it, or an undo before this one had. */
  readonly back: readonly { readonly ref: ObjectRef; readonly live: LiveObject }[];
  /** What was not there before. */
  readonly remove: readonly { readonly ref: ObjectRef; readonly live: LiveObject }[];
  /** What of an object stays ours. */
  ownedOf(wanted: Wanted): Readonly<Record<string, unknown>>;
  /** All of what is found: what holds all values already may have to be given back, or has keys too many. */
  isChange(): true;
  /** Gives fields back to whoever had them, once an object is written. */
  settle(placed: Placed, live: LiveObject, signal: AbortSignal): Promise<LiveObject>;
}

const AT_ONCE = 16;

/** @throws OrchestratorError APPLY_CONFLICT, DEPLOY_REFUSED with all of them, APPLY_FAILED; nothing is written. CLUSTER_*. */
export async function planRestoration(
  kept: readonly ChainObject[],
  rules: RestoreRules,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Restoration> {
  const placed = await Promise.all(kept.map(async (one) => ({ kept: one, ...(await place(one, cluster, signal)) })));
  const served = placed.filter(({ isServed }) => isServed).map(({ ref }) => ref);
  const live = await readLive(served, cluster, signal);
  const items = placed.map(({ kept: one, ref }) => ({ kept: one, ref, live: live.get(refKey(ref)) }));
  const plan = planUndo(items, { ...rules, manager: FIELD_MANAGER, hashAnnotation: HASH_ANNOTATION });
  const [refused, ...more] = plan.problems;
  if (refused !== undefined) throw new OrchestratorError([refused, ...more]);
  const isLeft = new Set(plan.acts.flatMap((one) => (one.act === 'leave' ? [one.ref] : [])));
  const puts = plan.acts.flatMap((one) => (one.act === 'restore' || one.act === 'recreate' ? [one] : []));
  const acts = new Map<Wanted, Put>(puts.map((one) => [wantedOf(one), one]));
  const isServed = (one: Put): boolean => served.includes(one.ref);
  const entries = [...acts];
  const found = entries.flatMap(([wanted, one]) =>
    isServed(one) ? [{ wanted, ref: one.ref, live: one.live, isAnew: isMadeAnew(one) }] : [],
  );
  const planned = await tryOut(found, rules, cluster, signal);
  return {
    acts: plan.acts,
    planned,
    state: { found, late: entries.flatMap(([wanted, one]) => (isServed(one) ? [] : [wanted])) },
    replaced: new Set(
      planned.flatMap(({ change, found: one }) => (change.action === 'replace' && one ? [refKey(one.ref)] : [])),
    ),
    back: items.flatMap(({ ref, kept: { before }, live: there }) =>
      before !== undefined && there !== undefined && isLeft.has(ref) ? [{ ref, live: there }] : [],
    ),
    remove: plan.acts.flatMap((one) => (one.act === 'delete' ? [one] : [])),
    ownedOf: (wanted) => acts.get(wanted)?.owned ?? wanted.value,
    isChange: () => true,
    settle: async ({ ref, wanted }, now, abort) => {
      const act = acts.get(wanted);
      if (act === undefined) return now;
      const cleared = await dropStrays(ref, act.strays, now, cluster, abort);
      return settleOwners(ref, act.before, cleared, cluster, abort);
    },
  };
}

type Put = Extract<UndoAct, { readonly act: 'restore' | 'recreate' }>;

/** A kind that is gone may come back with its definition. */
async function place(
  { apiVersion: spoken, kind, namespace, name, before }: ChainObject,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<{ readonly ref: ObjectRef; readonly isServed: boolean }> {
  // What is put back goes by the version that it was kept in.
  const apiVersion = before?.apiVersion ?? spoken;
  const found = await cluster.kindOf(apiVersion, kind, signal);
  const unknown = {
    ...groupVersionOf(apiVersion),
    kind,
    resource: '',
    isNamespaced: namespace !== undefined,
    verbs: [],
  };
  const within = found?.isNamespaced === false ? undefined : namespace;
  return { ref: { kind: found ?? unknown, namespace: within, name }, isServed: found !== undefined };
}

const isMadeAnew = ({ before, live }: Put): boolean => live !== undefined && live.metadata.uid !== before.metadata.uid;

/** What the server refuses is told before anything is written. What is not there yet may need what comes before it. */
async function tryOut(
  found: readonly (Found & { readonly isAnew: boolean })[],
  rules: RestoreRules,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly PlannedObject[]> {
  const objects: PlannedObject[] = [];
  const kinds = changingKinds(found);
  const ask = async (one: Found, abort: AbortSignal): Promise<void> => {
    objects.push(await planOne(one, { force: rules.force, kinds }, cluster, abort));
  };
  const there = found.filter(({ live }) => live !== undefined);
  await forEachPlaced(there, AT_ONCE, ask, signal);
  for (const isAnew of [false, true]) {
    const some = objects.filter((one) => there.find(({ wanted }) => wanted === one.found?.wanted)?.isAnew === isAnew);
    refuseReplacing({ objects: some, unseen: [] }, isAnew ? { ...rules, replace: true } : rules);
  }
  return objects;
}

function wantedOf({ ref, before, wanted }: Put): Wanted {
  const { apiVersion, kind } = before;
  const hash = before.metadata.annotations?.[HASH_ANNOTATION] ?? '';
  const id = { apiVersion, kind, name: ref.name, ...(ref.namespace !== undefined && { namespace: ref.namespace }) };
  const jsonOver: Wanted['jsonOver'] = (live) =>
    formatExact({ ...wanted, metadata: { ...wanted.metadata, ...preconditionOf(live) } });
  return { id, json: formatExact(wanted), jsonOver, value: wanted as unknown as Wanted['value'], hash };
}

async function dropStrays(
  ref: ObjectRef,
  keys: readonly string[],
  now: LiveObject,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<LiveObject> {
  if (keys.length === 0) return now;
  const text = JSON.stringify({ data: Object.fromEntries(keys.map((key) => [key, null])) });
  return (await cluster.patch(ref, { type: 'merge-patch', text }, signal)) ?? now;
}

const TRIES = 5;

/** Others may write it meanwhile: then what they have by now counts. */
async function settleOwners(
  ref: ObjectRef,
  before: LiveObject,
  applied: LiveObject,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<LiveObject> {
  let now = applied;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const entries = giveBack(before, now, FIELD_MANAGER);
    if (entries === undefined) return now;
    const done = await setManagers(ref, now, entries, cluster, signal);
    if (done !== undefined) return done;
    const again = await cluster.get(ref, signal);
    if (again === undefined) return now;
    now = again;
  }
  return now;
}
