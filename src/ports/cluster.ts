/**
 * A Kubernetes cluster as the pipeline sees it. One implementation: adapters/cluster speaks with the API server.
 *
 * Objects go out as the text that was rendered and come back as all of the server's JSON: nothing is filtered on the
 * way. Failures are OrchestratorErrors: CLUSTER_UNREACHABLE, CLUSTER_DENIED, CLUSTER_FAILED, APPLY_FAILED,
 * APPLY_CONFLICT, CANCELLED.
 */
import type { OrchestratorError, Problem } from '../errors/problem.ts';
import type { LiveObject, ObjectRef, ResourceKind } from '../live/object.ts';
import type { TargetIdentity } from '../live/target.ts';

export interface ApplyOptions {
  /** Takes fields over from other managers. */
  readonly force?: boolean;
}

export interface TryOptions extends ApplyOptions {
  /** Managers whose fields are none to conflict with. */
  readonly from?: readonly string[];
}

/** Stands before writes: whoever may write only for a while checks at the last moment. */
export interface WriteGuard {
  /** Resolves once a write may go out; rejects where none may any more. Asked before each time that one is sent. */
  pass(signal: AbortSignal): Promise<void>;
  /** Asked once more right before the bytes leave; where it says no, `pass` is asked again. */
  isOpen(): boolean;
}
/** What the server says to an apply that it does not carry out. */
export type TriedApply =
  /** As it would be. */
  | { readonly live: LiveObject }
  /** Against the rules of its kind, in these fields. */
  | { readonly refused: OrchestratorError; readonly fields: readonly string[] }
  /** It cannot be tried: a right is missing, or a webhook takes no dry runs. */
  | { readonly untried: Problem };

export interface ClusterPatch {
  readonly type: 'json-patch' | 'merge-patch';
  readonly text: string;
}

export interface RemoveOptions {
  /** What becomes of what hangs below; `Background` unless said. */
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  /** Seconds; as the kind has it unless said. */
  readonly graceSeconds?: number;
  /** Only this version of it. */
  readonly resourceVersion?: string | undefined;
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
  | { readonly type: 'deleted'; readonly object: LiveObject }
  /** The connection stands, and nothing may have changed: its beginning, and a bookmark about once a minute. */
  | { readonly type: 'heard' }
  /** There is no connection: it ended, went silent, or could not be made again. */
  | { readonly type: 'lost' };

export interface LogOptions {
  readonly container: string;
  /** Of the container that ran before this one. */
  readonly previous?: boolean;
  readonly tailLines: number;
}

export interface ExecOptions {
  readonly container: string;
  /** Program and arguments; no shell in between. */
  readonly command: readonly string[];
  /** Every line as it comes, without its line end. */
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void;
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
  /** Who it is, as it was checked before anything else was asked. */
  identity(signal: AbortSignal): Promise<TargetIdentity>;
  /** By the cluster's clock, as its last answer had it. */
  now(): Date;
  /** Undefined where the cluster does not serve it. Asked anew where it was not there before. */
  kindOf(apiVersion: string, kind: string, signal: AbortSignal): Promise<ResourceKind | undefined>;
  /** In the version that the cluster prefers. Undefined where it does not serve it. */
  servedKind(group: string, kind: string, signal: AbortSignal): Promise<ResourceKind | undefined>;
  /** Undefined when it is not there. */
  get(ref: ObjectRef, signal: AbortSignal): Promise<LiveObject | undefined>;
  /** The same as the server wrote it, with every digit. */
  getText(ref: ObjectRef, signal: AbortSignal): Promise<string | undefined>;
  list(kind: ResourceKind, options: ListOptions, signal: AbortSignal): Promise<ListedObjects>;
  /** Server-side apply. @param text YAML or JSON of the object, sent as it is. */
  apply(ref: ObjectRef, text: string, options: ApplyOptions, signal: AbortSignal): Promise<LiveObject>;
  /**
   * The same onto the very object that was read, or where there was none, as the text says: it has uid and resourceVersion
   * of `preconditionOf`.
   *
   * @returns Undefined where it is another one by now, was changed, is gone, or was made meanwhile.
   */
  applyOver(ref: ObjectRef, text: string, options: ApplyOptions, signal: AbortSignal): Promise<LiveObject | undefined>;
  /**
   * The whole object: made where it names no resourceVersion, else put in the place of that very version.
   *
   * @returns Undefined where somebody was faster: it is there already, was changed, or is gone.
   */
  save(ref: ObjectRef, object: LiveObject, signal: AbortSignal): Promise<LiveObject | undefined>;
  /** The server answers as if it applied, and keeps nothing. */
  tryApply(ref: ObjectRef, text: string, options: TryOptions, signal: AbortSignal): Promise<TriedApply>;
  /**
   * Whether the server would make the object if it were not there.
   *
   * @param text JSON.
   * @returns What it refuses, field by field; undefined where that cannot be known.
   */
  tryCreate(ref: ObjectRef, text: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** @returns Undefined where the resourceVersion that the patch names is not the object's, or the object is gone. */
  patch(ref: ObjectRef, patch: ClusterPatch, signal: AbortSignal): Promise<LiveObject | undefined>;
  /** @param uid Only the object that has it. @returns False when it was not there, or not in the version that is named. */
  remove(ref: ObjectRef, uid: string | undefined, signal: AbortSignal, how?: RemoveOptions): Promise<boolean>;
  /**
   * All objects, then each change; lists anew where the server's history ends. Never ends by itself: without a byte for
   * a minute and a half the connection is made anew. Whoever wants to know how old the last word is hears bookmarks too.
   */
  watch(kind: ResourceKind, options: ListOptions, signal: AbortSignal): AsyncIterable<WatchEvent>;
  /** The same cluster, whose every write passes the guard. */
  guarded(guard: WriteGuard): Cluster;
  /** Who we are to the cluster; empty where it does not say. */
  user(signal: AbortSignal): Promise<string>;
  /** The last lines of a container; empty where there are none. */
  logs(pod: ObjectRef, options: LogOptions, signal: AbortSignal): Promise<string>;
  /** Runs a command in a container. An exit code that is not 0 is a value, not an error. */
  exec(pod: ObjectRef, options: ExecOptions, signal: AbortSignal): Promise<number>;
}
