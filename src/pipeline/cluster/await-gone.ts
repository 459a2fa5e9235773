/**
 * Waits until objects that are being deleted are gone: by watching, and by looking again and again where a kind may not
 * be watched.
 *
 *     going ─watch, one a kind and namespace─► gone, or another object of that name
 *           └ denied ─read, pause, read─► the same
 *
 * Source: Skaffold's `--wait-for-deletions`, which polls.
 */
import { stopIfAborted } from '../../errors/aborted.ts';
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import { describeRef, type LiveObject, type ObjectRef } from '../../live/object.ts';
import { remainsText } from '../../live/verdict/cluster-parts.ts';
import { silenceText } from '../../live/verdict/silence.ts';
import type { Cluster, ListOptions, WatchEvent } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';
import { sourceOf } from './follow-kinds.ts';
import { createListening } from './listening.ts';

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

export interface Staying extends Going {
  /** Age of the last word of its kind, where that is so old that it may be gone by now. */
  readonly silentMs?: number;
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
  const [first, ...rest] = (await stillThere(list, patience, cluster, clock, signal)).map(
    (one): Problem => ({
      code: 'NOT_READY',
      message: `${describeRef(one.ref)} is being deleted, and ${describeStay(one, patience)}`,
      hint: '--wait-for-deletions-max has it waited for longer.',
    }),
  );
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
}

/** For people: `is there still after 60 s; its finalizers example.org/hold hold it`, and what puts that in doubt. */
export function describeStay({ ref, live, silentMs }: Staying, { maxMs }: GonePatience): string {
  const { finalizers = [] } = live.metadata;
  const held = finalizers.length === 0 ? '' : `its finalizers ${finalizers.join(', ')} hold it`;
  const silence = silentMs === undefined ? '' : silenceText(ref.kind.resource, silentMs);
  const parts = [`is there still after ${Math.round(maxMs / 1000)} s`, held, remainsText(live), silence];
  return parts.filter((part) => part !== '').join('; ');
}

/**
 * @returns Those that are there when the time is over, as they were seen last; none as soon as all are gone.
 * @throws OrchestratorError CLUSTER_*, CANCELLED.
 */
export async function stillThere(
  list: readonly Going[],
  patience: GonePatience,
  cluster: Cluster,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Staying[]> {
  const listening = createListening(clock);
  const { signal: all, end } = createDeadline(patience.maxMs, signal);
  const left = new Map(list.map((one) => [uidOf(one.live), one]));
  const wait = async (group: Group, abort: AbortSignal): Promise<void> => {
    const isLeft = (): boolean => group.some(({ live }) => left.has(uidOf(live)));
    listening.start(group[0].ref);
    try {
      for await (const event of cluster.watch(group[0].ref.kind, optionsOf(group), abort)) {
        listening.hear(group[0].ref, event.type);
        see(event, group, left);
        if (!isLeft()) return;
      }
    } catch (error) {
      if (abort.aborted || !isDenied(error)) throw error;
      listening.stop(group[0].ref);
      while (isLeft()) {
        await look(group, left, cluster, abort);
        if (isLeft()) await clock.sleep(patience.delayMs, abort);
      }
    }
  };
  try {
    await inParallel(groupsOf(list), 0, wait, all);
  } catch (error) {
    stopIfAborted(signal);
    if (!all.aborted) throw error;
  } finally {
    end();
  }
  const silent = new Map(listening.silent().map((one) => [sourceOf(one), one.forMs]));
  return [...left.values()].map((one) => {
    const silentMs = silent.get(sourceOf(one.ref));
    return silentMs === undefined ? one : { ...one, silentMs };
  });
}

type Group = readonly [Going, ...Going[]];

/** By kind and namespace. */
function groupsOf(list: readonly Going[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const one of list) {
    const key = JSON.stringify([one.ref.kind.group, one.ref.kind.kind, one.ref.namespace ?? null]);
    const known = groups.get(key);
    groups.set(key, known === undefined ? [one] : [...known, one]);
  }
  return [...groups.values()];
}

/** Who may watch one object may be one who may not watch all. */
const optionsOf = ([{ ref }, ...rest]: Group): ListOptions => ({
  namespace: ref.namespace,
  ...(rest.length === 0 && { fieldSelector: `metadata.name=${ref.name}` }),
});

function see(event: WatchEvent, group: Group, left: Map<string, Going>): void {
  if (event.type === 'heard' || event.type === 'lost') return;
  if (event.type === 'deleted') {
    left.delete(uidOf(event.object));
    return;
  }
  const there = event.type === 'listed' ? event.items : [event.object];
  for (const live of there) note(live, left);
  if (event.type !== 'listed') return;
  const uids = new Set(there.map(uidOf));
  for (const { live } of group) if (!uids.has(uidOf(live))) left.delete(uidOf(live));
}

async function look(group: Group, left: Map<string, Going>, cluster: Cluster, signal: AbortSignal): Promise<void> {
  for (const { ref, live } of group) {
    const now = await cluster.get(ref, signal);
    if (now?.metadata.uid === live.metadata.uid && now !== undefined) note(now, left);
    else left.delete(uidOf(live));
  }
}

/** Finalizers go one by one. */
function note(live: LiveObject, left: Map<string, Going>): void {
  const known = left.get(uidOf(live));
  if (known !== undefined) left.set(uidOf(live), { ...known, live });
}

const uidOf = ({ metadata }: LiveObject): string => metadata.uid ?? '';

const isDenied = (error: unknown): boolean =>
  error instanceof OrchestratorError && error.problems[0].code === 'CLUSTER_DENIED';
