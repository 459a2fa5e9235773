/**
 * What revisions kept + what is there now → what brings back what was before them. Pure.
 *
 *     before   after     now                        the undo
 *     –        applied   there, as it was applied   deletes it
 *     there    applied   there                      restores what we changed of it
 *     there    –         gone                       makes it again
 *     there    half done gone                       makes it again: it was to be made anew
 *     any      any       as before                  leaves it
 *     any      any       changed by others          is a conflict
 */
import type { Problem } from '../../errors/problem.ts';
import { adoptedOf } from '../adoption.ts';
import { PART_OF } from '../applyset.ts';
import { type Fields, isLeaf, isSameFields } from '../fields.ts';
import { isDataKept } from '../holds-data.ts';
import { describeRef, type LiveObject, type ObjectRef } from '../object.ts';
import { appliedBy } from '../owned.ts';
import { type ChainObject, keptOf } from './chain.ts';
import { extractFields } from './extract.ts';
import { type ForeignField, foreignFields, valueAt } from './foreign.ts';
import { fieldsOf } from './give-back.ts';
import type { KeptObject } from './kept.ts';
import { othersFields, restorableFields } from './restorable.ts';
import { strayKeys, withStringData } from './string-data.ts';

export interface UndoItem {
  readonly ref: ObjectRef;
  readonly kept: ChainObject;
  /** As it is now; undefined: it is not there. */
  readonly live: LiveObject | undefined;
}

export type UndoAct = { readonly ref: ObjectRef } & (
  | {
      readonly act: 'restore' | 'recreate';
      readonly before: LiveObject;
      /** What is applied. */
      readonly wanted: LiveObject;
      /** The part of it that stays ours. */
      readonly owned: LiveObject;
      /** Keys of its data that no apply takes away. */
      readonly strays: readonly string[];
      readonly live: LiveObject | undefined;
    }
  | { readonly act: 'delete'; readonly live: LiveObject }
  /** @param reason Undefined where there is nothing to do. */
  | { readonly act: 'leave'; readonly reason: string | undefined }
);

export interface UndoRules {
  /** Our field manager. */
  readonly manager: string;
  /** The annotation that holds the hash of what was applied. */
  readonly hashAnnotation: string;
  /** Also what others have changed. */
  readonly force: boolean;
  /** `KIND/NAME` of what holds data and may go. */
  readonly deleteData: readonly string[];
  /** What must not be deleted stays, and is no problem. */
  readonly keepData: boolean;
}

export interface UndoPlan {
  readonly acts: readonly UndoAct[];
  /** Why nothing of it must be done: APPLY_CONFLICT, DEPLOY_REFUSED. */
  readonly problems: readonly Problem[];
}

export function planUndo(items: readonly UndoItem[], rules: UndoRules): UndoPlan {
  const judged = items.map((item) => judge(item, rules));
  return {
    acts: judged.flatMap((one) => ('act' in one ? [one] : [])),
    problems: judged.flatMap((one) => ('act' in one ? [] : [one])),
  };
}

interface Judged extends Omit<UndoItem, 'kept'>, Pick<ChainObject, 'applied' | 'isHalf'> {
  /** By the run that left what is there. */
  readonly kept: KeptObject;
}

function judge({ ref, kept: chain, live }: UndoItem, rules: UndoRules): UndoAct | Problem {
  const kept = keptOf(chain, live, rules.hashAnnotation);
  const item = { ref, kept, applied: chain.applied, isHalf: chain.isHalf, live };
  if (kept.before === undefined) return judgeCreated(item, rules);
  if (live === undefined) {
    if (kept.after !== undefined && !item.isHalf && !rules.force) return conflict(ref, 'it was deleted since');
    return put('recreate', { ...item, live }, kept.before, rules);
  }
  if (live.metadata.deletionTimestamp !== undefined) return conflict(ref, 'it is being deleted still', '');
  if (live.metadata.uid !== kept.before.metadata.uid && !isOurs(item, rules) && !rules.force)
    return conflict(ref, `it was made anew since${byWhom(live)}`);
  if (isUntouched(kept.before, live, rules) && straysOf(item, kept.before).length === 0)
    return adoptedOf(kept.before, live).length === 0
      ? { act: 'leave', ref, reason: undefined }
      : put('restore', { ...item, live }, kept.before, rules);
  const changed = changedByOthers(item, kept.before, rules);
  if (changed !== undefined && !rules.force) return conflict(ref, changed);
  return put('restore', { ...item, live }, kept.before, rules);
}

function judgeCreated(item: Judged, rules: UndoRules): UndoAct | Problem {
  const { ref, kept, live } = item;
  const leave = (reason?: string): UndoAct => ({ act: 'leave', ref, reason });
  if (live === undefined || live.metadata.deletionTimestamp !== undefined) return leave();
  if (appliedBy(live, rules.manager) === undefined) return leave('orchestrator did not apply it');
  if (live.metadata.annotations?.['orchestrator.dev/prune'] === 'disabled')
    return leave('orchestrator.dev/prune is disabled');
  // It was made, and deleted again.
  if (kept.after === undefined) return leave('it was made anew since');
  const changed = changedByOthers(item, undefined, rules) ?? appliedToo(live, rules);
  if (changed !== undefined && !rules.force) return conflict(ref, changed);
  if (!isDataKept(ref, rules.deleteData)) return { act: 'delete', ref, live };
  const hint = `--delete-data=${ref.kind.kind}/${ref.name} deletes it`;
  if (rules.keepData) return leave(`it holds data; ${hint}`);
  const message = `${describeRef(ref)} was not there before, and holds data, which would go with it`;
  return { code: 'DEPLOY_REFUSED', message, hint: `${hint}.` };
}

/** Of fields that we did not have before, those that others have now are theirs. */
function put(act: 'restore' | 'recreate', item: Judged, before: LiveObject, rules: UndoRules): UndoAct {
  const { ref, live } = item;
  const fields = restorableFields(before, live, rules.manager);
  const others = othersFields(before, rules.manager);
  const whole = withStringData(before);
  const wanted = extractFields(whole, fields, others);
  const owned = extractFields(whole, fieldsOf(appliedBy(before, rules.manager)), others);
  return { act, ref, before, live, wanted, owned, strays: straysOf(item, before) };
}

const straysOf = ({ applied, live }: Judged, before: LiveObject): readonly string[] =>
  live === undefined ? [] : [...new Set(applied.flatMap(({ fields }) => strayKeys(before, live, fields)))];

const hashOf = (object: LiveObject, { hashAnnotation }: UndoRules): string | undefined =>
  object.metadata.annotations?.[hashAnnotation];

/** As the revision left it: whoever else applies it by our name writes another hash. */
const isOurs = ({ kept, live }: Judged, rules: UndoRules): boolean =>
  live !== undefined && kept.after !== undefined && (hashOf(live, rules) ?? '') === kept.after.hash;

/** The run did not get to it, or it is back already, made anew or not. */
function isUntouched(before: LiveObject, live: LiveObject, rules: UndoRules): boolean {
  if (live.metadata.resourceVersion === before.metadata.resourceVersion) return true;
  if (hashOf(live, rules) !== hashOf(before, rules)) return false;
  const [then, now] = [before, live].map((one): Fields => fieldsOf(appliedBy(one, rules.manager)));
  return isSameFields(then ?? {}, now ?? {}) || (then !== undefined && isLeaf(then) && isPlaceholder(now, rules));
}

/** What the server is told of an object that is taken over and not applied yet: a note that it does not have. */
const isPlaceholder = (ours: Fields | undefined, { hashAnnotation }: UndoRules): boolean =>
  ours !== undefined && isSameFields(ours, { 'f:metadata': { 'f:annotations': { [`f:${hashAnnotation}`]: {} } } });

function changedByOthers(item: Judged, before: LiveObject | undefined, rules: UndoRules): string | undefined {
  const { kept, live } = item;
  if (kept.after === undefined || live === undefined) return undefined;
  if (!isOurs(item, rules)) {
    const set = live.metadata.labels?.[PART_OF];
    return `it was applied otherwise since${set === undefined ? '' : `, in the set ${set}`}`;
  }
  const isBack = ({ steps, value }: ForeignField): boolean =>
    before !== undefined && JSON.stringify(valueAt(before, steps)) === JSON.stringify(value);
  const fields = foreignFields(kept.after.fields, live, rules.manager).filter((one) => !isBack(one));
  if (fields.length === 0) return undefined;
  const named = fields.map(({ path, manager }) =>
    manager === undefined ? `${path} (removed)` : `${path} (of ${manager})`,
  );
  return `others have changed since: ${named.join(', ')}`;
}

function appliedToo({ metadata }: LiveObject, { manager }: UndoRules): string | undefined {
  const other = metadata.managedFields?.find(
    (one) => one.operation === 'Apply' && (one.subresource ?? '') === '' && one.manager !== manager,
  );
  return other && `${other.manager} applies it too`;
}

function byWhom({ metadata }: LiveObject): string {
  const managers = [...new Set(metadata.managedFields?.map(({ manager }) => manager))];
  return managers.length === 0 ? '' : ` by ${managers.join(', ')}`;
}

const conflict = (ref: ObjectRef, why: string, hint = '--force-conflicts undoes it all the same.'): Problem => ({
  code: 'APPLY_CONFLICT',
  message: `${describeRef(ref)} cannot be undone: ${why}`,
  hint,
});
