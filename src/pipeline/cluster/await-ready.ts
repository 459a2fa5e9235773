/**
 * Waits until objects are what they are meant to be, by watching: each change is judged when it comes.
 *
 *     objects ─watch their kinds, pods, events─► observed ─verdictOf─► ready | progressing | terminal
 *
 * Ends when all are ready, when one cannot become it, or at the deadline, with what was missing and why.
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { createDeadline } from '../../lib/deadline.ts';
import type { Beside, FoundImages, Observed } from '../../live/verdict/verdict.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';
import { type Followed, kindsToFollow, lacksPods, sourceOf } from './follow-kinds.ts';
import { type Awaited, createBench, type Judged } from './judged.ts';
import { createListening, type Silent } from './listening.ts';
import { notReady } from './not-ready.ts';
import { createWatched } from './watched.ts';

export interface WaitRequest {
  readonly timeoutMs: number;
  /** All that is applied in the same run; more than what is waited for. */
  readonly beside?: readonly Beside[];
  readonly found?: FoundImages | undefined;
  /** What fails is waited for as long as all else: it may be mended by then. */
  readonly toleratesFailures?: boolean;
  /** Each time that what is known of an object changes in words. */
  readonly onVerdict?: (judged: Judged) => void;
  /** At the beginning, each time that more or fewer are ready or a kind falls silent or is heard of again, every ten seconds. */
  readonly onProgress?: (progress: WaitProgress) => void;
}

export interface WaitProgress {
  readonly ready: number;
  readonly total: number;
  /** When the wait is given up. */
  readonly deadline: Date;
  /** Of what is known of these kinds, nobody knows whether it is still so. */
  readonly silent: readonly Silent[];
}

/** @throws OrchestratorError NOT_READY with one problem an object; CLUSTER_*, CANCELLED. */
export async function awaitReady(
  list: readonly Awaited[],
  request: WaitRequest,
  cluster: Cluster,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const {
    timeoutMs,
    beside = [],
    found,
    toleratesFailures = false,
    onVerdict = () => {},
    onProgress = () => {},
  } = request;
  const watched = createWatched();
  const looked = new Set<string>();
  // As if by the watch of its kind: a first list that lacks it says that it is gone.
  for (const { ref, live } of list) watched.see(sourceOf(ref), { type: 'changed', object: live });
  const isLooked: Parameters<typeof createBench>[0]['isLooked'] = (ref) => !lacksPods(ref, looked);
  const bench = createBench({
    list,
    observe: (uid) => withBeside(watched.observe(uid), beside, found),
    isLooked,
    now: cluster.now,
    onVerdict,
    toleratesFailures,
  });
  bench.judge();
  if (bench.readyCount() === list.length) return;

  const stop = new AbortController();
  const { signal: all, end } = createDeadline(timeoutMs, signal, stop.signal);
  const deadline = new Date(clock.now().getTime() + timeoutMs);
  const listening = createListening(clock);
  let told: { readonly state: string; readonly atMs: number } | undefined;
  const tell = (): void => {
    const [ready, silent, atMs] = [bench.readyCount(), listening.silent(), clock.monotonicMs()];
    const state = JSON.stringify([ready, ...silent.map(sourceOf).toSorted()]);
    if (told?.state === state && atMs - told.atMs < TELL_EVERY_MS) return;
    told = { state, atMs };
    onProgress({ ready, total: list.length, deadline, silent });
  };
  const judge = (uids?: ReadonlySet<string>): void => {
    bench.judge(uids);
    tell();
    if (bench.isOver()) stop.abort();
  };
  tell();
  const unseen: string[] = [];
  const look = (source: string): void => {
    if (looked.has(source)) return;
    looked.add(source);
    judge();
  };
  const follow = async ({ kind, namespace, isAwaited }: Followed): Promise<void> => {
    const source = sourceOf({ kind, namespace });
    listening.start({ kind, namespace });
    try {
      for await (const event of cluster.watch(kind, { namespace }, all)) {
        listening.hear({ kind, namespace }, event.type);
        judge(watched.see(source, event));
        look(source);
      }
    } catch (error) {
      // What hangs below only explains: without the right to see it, the workload's own word counts.
      if (isAwaited || !isDenied(error)) throw error;
      unseen.push(error.problems[0].message);
      listening.stop({ kind, namespace });
      look(source);
    }
  };
  // Some verdicts come of time alone, such as that a missing ConfigMap did not follow.
  const ticking = async (): Promise<void> => {
    for (;;) {
      const dueMs = bench.soonest() - cluster.now().getTime();
      await clock.sleep(Math.min(Math.max(dueMs, SHORTEST_MS), TICK_MS), all);
      judge(bench.due());
    }
  };
  const failures: unknown[] = [];
  const orStop = (error: unknown): void => {
    if (!all.aborted) failures.push(error);
    stop.abort();
  };
  const pending = bench.all().filter(({ state }) => state !== 'ready');
  const followed = await kindsToFollow(
    pending.map(({ ref }) => ref),
    cluster,
    signal,
  );
  await Promise.all([...followed.map(follow), ticking()].map((part) => part.catch(orStop)));
  end();
  signal.throwIfAborted();
  for (const error of failures) throw error;
  await notReady(bench.all(), { timeoutMs, unseen, silent: listening.silent() }, cluster, signal);
}

const withBeside = (
  observed: Observed | undefined,
  beside: readonly Beside[],
  found: FoundImages | undefined,
): Observed | undefined =>
  observed === undefined || (beside.length === 0 && found === undefined) ? observed : { ...observed, beside, found };

const TICK_MS = 1000;
const SHORTEST_MS = 50;
const TELL_EVERY_MS = 10_000;

const isDenied = (error: unknown): error is OrchestratorError =>
  error instanceof OrchestratorError && error.problems[0].code === 'CLUSTER_DENIED';
