/**
 * What the parent of a set says of the run that is changing it: before the first write, and after the last.
 *
 *     begin ─► revision 8 begun: what will be written and deleted, and where members may be from now on
 *     end ───► revision 8 done: where members are
 *     fail ──► revision 8 failed: whoever ran it was told why
 */
import { groupKind, type ObjectSet, parentObject, type SetScope, scopeOf, unionOf } from '../../live/applyset.ts';
import type { KeptMember } from '../../live/applyset-prune.ts';
import { changeKey, type HookTime, type Intent, intentText, nameChanges } from '../../live/intent.ts';
import { groupVersionOf, type LiveObject } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { isApplied, type Receipt } from './applied.ts';
import { type Inventory, parentRef, type SetRequest, scopeOfRefs, scopeOfWanted } from './inventory.ts';
import type { ClusterState } from './read-state.ts';
import { saveParent } from './save-parent.ts';
import type { Wanted } from './wanted.ts';

export interface IntentJob {
  readonly set: ObjectSet;
  readonly request: Pick<SetRequest, 'version' | 'caller'>;
  /** As it was read. Undefined: there is none yet. */
  readonly parent: LiveObject | undefined;
  /** The intent that it has. */
  readonly last: Intent | undefined;
  /** Of the lease. */
  readonly token: number;
  /** Where members may be until all is done. */
  readonly scope: SetScope;
  readonly changes: Pick<Intent, 'undoes' | 'to' | 'hooks' | 'write' | 'prune' | 'more'>;
}

interface BegunIntent extends OpenIntent {
  /** It ended before. */
  fail(signal: AbortSignal): Promise<void>;
}

export interface OpenIntent {
  /** Of the revision. */
  readonly number: number;
  /** The revision is kept by a higher number: there are some that the parent knew nothing of. */
  keptAs(number: number): void;
  /** The parent as it is now. */
  parent(): LiveObject;
  /** All is written, and what had to go is gone. @param scope Where members are. */
  end(scope: SetScope, signal: AbortSignal): Promise<void>;
}

const FAIL_MS = 5000;

/**
 * @param work Ends it when all is done.
 * @throws OrchestratorError APPLY_CONFLICT where another run has written the parent; APPLY_FAILED, CLUSTER_*; what the work
 *   throws.
 */
export async function withIntent<T>(
  job: IntentJob,
  cluster: Cluster,
  signal: AbortSignal,
  work: (intent: OpenIntent) => Promise<T>,
): Promise<T> {
  const intent = await beginIntent(job, cluster, signal);
  try {
    return await work(intent);
  } catch (error) {
    // Told already; that it could not be noted changes nothing about it.
    await intent.fail(AbortSignal.timeout(FAIL_MS)).catch(() => undefined);
    throw error;
  }
}

async function beginIntent(
  { set, request, parent: read, last, token, scope, changes }: IntentJob,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<BegunIntent> {
  const ref = await parentRef(set, cluster, signal);
  const { write = {}, prune = [], more = 0 } = changes;
  const isChange = last === undefined || Object.keys(write).length + prune.length + more > 0;
  let begun: Intent = {
    // An apply that only tidies up the parent makes no revision: none is missed where none is kept.
    number: (last?.number ?? 0) + (isChange ? 1 : 0),
    token,
    state: 'begun',
    by: request.caller.name,
    began: cluster.now().toISOString(),
    program: request.version,
  };
  const save = (
    before: LiveObject | undefined,
    intent: Intent,
    within: SetScope,
    abort: AbortSignal,
  ): Promise<LiveObject> => {
    const whole = unionOf(within, scopeOf([], [set.namespace]));
    const change = (live: LiveObject | undefined): LiveObject =>
      parentObject(live, set, whole, request.version, intentText(intent));
    return saveParent(ref, before, change, cluster, abort);
  };
  let parent = await save(read, { ...begun, ...changes }, scope, signal);
  return {
    number: begun.number,
    keptAs(number) {
      begun = { ...begun, number };
    },
    parent: () => parent,
    async end(within, abort) {
      parent = await save(parent, { ...begun, state: 'done' }, within, abort);
    },
    async fail(abort) {
      parent = await save(parent, { ...begun, state: 'failed' }, scope, abort);
    },
  };
}

/** Where members are once all is done. */
export const scopeOfMembers = (
  placed: readonly Pick<Receipt, 'ref'>[],
  kept: readonly Pick<KeptMember, 'ref'>[],
): SetScope => scopeOfRefs([...placed, ...kept].map(({ ref }) => ref));

/** Of an apply. */
export function applyIntent(
  state: ClusterState,
  inventory: Inventory,
  hooks: readonly HookTime[],
  token: number,
): IntentJob {
  const { set, request, parent, intent: last } = inventory;
  const { found, late } = state;
  const wanted = [...found.map((one) => one.wanted), ...late];
  const scope = unionOf(inventory.scope, scopeOfWanted(wanted, set.namespace));
  return {
    set,
    request,
    parent,
    last,
    token,
    scope,
    changes: { ...(hooks.length > 0 && { hooks }), ...changesOf(state, inventory) },
  };
}

function changesOf({ found, late }: ClusterState, { plan, set }: Inventory): IntentJob['changes'] {
  const differing = found.filter((one) => one.live === undefined || !isApplied(one, one.live));
  const write = [
    ...differing.map(({ ref, wanted: { hash } }) => ({ key: changeKey(ref), hash })),
    ...late.map((one) => ({ key: lateKey(one, set.namespace), hash: one.hash })),
  ];
  return nameChanges(
    write,
    plan.prune.map(({ ref }) => changeKey(ref)),
  );
}

const lateKey = ({ id: { apiVersion, kind, namespace, name } }: Wanted, within: string): string =>
  `${groupKind({ group: groupVersionOf(apiVersion).group, kind })} ${namespace ?? within}/${name}`;
