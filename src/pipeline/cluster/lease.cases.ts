/** A clock that goes on only when told to, and a cluster that holds a few objects: what tests of leases need of the world. */
import { setImmediate as settled } from 'node:timers/promises';
import { abortError, stopIfAborted } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import { groupVersionOf, type LiveObject, type ObjectRef, type ResourceKind, refKey } from '../../live/object.ts';
import type { Cluster, WriteGuard } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';

const START_MS = Date.UTC(2026, 0, 1);
export const set = { name: 'web', namespace: 'shop' };
/** As a cluster would serve it. */
function kindIn(apiVersion: string, kind: string): ResourceKind {
  return { ...groupVersionOf(apiVersion), kind, resource: `${kind.toLowerCase()}s`, isNamespaced: true, verbs: [] };
}
/** Of the lease. */
export const ref: ObjectRef = {
  ...{ kind: kindIn('coordination.k8s.io/v1', 'Lease'), namespace: 'shop', name: 'orchestrator.web' },
};
/** Of the parent. */
export const parent: ObjectRef = { kind: kindIn('v1', 'ConfigMap'), namespace: 'shop', name: 'web' };

export interface FakeClock extends Clock {
  /** Whoever sleeps wakes on the way. */
  advance(ms: number): Promise<void>;
  /** As when the process was paused: nobody wakes until it advances. @param wallMs Of the time of day. */
  jump(ms: number, wallMs?: number): void;
}

export function fakeClock(): FakeClock {
  let ms = 0;
  let wallMs = START_MS;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  const jump = (by: number, wallBy = by): void => {
    ms += by;
    wallMs += wallBy;
  };
  return {
    now: () => new Date(wallMs),
    monotonicMs: () => ms,
    sleep: (length, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(abortError(signal));
        const stop = (): void => {
          sleepers.delete(sleeper);
          reject(abortError(signal));
        };
        const wake = (): void => {
          signal.removeEventListener('abort', stop);
          resolve();
        };
        const sleeper = { at: ms + length, wake };
        sleepers.add(sleeper);
        signal.addEventListener('abort', stop);
      }),
    async advance(by) {
      const end = ms + by;
      await settled();
      for (;;) {
        const [next] = [...sleepers].toSorted((a, b) => a.at - b.at);
        if (next === undefined || next.at > end) break;
        jump(Math.max(0, next.at - ms));
        sleepers.delete(next);
        next.wake();
        await settled();
      }
      jump(Math.max(0, end - ms));
    },
    jump,
  };
}

export interface FakeCluster {
  readonly cluster: Cluster;
  /** What is there. @param at The lease unless said. */
  object(at?: ObjectRef): LiveObject | undefined;
  /** Of others, whatever the version. */
  put(object: LiveObject | undefined, at?: ObjectRef): void;
  /** The next writes are stored; that they were nobody hears, and they are sent again. */
  loseAnswers(count: number): void;
  /** Every write, or none. */
  failWrites(error: Error | undefined): void;
  /** No lease may be deleted. */
  denyRemoval(): void;
  /** Writes that were asked for. */
  writes(): number;
}

/**
 * @param serverMs Of its clock, since its start.
 * @param at Where `there` is.
 */
export function fakeCluster(serverMs: () => number, there?: LiveObject, at: ObjectRef = ref): FakeCluster {
  const objects = new Map<string, LiveObject>();
  let version = 0;
  let writes = 0;
  let toLose = 0;
  let failure: Error | undefined;
  let mayRemove = true;
  const now = (): Date => new Date(START_MS + serverMs());
  const put = (next: LiveObject | undefined, where: ObjectRef = at): LiveObject | undefined => {
    version += 1;
    const object = next && stored(next, objects.get(refKey(where)), version, now());
    if (object === undefined) objects.delete(refKey(where));
    else objects.set(refKey(where), object);
    return object;
  };
  put(there);
  const beginWrite = (signal: AbortSignal): void => {
    writes += 1;
    stopIfAborted(signal);
    if (failure !== undefined) throw failure;
  };
  const cluster: Pick<Cluster, 'now' | 'kindOf' | 'get' | 'save' | 'remove' | 'guarded'> = {
    now,
    kindOf: async (apiVersion, name) => kindIn(apiVersion, name),
    async get(where, signal) {
      stopIfAborted(signal);
      return objects.get(refKey(where));
    },
    async save(where, wanted, signal) {
      beginWrite(signal);
      const before = objects.get(refKey(where));
      if (wanted.metadata.resourceVersion !== before?.metadata.resourceVersion) return undefined;
      const saved = put(wanted, where);
      if (toLose === 0) return saved;
      toLose -= 1;
      return undefined;
    },
    async remove(where, uid, signal, { resourceVersion } = {}) {
      beginWrite(signal);
      if (!mayRemove) throw new OrchestratorError({ code: 'CLUSTER_DENIED', message: 'delete leases: no' });
      const { metadata } = objects.get(refKey(where)) ?? {};
      if (metadata?.uid !== uid || metadata?.resourceVersion !== (resourceVersion ?? metadata?.resourceVersion))
        return false;
      put(undefined, where);
      return true;
    },
    guarded: (guard) => guardedBy(guard, cluster as Cluster),
  };
  return {
    cluster: cluster as Cluster,
    object: (where = at) => objects.get(refKey(where)),
    put,
    loseAnswers(count) {
      toLose = count;
    },
    failWrites(error) {
      failure = error;
    },
    denyRemoval() {
      mayRemove = false;
    },
    writes: () => writes,
  };
}

/** The same cluster, whose every write passes the guard. */
function guardedBy(guard: WriteGuard, cluster: Cluster): Cluster {
  return {
    ...cluster,
    async save(where, object, signal) {
      await guard.pass(signal);
      return cluster.save(where, object, signal);
    },
    async remove(where, uid, signal, how) {
      await guard.pass(signal);
      return cluster.remove(where, uid, signal, how);
    },
  };
}

/** As a server keeps it: with its version, and when its spec was last written. */
function stored(next: LiveObject, before: LiveObject | undefined, version: number, now: Date): LiveObject {
  const time = now.toISOString().replace(/\.\d+/, '');
  const entry = { manager: 'm', operation: 'Update', time, fieldsV1: { 'f:spec': { 'f:renewTime': {} } } } as const;
  const isSame = before !== undefined && JSON.stringify(before.spec) === JSON.stringify(next.spec);
  const uid = before?.metadata.uid ?? `uid-${version}`;
  const managedFields = isSame ? (before.metadata.managedFields ?? []) : [entry];
  return { ...next, metadata: { ...next.metadata, uid, resourceVersion: String(version), managedFields } };
}
