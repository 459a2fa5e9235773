/**
 * What a cluster has of a set: its parent, and the members that the parent leads to.
 *
 *     parent ─kinds, namespaces─► one list each, by label, metadata only ─planPrune─► what goes once all is applied
 *
 * The parent covers a member before it is made, so that whoever ends in between leaves nothing that is not found again.
 */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import {
  groupKind,
  type ObjectSet,
  PART_OF,
  parentInSet,
  parseGroupKind,
  parseParent,
  type SetScope,
  scopeOf,
  setId,
} from '../../live/applyset.ts';
import { type Member, type PrunePlan, planPrune, pruneProblem } from '../../live/applyset-prune.ts';
import { type Intent, parseIntent } from '../../live/intent.ts';
import { groupVersionOf, type LiveObject, type ObjectRef, type ResourceKind } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { FIELD_MANAGER } from './applied.ts';
import type { Caller } from './lease.ts';
import type { Wanted } from './wanted.ts';

export interface SetRequest {
  readonly name: string;
  /** Of this program; the parent says who wrote it. */
  readonly version: string;
  /** Also all of it, or most. */
  readonly allowPrune: boolean;
  /** `KIND/NAME` of what holds data and may go. */
  readonly deleteData: readonly string[];
  /** Whoever runs this, for another run that wants the set meanwhile. */
  readonly caller: Caller;
  /** How long to wait while another run is changing it. */
  readonly leaseWaitMs: number;
}

export interface Inventory {
  readonly set: ObjectSet;
  readonly request: SetRequest;
  /** Undefined: there was none. */
  readonly parent: LiveObject | undefined;
  readonly scope: SetScope;
  /** Of the last run that changed the set. */
  readonly intent: Intent | undefined;
  /** Before anything is applied. */
  readonly plan: PrunePlan;
  /** Why it must not be carried out. */
  readonly problem: Problem | undefined;
  /** Those that are members now, of some kinds in some namespaces. @param uids Of members that are wanted all the same. */
  readonly planAgain: (scope: SetScope, uids: ReadonlySet<string>, signal: AbortSignal) => Promise<PrunePlan>;
}

const AT_ONCE = 16;

/**
 * @param namespace The set's, and that of objects that name none and need one.
 * @throws OrchestratorError DEPLOY_REFUSED where the parent is not ours; CLUSTER_*.
 */
export async function readInventory(
  request: SetRequest,
  wanted: readonly Wanted[],
  namespace: string,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Inventory> {
  const set = { name: request.name, namespace };
  const ref = await parentRef(set, cluster, signal);
  const keys = wantedKeys(wanted, namespace);
  const own = wanted.find((one) => keysOf(one, namespace).includes(memberKey(ref)));
  if (own !== undefined) throw new OrchestratorError({ ...parentInSet(set), at: own.place });
  const parent = await cluster.get(ref, signal);
  const scope = parent === undefined ? scopeOf([], []) : unwrap(parseParent(parent, set));
  const intent = unwrap(parseIntent(parent, set));
  const planAgain: Inventory['planAgain'] = async (within, uids, abort) =>
    planPrune(await listMembers(set, within, { metadataOnly: true }, cluster, abort), {
      isWanted: ({ ref: one, live }) => keys.has(memberKey(one)) || uids.has(live.metadata.uid ?? ''),
      manager: FIELD_MANAGER,
      deleteData: request.deleteData,
    });
  const plan = await planAgain(scope, new Set(), signal);
  return { set, request, parent, scope, intent, plan, problem: pruneProblem(plan, set), planAgain };
}

/** Where the objects of a set will be, as far as their text says it. */
export const scopeOfWanted = (wanted: readonly Wanted[], namespace: string): SetScope =>
  scopeOf(
    wanted.map(({ id }) => groupKind({ ...groupVersionOf(id.apiVersion), kind: id.kind })),
    [namespace, ...wanted.map(({ id }) => id.namespace ?? namespace)],
  );

export const scopeOfRefs = (refs: readonly ObjectRef[]): SetScope =>
  scopeOf(
    refs.map(({ kind }) => groupKind(kind)),
    refs.flatMap(({ namespace }) => namespace ?? []),
  );

export async function parentRef(
  { name, namespace }: ObjectSet,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<ObjectRef> {
  const kind = await cluster.kindOf('v1', 'ConfigMap', signal);
  if (kind === undefined) throw new Error('the cluster has no ConfigMaps');
  return { kind, namespace, name };
}

interface Place {
  readonly kind: ResourceKind;
  readonly namespace: string | undefined;
}

/** By kind and name. @throws OrchestratorError CLUSTER_*. */
export async function listMembers(
  set: ObjectSet,
  scope: SetScope,
  { metadataOnly }: { readonly metadataOnly: boolean },
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Member[]> {
  const members: Member[] = [];
  const options = { labelSelector: `${PART_OF}=${setId(set)}`, metadataOnly };
  const list = async ({ kind, namespace }: Place, abort: AbortSignal): Promise<void> => {
    const { items } = await cluster.list(kind, { ...options, namespace }, abort);
    for (const live of items)
      members.push({ ref: { kind, namespace: live.metadata.namespace, name: live.metadata.name }, live });
  };
  await inParallel(await placesOf(scope, cluster, signal), AT_ONCE, list, signal);
  // Lists end in any order.
  return members.toSorted((a, b) => (memberKey(a.ref) < memberKey(b.ref) ? -1 : 1));
}

/** Objects of a kind that the cluster does not have any more went with its definition. */
async function placesOf(scope: SetScope, cluster: Cluster, signal: AbortSignal): Promise<readonly Place[]> {
  const kinds = await Promise.all(
    scope.kinds.map(async (text) => {
      const { group, kind } = parseGroupKind(text);
      return cluster.servedKind(group, kind, signal);
    }),
  );
  return kinds.flatMap((kind): readonly Place[] => {
    if (kind === undefined || !kind.verbs.includes('list')) return [];
    if (!kind.isNamespaced) return [{ kind, namespace: undefined }];
    return scope.namespaces.map((namespace) => ({ kind, namespace }));
  });
}

const memberKey = ({ kind, namespace, name }: ObjectRef): string =>
  JSON.stringify([kind.group, kind.kind, namespace ?? '', name]);

/** Of an object in its namespace, and of one in none: which of them it is, only the kind's definition says. */
function keysOf({ id }: Wanted, namespace: string): readonly string[] {
  const { group } = groupVersionOf(id.apiVersion);
  return [id.namespace ?? namespace, ''].map((within) => JSON.stringify([group, id.kind, within, id.name]));
}

const wantedKeys = (wanted: readonly Wanted[], namespace: string): ReadonlySet<string> =>
  new Set(wanted.flatMap((one) => keysOf(one, namespace)));
