/** A clock that goes on only when told to, and a cluster that is one object: what tests of leases need of the world. */
import { setImmediate as settled } from 'node:timers/promises';
import { abortError, stopIfAborted } from '../../errors/aborted.ts';
import type { LiveObject, ObjectRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';

const START_MS = Date.UTC(2026, 0, 1);
export const set = { name: 'web', namespace: 'shop' };
const kind = { group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', resource: 'leases' };
export const ref: ObjectRef = {
  kind: { ...kind, isNamespaced: true, verbs: [] },
  namespace: 'shop',
  name: 'orchestrator.web',
};

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
  /** What is there. */
  object(): LiveObject | undefined;
  /** Of others, whatever the version. */
  put(object: LiveObject | undefined): void;
  /** The next writes are stored; that they were nobody hears, and they are sent again. */
  loseAnswers(count: number): void;
  /** Every write, or none. */
  failWrites(error: Error | undefined): void;
  /** Writes that were asked for. */
  writes(): number;
}

/** @param serverMs Of its clock, since its start. */
export function fakeCluster(serverMs: () => number, there?: LiveObject): FakeCluster {
  let version = 0;
  let writes = 0;
  let toLose = 0;
  let failure: Error | undefined;
  let object: LiveObject | undefined;
  const now = (): Date => new Date(START_MS + serverMs());
  const put = (next: LiveObject | undefined): LiveObject | undefined => {
    version += 1;
    object = next && stored(next, object, version, now());
    return object;
  };
  put(there);
  const cluster: Pick<Cluster, 'now' | 'get' | 'save'> = {
    now,
    async get(_ref, signal) {
      stopIfAborted(signal);
      return object;
    },
    async save(_ref, wanted, signal) {
      writes += 1;
      stopIfAborted(signal);
      if (failure !== undefined) throw failure;
      if (wanted.metadata.resourceVersion !== object?.metadata.resourceVersion) return undefined;
      const saved = put(wanted);
      if (toLose === 0) return saved;
      toLose -= 1;
      return undefined;
    },
  };
  return {
    cluster: cluster as Cluster,
    object: () => object,
    put,
    loseAnswers(count) {
      toLose = count;
    },
    failWrites(error) {
      failure = error;
    },
    writes: () => writes,
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
