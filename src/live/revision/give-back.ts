/**
 * Who has which field after an object was restored, where that is not who had it before. The values are back by an apply
 * of ours, which also takes over what had belonged to others, or to nobody:
 *
 *     before  kubectl {replicas}                 the object as it was kept
 *     now     orchestrator {replicas, paused}    the object as it is, its values restored
 *     then    kubectl {replicas}                 `paused`, that nobody had, is nobody's again
 *
 * What managers have got since stays theirs. What was taken over from `kubectl apply` is all its own again.
 * Pure. Source: Kubernetes API, server-side apply, clearing managedFields.
 */
import { isClientSide } from '../adoption.ts';
import { commonFields, type Fields, fieldsWithout, isMap, unionOfFields } from '../fields.ts';
import type { LiveObject, ManagedFields } from '../object.ts';

/** @returns The managed fields that the object is to have; undefined where they are right. */
export function giveBack(
  { metadata: before }: LiveObject,
  { metadata: now }: LiveObject,
  manager: string,
): readonly ManagedFields[] | undefined {
  const ours = findEntry(now.managedFields, { manager, operation: 'Apply' });
  if (ours === undefined) return undefined;
  const then = findEntry(before.managedFields, { manager, operation: 'Apply' });
  const had = then?.apiVersion === ours.apiVersion ? fieldsOf(then) : {};
  const surplus = fieldsWithout(fieldsOf(ours), had);
  if (surplus === undefined) return undefined;
  const kept = commonFields(fieldsOf(ours), had);
  let entries = (now.managedFields ?? []).flatMap((one) =>
    one !== ours ? [one] : kept ? [withFields(one, kept)] : [],
  );
  for (const one of before.managedFields ?? []) {
    if (one === then || isStatus(one) || one.apiVersion !== ours.apiVersion) continue;
    const regained =
      isClientSide(one) && !entries.some(isOf(one)) ? fieldsOf(one) : commonFields(fieldsOf(one), surplus);
    if (regained !== undefined) entries = withRegained(entries, one, regained);
  }
  return entries;
}

/** Fields of the object itself are also set by way of others, such as the scale. */
export const isStatus = ({ subresource }: ManagedFields): boolean => subresource === 'status';

export const fieldsOf = (entry: ManagedFields | undefined): Fields => (isMap(entry?.fieldsV1) ? entry.fieldsV1 : {});

const withFields = (entry: ManagedFields, fieldsV1: Fields): ManagedFields => ({ ...entry, fieldsV1 });

const findEntry = (
  entries: readonly ManagedFields[] | undefined,
  { manager, operation }: Pick<ManagedFields, 'manager' | 'operation'>,
): ManagedFields | undefined =>
  entries?.find((one) => one.manager === manager && one.operation === operation && !isStatus(one));

const isOf =
  (owner: ManagedFields) =>
  (one: ManagedFields): boolean =>
    one.manager === owner.manager &&
    one.operation === owner.operation &&
    one.apiVersion === owner.apiVersion &&
    (one.subresource ?? '') === (owner.subresource ?? '');

function withRegained(entries: readonly ManagedFields[], owner: ManagedFields, regained: Fields): ManagedFields[] {
  const isOwners = isOf(owner);
  if (!entries.some(isOwners)) return [...entries, withFields(owner, regained)];
  return entries.map((one) => (isOwners(one) ? withFields(one, unionOfFields(fieldsOf(one), regained)) : one));
}
