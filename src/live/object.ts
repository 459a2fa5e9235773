/**
 * An object of a cluster as JSON, and what names one. Nothing is dropped: what the server says beyond these fields stays.
 * Source: Kubernetes API conventions.
 */

export interface LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: unknown;
  readonly status?: unknown;
  readonly [field: string]: unknown;
}

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly ManagedFields[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

export interface ManagedFields {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion?: string;
  readonly subresource?: string;
  /** When the manager last wrote what it has, by the clock of the server. */
  readonly time?: string;
  readonly fieldsType?: 'FieldsV1';
  readonly fieldsV1?: unknown;
}

/** A kind that the cluster serves, in the version that is spoken. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** As in paths: `deployments`. */
  readonly resource: string;
  readonly isNamespaced: boolean;
  readonly verbs: readonly string[];
}

export interface ObjectRef {
  readonly kind: ResourceKind;
  /** Undefined for what lives in no namespace. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** `apps/v1` → apps; `v1` → the core group. */
export function groupVersionOf(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: slash === -1 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/**
 * What an apply names so that it meets that very version of an object, or only where none is: no object that is stored has
 * the version 1, and one that is made may name any.
 */
export const preconditionOf = (live: LiveObject | undefined): Pick<ObjectMeta, 'uid' | 'resourceVersion'> =>
  live === undefined
    ? { uid: '', resourceVersion: '1' }
    : { uid: live.metadata.uid ?? '', resourceVersion: live.metadata.resourceVersion ?? '' };

/** Names an object for people: `Deployment shop/web`. */
export const describeRef = ({ kind, namespace, name }: ObjectRef): string =>
  `${kind.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;

/** The same for two refs to one object, whatever the version. */
export const refKey = ({ kind, namespace, name }: ObjectRef): string =>
  `${kind.group}/${kind.kind}/${namespace ?? ''}/${name}`;
