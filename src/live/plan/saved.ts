/**
 * A plan that waits in a file until somebody has read it, and what it saw of the cluster. Pure.
 *
 * Of an object that is there it knows uid and resourceVersion, and a hash over what counts of it: controllers write the
 * status all the time, and that is no change of what was planned. Of a Secret there is no such hash: a short value could be
 * guessed by it, and a Secret has no status.
 */
import { createHash } from 'node:crypto';
import type { LiveObject } from '../object.ts';
import { numberAt, valueAt } from '../verdict/fields.ts';
import type { Action, Note, ObjectName } from './change.ts';
import { groupOf } from './workload.ts';

/** What an object was when the plan was made. */
export interface Seen {
  readonly uid: string;
  readonly resourceVersion: string;
  /** `sha256:…` over what counts of it; null where nothing but the version tells. */
  readonly state: string | null;
}

export interface SavedObject extends ObjectName {
  readonly action: Action;
  readonly notes: readonly Note[];
  /** As it was shown; values of Secrets masked. */
  readonly diff: string;
  /** Null: it was not there. */
  readonly seen: Seen | null;
  /** Null: it is in no manifest. Of a Secret neither hash nor text is kept. */
  readonly wanted: { readonly hash: string | null; readonly text: string | null } | null;
}

export interface SavedPlan {
  readonly schemaVersion: 1;
  /** `orchestrator 0.1.0`. */
  readonly madeBy: string;
  /** RFC 3339, by the cluster's clock. */
  readonly madeAt: string;
  readonly target: {
    readonly context: string;
    readonly ca: string;
    readonly kubeSystem: string | null;
    readonly server: string | null;
  };
  /** Of objects that name none and need one. */
  readonly namespace: string;
  readonly set: { readonly name: string; readonly parent: Seen | null } | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly allow: {
    readonly forceConflicts: boolean;
    readonly replace: boolean;
    readonly prune: boolean;
    readonly deleteData: readonly string[];
  };
  /** Over all Secrets that are written, in their order; null where none is. */
  readonly secrets: { readonly salt: string; readonly seal: string } | null;
  readonly unseen: readonly string[];
  readonly objects: readonly SavedObject[];
}

/** @param sent The object as the manifest has it. */
export const seenOf = (live: LiveObject, sent: unknown): Seen => ({ ...versionOf(live), state: stateOf(live, sent) });

/** Of one that was listed without what it says. */
export const seenByMetadata = (live: LiveObject): Seen => ({ ...versionOf(live), state: metadataState(live) });

/** Whether it is what was seen, but for what controllers write. @param now By the same of the two functions above. */
export const isSame = (seen: Seen, now: Seen): boolean =>
  seen.uid === now.uid &&
  (seen.resourceVersion === now.resourceVersion || (seen.state !== null && seen.state === now.state));

const versionOf = ({ metadata }: LiveObject): Pick<Seen, 'uid' | 'resourceVersion'> => ({
  uid: metadata.uid ?? '',
  resourceVersion: metadata.resourceVersion ?? '',
});

/** Written by the controller of Deployments at each rollout. */
const OF_CONTROLLERS = 'deployment.kubernetes.io/revision';

function stateOf(live: LiveObject, sent: unknown): string | null {
  if (isSecret({ group: groupOf(live), kind: live.kind })) return null;
  const { status: _, metadata, ...rest } = live;
  const { labels, annotations, finalizers, ownerReferences, deletionTimestamp } = metadata;
  const own = Object.entries(annotations ?? {}).filter(([name]) => name !== OF_CONTROLLERS);
  return hashOf({
    ...rest,
    metadata: { labels, annotations: own, finalizers, ownerReferences, deletionTimestamp },
    spec: isLeftToScale(live, sent) ? { ...(rest.spec as object), replicas: undefined } : rest.spec,
  });
}

/** How many pods there are is no matter of a manifest that does not say it. */
const isLeftToScale = (live: LiveObject, sent: unknown): boolean =>
  numberAt(live, 'spec', 'replicas') !== undefined && valueAt(sent, 'spec', 'replicas') === undefined;

/** A kind that counts generations counts each change of what its objects say. */
function metadataState({ metadata }: LiveObject): string | null {
  const { generation, labels, annotations, finalizers, ownerReferences, deletionTimestamp } = metadata;
  if (generation === undefined) return null;
  const own = Object.entries(annotations ?? {}).filter(([name]) => name !== OF_CONTROLLERS);
  return hashOf({ generation, labels, annotations: own, finalizers, ownerReferences, deletionTimestamp });
}

export const isSecret = ({ group, kind }: { readonly group: string; readonly kind: string }): boolean =>
  group === '' && kind === 'Secret';

export const hashOf = (value: unknown): string =>
  `sha256:${createHash('sha256').update(JSON.stringify(value)).digest('hex')}`;
