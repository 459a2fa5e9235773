/**
 * What an apply will do to one object that is wanted, by the server's own answer to a dry run of it.
 *
 *     not there                 create: nothing is asked, unless the plan is only shown
 *     there, ours, the same     keep: nothing is asked
 *     there, otherwise          a dry run; keep where nothing of it would change
 *     refused, and not as new   replace: a field cannot be changed
 *     being deleted             replace: it is made anew once it is gone
 */
import type { OrchestratorError } from '../../errors/problem.ts';
import { type Adoption, adoptionOf } from '../../live/adoption.ts';
import type { Member } from '../../live/applyset-prune.ts';
import { leftOver } from '../../live/left-over.ts';
import type { LiveObject, ObjectRef } from '../../live/object.ts';
import type { Action, Change, Note } from '../../live/plan/change.ts';
import { leftTexts, withoutTexts } from '../../live/revision/left-texts.ts';
import type { Cluster, TriedApply } from '../../ports/cluster.ts';
import { FIELD_MANAGER, isApplied } from './applied.ts';
import { refuseOtherSet } from './other-set.ts';
import { definedKinds } from './place-objects.ts';
import { shownText } from './plan-text.ts';
import type { Found } from './read-state.ts';
import { tryNew } from './try-new.ts';
import type { Wanted } from './wanted.ts';

export interface PlannedObject {
  readonly change: Change;
  /** Undefined for what is pruned or left over, and for what is {@link PlannedObject.late}. */
  readonly found?: Found;
  /** Of a kind that this very set brings. */
  readonly late?: Wanted;
  /** Why it cannot be changed; undefined where it is not replaced, or goes anyway. */
  readonly refusal?: OrchestratorError;
  /** Of a plan that was saved: what it keeps is not written, whatever the manifest says. */
  readonly isExact?: true;
}

export interface PlanRules {
  /** Fields are taken over from others. */
  readonly force: boolean;
  /** Those whose definition changes along with it. */
  readonly kinds: ReadonlySet<string>;
  /** Nothing will be written after it: what is new is asked about too. */
  readonly isShown?: boolean | undefined;
}

/**
 * @throws OrchestratorError APPLY_FAILED, APPLY_CONFLICT, CLUSTER_*.
 */
export async function planOne(
  found: Found,
  { force, kinds, isShown = false }: PlanRules,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PlannedObject> {
  const { live, ref, wanted } = found;
  const sent = sentObject(wanted, ref.namespace);
  const planned = (action: Action, after: LiveObject | undefined, ...notes: readonly string[]): PlannedObject => ({
    change: changeOf(found, { action, before: live, after, notes: notes.map(reason) }),
    found,
  });
  if (live === undefined) return planned('create', sent, ...(isShown ? await tryNew(found, cluster, signal) : []));
  if (live.metadata.deletionTimestamp !== undefined)
    return planned('replace', sent, 'it is being deleted, and is made anew once it is gone');
  if (isApplied(found, live)) return planned('keep', live);
  if (!force) await refuseOtherSet(found, live, cluster, signal);
  if (kinds.has(`${wanted.id.apiVersion} ${wanted.id.kind}`))
    return planned('update', live, 'what it becomes is not known: the definition of its kind changes along with it');
  const adoption = adoptionOf(live, FIELD_MANAGER, force);
  const tried = await cluster.tryApply(ref, wanted.json, { force, from: adoption?.managers ?? [] }, signal);
  if ('untried' in tried) return planned('update', live, `what it becomes is not known: ${tried.untried.message}`);
  if ('live' in tried) {
    const after = withoutTexts(tried.live, leftTexts(wanted.value, live, FIELD_MANAGER));
    if (adoption !== undefined)
      return planned('update', after, ...adoptionNotes(adoption, leftOver(live, after, adoption, FIELD_MANAGER)));
    return shownText(live) === shownText(after)
      ? planned('keep', live, 'nothing of it changes, but who keeps it')
      : planned('update', after);
  }
  if (!(await isReplaceable(found, tried, cluster, signal))) throw tried.refused;
  return {
    ...planned('replace', sent, 'it is deleted and made anew: a field cannot be changed'),
    refusal: tried.refused,
  };
}

const NAMED = 5;

function adoptionNotes({ managers }: Adoption, left: readonly string[]): readonly string[] {
  const who = managers.join(', ');
  const taken = `taken over from ${who}: from now on what leaves the manifest leaves the cluster`;
  if (left.length === 0) return [taken];
  const more = left.length > NAMED ? ` and ${left.length - NAMED} more` : '';
  return [
    taken,
    `what ${who} had applied and the manifest does not say stays: ${left.slice(0, NAMED).join(', ')}${more}`,
  ];
}

/** Whether all that the server has against it is that another one is there. */
async function isReplaceable(
  { ref, wanted }: Found,
  { fields }: Extract<TriedApply, { refused: unknown }>,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<boolean> {
  const asNew = await cluster.tryCreate(ref, wanted.json, signal);
  if (asNew === undefined) return false;
  return fields.length === 0 ? asNew.length === 0 : !fields.some((field) => asNew.includes(field));
}

/** Kinds whose definition is about to change: what such an object would be, the server cannot say yet. */
export const changingKinds = (all: readonly Found[]): ReadonlySet<string> =>
  new Set(
    all.flatMap((one) => {
      const kinds = definedKinds(one.wanted);
      return kinds.length === 0 || one.live === undefined || isApplied(one, one.live) ? [] : kinds;
    }),
  );

/** One that comes after the definition of its kind. */
export const planLate = (late: Wanted): PlannedObject => {
  const { apiVersion, kind, namespace, name } = late.id;
  const after = sentObject(late, namespace);
  return { change: { action: 'create', apiVersion, kind, namespace, name, before: undefined, after, notes: [] }, late };
};

export const reason = (message: string): Note => ({ about: 'reason', message });

/** As it is sent, in its namespace. */
export function sentObject({ value }: Wanted, namespace: string | undefined): LiveObject {
  const object = value as LiveObject;
  return namespace === undefined ? object : { ...object, metadata: { ...object.metadata, namespace } };
}

const changeOf = (
  { ref, wanted }: Found,
  { action, before, after, notes }: Pick<Change, 'action' | 'before' | 'after' | 'notes'>,
): Change => {
  const { apiVersion, kind, name } = wanted.id;
  return { action, apiVersion, kind, namespace: ref.namespace, name, before, after, notes };
};

/** One that is in the set no longer. */
export function leaving(action: 'prune' | 'keep', { ref, live }: Member, why?: string): PlannedObject {
  const before = named(ref, live);
  const { apiVersion, kind } = before;
  const notes = why === undefined ? [] : [reason(why)];
  const { namespace, name } = ref;
  return { change: { action, apiVersion, kind, namespace, name, before, after: undefined, notes } };
}

/** A list without what objects say does not say either what they are. */
export const named = ({ kind: { group, version, kind } }: ObjectRef, live: LiveObject): LiveObject => ({
  ...live,
  apiVersion: group === '' ? version : `${group}/${version}`,
  kind,
});
