/**
 * Objects that `kubectl apply` has made on the client's side, as Skaffold does too. Its manager would have every field for
 * good: each change of one a conflict, and what leaves the manifest left in the cluster. The first apply of ours takes them
 * over, whole:
 *
 *     before  kubectl-client-side-apply {a, b, defaults}
 *     then    orchestrator {a}          `b`, that the manifest does not say, stays with its value and is nobody's
 *
 * Once we have applied it, who uses kubectl on it again is another manager like any other. Pure.
 * Source: Kubernetes documentation, Server-Side Apply, upgrading from client-side apply.
 */
import { isMap } from './fields.ts';
import type { LiveObject, ManagedFields } from './object.ts';
import { appliedBy } from './owned.ts';

export interface Adoption {
  /** Whose fields are taken over; each once. */
  readonly managers: readonly string[];
  /** The managed fields without theirs. */
  readonly left: readonly ManagedFields[];
}

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const CLIENT_SIDE = 'kubectl-client-side-apply';

/**
 * @param manager Ours.
 * @param force Also what we have applied before. @returns Undefined where there is nothing to take over.
 */
export function adoptionOf(live: LiveObject, manager: string, force: boolean): Adoption | undefined {
  const { annotations = {}, managedFields = [] } = live.metadata;
  if (!(LAST_APPLIED in annotations) || (appliedBy(live, manager) !== undefined && !force)) return undefined;
  const managers = [...new Set(managedFields.filter(isClientSide).map((entry) => entry.manager))];
  if (managers.length === 0) return undefined;
  const left = managedFields.filter((entry) => !isClientSide(entry));
  return { managers, left: left.length === 0 ? [placeholder(live.apiVersion, manager)] : left };
}

/** Managers of the first that are not those of the second any more: it was taken over, and what was so is nobody's or ours. */
export const adoptedOf = (before: LiveObject, live: LiveObject): readonly ManagedFields[] =>
  (before.metadata.managedFields ?? []).filter(
    (one) => isClientSide(one) && live.metadata.managedFields?.some(({ manager }) => manager === one.manager) !== true,
  );

/** Of an object that nobody has, the server would note that somebody had all of it before its first apply. */
const placeholder = (apiVersion: string, manager: string): ManagedFields => ({
  manager,
  operation: 'Apply',
  apiVersion,
  fieldsType: 'FieldsV1',
  fieldsV1: { 'f:metadata': { 'f:annotations': { 'f:orchestrator.dev/applied': {} } } },
});

/** Of kubectl's own name, or of who wrote down what kubectl compares with. */
export const isClientSide = ({ manager, operation, subresource = '', fieldsV1 }: ManagedFields): boolean =>
  operation === 'Update' &&
  subresource === '' &&
  (manager === CLIENT_SIDE || at(fieldsV1, 'f:metadata', 'f:annotations', `f:${LAST_APPLIED}`) !== undefined);

const at = (value: unknown, ...names: readonly string[]): unknown =>
  names.reduce<unknown>((below, name) => (isMap(below) ? below[name] : undefined), value);
