/**
 * A Kubernetes cluster as the pipeline sees it. One implementation: adapters/cluster speaks with the API server.
 *
 * Objects go out as the text that was rendered and come back as all of the server's JSON: nothing is filtered on the
 * way. Failures are OrchestratorErrors: CLUSTER_UNREACHABLE, CLUSTER_DENIED, CLUSTER_FAILED, APPLY_FAILED,
 * APPLY_CONFLICT, CANCELLED.
 */
import type { LiveObject, ObjectRef, ResourceKind } from '../live/object.ts';

export interface ApplyOptions {
  /** The server answers as if, and keeps nothing. */
  readonly dryRun?: boolean;
  /** Takes fields over from other managers. */
  readonly force?: boolean;
}

export interface ListOptions {
  /** Undefined: of all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Objects come without anything but their metadata. */
  readonly metadataOnly?: boolean;
}

export interface ListedObjects {
  readonly items: readonly LiveObject[];
  /** Where a watch goes on. */
  readonly resourceVersion: string;
}

export type WatchEvent =
  | { readonly type: 'listed'; readonly items: readonly LiveObject[] }
  | { readonly type: 'changed'; readonly object: LiveObject }
  | { readonly type: 'deleted'; readonly object: LiveObject };

export interface LogOptions {
  readonly container: string;
  /** Of the container that ran before this one. */
  readonly previous?: boolean;
  readonly tailLines: number;
}

/** What a cluster is, whatever its context is called. */
export interface ClusterTarget {
  readonly context: string;
  /** URL. */
  readonly server: string;
  /** Of the context; `default` where it names none. */
  readonly namespace: string;
}

export interface Cluster {
  readonly target: ClusterTarget;
  /** By the cluster's clock, as its last answer had it. */
  now(): Date;
  /** Undefined where the cluster does not serve it. Asked anew where it was not there before. */
  kindOf(apiVersion: string, kind: string, signal: AbortSignal): Promise<ResourceKind | undefined>;
  /** In the version that the cluster prefers. Undefined where it does not serve it. */
  servedKind(group: string, kind: string, signal: AbortSignal): Promise<ResourceKind | undefined>;
  /** Undefined when it is not there. */
  get(ref: ObjectRef, signal: AbortSignal): Promise<LiveObject | undefined>;
  list(kind: ResourceKind, options: ListOptions, signal: AbortSignal): Promise<ListedObjects>;
  /** Server-side apply. @param text YAML or JSON of the object, sent as it is. */
  apply(ref: ObjectRef, text: string, options: ApplyOptions, signal: AbortSignal): Promise<LiveObject>;
  /** In the background. @param uid Only the object that has it. @returns False when it was not there. */
  remove(ref: ObjectRef, uid: string | undefined, signal: AbortSignal): Promise<boolean>;
  /**
   * All objects, then each change; lists anew where the server's history ends. Never ends by itself, and never goes
   * silent: without a byte for a minute the connection is made anew.
   */
  watch(kind: ResourceKind, options: ListOptions, signal: AbortSignal): AsyncIterable<WatchEvent>;
  /** The last lines of a container; empty where there are none. */
  logs(pod: ObjectRef, options: LogOptions, signal: AbortSignal): Promise<string>;
}
