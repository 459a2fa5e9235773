/**
 * Which fields of an object as it was have to be applied to have them again. Pure.
 *
 *     it is there   what we had applied, and what is ours now: others may have had it, or nobody
 *     taken over    the same, and all that `kubectl apply` had: nobody has it now, and it would go with what is ours
 *     it is gone    what we had applied, and what others had set; not what Kubernetes itself puts in
 */
import { adoptedOf } from '../adoption.ts';
import { childrenOf, type Fields, isMap, unionOfFields } from '../fields.ts';
import type { LiveObject, ManagedFields } from '../object.ts';
import { appliedBy } from '../owned.ts';
import { fieldsOf, isStatus } from './give-back.ts';

/** They write anew what they had written. */
const COMPONENTS = /^(kube-|cloud-controller|kubelet$|k3s$|k0s$|rke2$|microk8s$)/;
/** Lead to what may be gone too: an object with a lost owner is deleted at once. */
const LOST = ['f:ownerReferences', 'f:finalizers'];

/** Who scales an object that names no replicas is in nobody's fields. */
const SCALE: Fields = { 'f:spec': { 'f:replicas': {} } };

export function restorableFields(before: LiveObject, live: LiveObject | undefined, manager: string): Fields {
  const ours = fieldsOf(appliedBy(before, manager));
  if (live === undefined) {
    const others = withoutLost(othersFields(before, manager, isNoComponent));
    return unionOfFields(unionOfFields(ours, others), SCALE);
  }
  const now = appliedBy(live, manager);
  // Fields of another version have other names.
  if (now !== undefined && now.apiVersion !== before.apiVersion) return ours;
  const adopted = adoptedOf(before, live);
  return unionOfFields(
    unionOfFields(ours, fieldsOf(now)),
    othersFields(before, manager, (one) => adopted.includes(one)),
  );
}

const isNoComponent = ({ manager }: ManagedFields): boolean => !COMPONENTS.test(manager);

/** What other managers have of the object, but for its status. */
export const othersFields = (
  { apiVersion, metadata }: LiveObject,
  manager: string,
  counts: (entry: ManagedFields) => boolean = () => true,
): Fields =>
  (metadata.managedFields ?? [])
    .filter((one) => !isStatus(one) && one.apiVersion === apiVersion && counts(one))
    .filter((one) => one.manager !== manager || one.operation !== 'Apply')
    .reduce((all, one) => unionOfFields(all, fieldsOf(one)), {} as Fields);

function withoutLost(fields: Fields): Fields {
  const metadata = fields['f:metadata'];
  if (!isMap(metadata)) return fields;
  return { ...fields, 'f:metadata': Object.fromEntries(childrenOf(metadata).filter(([name]) => !LOST.includes(name))) };
}
