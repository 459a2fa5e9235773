/** Which watches tell of objects that are waited for: their kinds, and where there are workloads what hangs below them. */
import type { ObjectRef, ResourceKind } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';

export interface Followed extends Pick<ObjectRef, 'kind' | 'namespace'> {
  /** False for what only hangs below. */
  readonly isAwaited: boolean;
}

export interface Source {
  readonly kind: Pick<ResourceKind, 'group' | 'kind'>;
  readonly namespace: string | undefined;
}

/** Names a watch. */
export const sourceOf = ({ kind, namespace }: Source): string => `${kind.group}/${kind.kind}/${namespace ?? ''}`;

/** Kinds that make pods, by way of others. */
const MAKERS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'Pod']);

/** What tells of a workload's pods. */
const PODS = [
  { group: '', kind: 'Pod' },
  { group: 'apps', kind: 'ReplicaSet' },
];
const EVENT = ['v1', 'Event'] as const;
const BELOW = [['v1', 'Pod'], EVENT, ['apps/v1', 'ReplicaSet']] as const;
/** Kinds whose state only an event tells. */
const TOLD_BY_EVENTS = new Set(['PersistentVolumeClaim', 'Service']);

/** A workload's own word is of a moment ago: it is not taken before its pods have been looked at once. */
export const lacksPods = ({ kind, namespace }: ObjectRef, looked: ReadonlySet<string>): boolean =>
  MAKERS.has(kind.kind) && !PODS.every((one) => looked.has(sourceOf({ kind: one, namespace })));

/** Whether a watch says something of the object, or of what hangs below it. */
export const isToldBy = ({ kind, namespace }: ObjectRef, source: Source): boolean =>
  [kind, ...belowOf(kind).map(([apiVersion, name]) => ({ group: groupOf(apiVersion), kind: name }))].some(
    (one) => sourceOf({ kind: one, namespace }) === sourceOf(source),
  );

/** Each once a namespace. */
export async function kindsToFollow(
  refs: readonly ObjectRef[],
  cluster: Pick<Cluster, 'kindOf'>,
  signal: AbortSignal,
): Promise<readonly Followed[]> {
  const found = new Map<string, Followed>();
  const add = (kind: ResourceKind | undefined, namespace: string | undefined, isAwaited: boolean): void => {
    if (kind === undefined) return;
    const source = sourceOf({ kind, namespace });
    found.set(source, { kind, namespace, isAwaited: isAwaited || found.get(source)?.isAwaited === true });
  };
  for (const { kind, namespace } of refs) {
    add(kind, namespace, true);
    for (const [apiVersion, name] of belowOf(kind))
      add(await cluster.kindOf(apiVersion, name, signal), namespace, false);
  }
  return [...found.values()];
}

const belowOf = ({ kind }: Pick<ResourceKind, 'kind'>): readonly (readonly [apiVersion: string, kind: string])[] =>
  MAKERS.has(kind) ? BELOW : TOLD_BY_EVENTS.has(kind) ? [EVENT] : [];

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '');
