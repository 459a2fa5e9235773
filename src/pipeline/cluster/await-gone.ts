/**
 * Waits until objects that are being deleted are gone: by watching, and by looking again and again where a kind may not
 * be watched.
 *
 *     terminating ─watch, one a kind and namespace─► gone, or another object of that name
 *
 * Source: Skaffold's `--wait-for-deletions`, which polls.
 */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { describeRef, type LiveObject, type ObjectRef } from '../../live/object.ts';
import type { Cluster, WatchEvent } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';

export interface GonePatience {
  /** As long as this. */
  readonly maxMs: number;
  /** Between two looks, where a kind cannot be watched. */
  readonly delayMs: number;
}

export interface Going {
  readonly ref: ObjectRef;
  readonly live: LiveObject;
}

export const isGoing = (live: LiveObject | undefined): live is LiveObject =>
  live?.metadata.deletionTimestamp !== undefined;

/** @throws OrchestratorError NOT_READY with each that is there still, and what holds it; CLUSTER_*, CANCELLED. */
export async function awaitGone(
  list: readonly Going[],
  patience: GonePatience,
  cluster: Cluster,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const { signal: all, end } = createDeadline(patience.maxMs, signal);
  const left = new Map(list.map(({ ref, live }) => [live.metadata.uid ?? '', { ref, live }]));
  const groups = new Map<string, Going[]>();
  for (const one of list) {
    const key = JSON.stringify([one.ref.kind.group, one.ref.kind.kind, one.ref.namespace ?? null]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const wait = async (group: readonly Going[]): Promise<void> => {
    const isLeft = (): boolean => group.some(({ live }) => left.has(live.metadata.uid ?? ''));
    const [first] = group;
    if (first === undefined) return;
    try {
      for await (const event of cluster.watch(first.ref.kind, { namespace: first.ref.namespace }, all)) {
        see(event, group, left);
        if (!isLeft()) return;
      }
    } catch (error) {
      if (all.aborted || !isDenied(error)) throw error;
      while (isLeft()) {
        for (const { ref, live } of group) {
          const now = await cluster.get(ref, all);
          if (now?.metadata.uid !== live.metadata.uid) left.delete(live.metadata.uid ?? '');
        }
        if (isLeft()) await clock.sleep(patience.delayMs, all);
      }
    }
  };
  try {
    await Promise.all([...groups.values()].map(wait));
  } catch (error) {
    signal.throwIfAborted();
    if (!all.aborted) throw error;
    const [first, ...rest] = [...left.values()].map((one) => problemOf(one, patience));
    // The last one may have gone with the deadline.
    if (first !== undefined) throw new OrchestratorError([first, ...rest]);
  } finally {
    end();
  }
}

function see(event: WatchEvent, group: readonly Going[], left: Map<string, Going>): void {
  if (event.type === 'deleted') {
    left.delete(event.object.metadata.uid ?? '');
    return;
  }
  const there = event.type === 'listed' ? event.items : [event.object];
  for (const live of there) {
    const uid = live.metadata.uid ?? '';
    const known = left.get(uid);
    // Finalizers go one by one.
    if (known !== undefined) left.set(uid, { ...known, live });
  }
  if (event.type !== 'listed') return;
  const uids = new Set(there.map(({ metadata }) => metadata.uid));
  for (const { live } of group) if (!uids.has(live.metadata.uid)) left.delete(live.metadata.uid ?? '');
}

const isDenied = (error: unknown): boolean =>
  error instanceof OrchestratorError && error.problems[0].code === 'CLUSTER_DENIED';

function problemOf({ ref, live }: Going, { maxMs }: GonePatience): Problem {
  const { finalizers = [] } = live.metadata;
  const held = finalizers.length === 0 ? '' : `; its finalizers ${finalizers.join(', ')} hold it`;
  return {
    code: 'NOT_READY',
    message: `${describeRef(ref)} is being deleted, and is there still after ${Math.round(maxMs / 1000)} s${held}`,
    hint: '--wait-for-deletions-max has it waited for longer.',
  };
}
