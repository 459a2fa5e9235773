/**
 * Waits until objects are what they are meant to be, by watching: each change is judged when it comes.
 *
 *     objects ─watch their kinds, pods, events─► observed ─verdictOf─► ready | progressing | terminal
 *
 * Ends when all are ready, when one cannot become it, or at the deadline, with what was missing and why.
 */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import { describeRef, type LiveObject, type ObjectRef, type ResourceKind } from '../../live/object.ts';
import { type Verdict, verdictOf } from '../../live/verdict/verdict.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';
import { createWatched } from './watched.ts';

export interface Awaited {
  readonly ref: ObjectRef;
  readonly live: LiveObject;
}

export interface WaitRequest {
  readonly timeoutMs: number;
  /** Each time that what is known of an object changes in words. */
  readonly onVerdict: (ref: ObjectRef, verdict: Verdict) => void;
}

/** Last lines of a container that are told with its failure. */
const LOG_LINES = 20;

/** @throws OrchestratorError NOT_READY with one problem an object; CLUSTER_*, CANCELLED. */
export async function awaitReady(
  list: readonly Awaited[],
  { timeoutMs, onVerdict }: WaitRequest,
  cluster: Cluster,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const watched = createWatched();
  const verdicts = new Map<Awaited, Verdict>();
  const looked = new Set<string>();
  // As if by the watch of its kind: a first list that lacks it says that it is gone.
  for (const { ref, live } of list) watched.see(sourceOf(ref), { type: 'changed', object: live });
  const judge = (): boolean => {
    for (const one of list) {
      const seen = judgeOne(one, watched.observe(one.live.metadata.uid ?? ''), cluster.now());
      const verdict = seen.state === 'ready' && lacksPods(one, looked) ? NOT_LOOKED : seen;
      if (verdicts.get(one)?.reason !== verdict.reason || verdicts.get(one)?.state !== verdict.state)
        onVerdict(one.ref, verdict);
      verdicts.set(one, verdict);
    }
    const states = [...verdicts.values()].map(({ state }) => state);
    return states.includes('terminal') || states.every((state) => state === 'ready');
  };
  if (judge() && ![...verdicts.values()].some(({ state }) => state === 'terminal')) return;

  const stop = new AbortController();
  const deadline = AbortSignal.timeout(timeoutMs);
  const all = AbortSignal.any([signal, stop.signal, deadline]);
  const pending = list.filter((one) => verdicts.get(one)?.state !== 'ready');
  const unseen: string[] = [];
  const follow = async ({ kind, namespace, isAwaited }: Followed): Promise<void> => {
    try {
      for await (const event of cluster.watch(kind, { namespace }, all)) {
        watched.see(sourceOf({ kind, namespace }), event);
        looked.add(sourceOf({ kind, namespace }));
        if (judge()) stop.abort();
      }
    } catch (error) {
      // What hangs below only explains: without the right to see it, the workload's own word counts.
      if (isAwaited || !isDenied(error)) throw error;
      unseen.push(error.problems[0].message);
      looked.add(sourceOf({ kind, namespace }));
      if (judge()) stop.abort();
    }
  };
  // Some verdicts come of time alone, such as that a missing ConfigMap did not follow.
  const ticking = async (): Promise<void> => {
    for (;;) {
      const now = cluster.now().getTime();
      const soonest = Math.min(...[...verdicts.values()].map(({ until = Number.POSITIVE_INFINITY }) => until));
      await clock.sleep(Math.min(Math.max(soonest - now, SHORTEST_MS), TICK_MS), all);
      if (judge()) stop.abort();
    }
  };
  const failures: unknown[] = [];
  const orStop = (error: unknown): void => {
    if (!all.aborted) failures.push(error);
    stop.abort();
  };
  const followed = await kindsToFollow(pending, cluster, signal);
  await Promise.all([...followed.map(follow), ticking()].map((part) => part.catch(orStop)));
  signal.throwIfAborted();
  for (const error of failures) throw error;
  const failed = list.filter((one) => verdicts.get(one)?.state === 'terminal');
  const late = list.filter((one) => verdicts.get(one)?.state === 'progressing');
  const problems = await Promise.all(
    (failed.length > 0 ? failed : late).map((one) =>
      problemOf(one, verdicts.get(one), { unseen, ...(failed.length === 0 && { timeoutMs }) }, cluster, signal),
    ),
  );
  const [first, ...rest] = problems;
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
}

const TICK_MS = 1000;
const SHORTEST_MS = 50;

function judgeOne(
  { ref }: Awaited,
  observed: ReturnType<ReturnType<typeof createWatched>['observe']>,
  now: Date,
): Verdict {
  if (observed !== undefined) return verdictOf(observed, now);
  return { state: 'terminal', reason: `${describeRef(ref)} was deleted while it was waited for` };
}

const NOT_LOOKED: Verdict = { state: 'progressing', reason: 'its pods are being looked up' };

/** A workload's own word is of a moment ago: it is not taken before its pods have been looked at once. */
const lacksPods = ({ ref: { kind, namespace } }: Awaited, looked: ReadonlySet<string>): boolean =>
  MAKERS.has(kind.kind) && !PODS.every((one) => looked.has(sourceOf({ kind: one, namespace })));

interface Followed extends Pick<ObjectRef, 'kind' | 'namespace'> {
  /** False for what only hangs below. */
  readonly isAwaited: boolean;
}

interface Source {
  readonly kind: Pick<ResourceKind, 'group' | 'kind'>;
  readonly namespace: string | undefined;
}

const sourceOf = ({ kind, namespace }: Source): string => `${kind.group}/${kind.kind}/${namespace ?? ''}`;

const isDenied = (error: unknown): error is OrchestratorError =>
  error instanceof OrchestratorError && error.problems[0].code === 'CLUSTER_DENIED';

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

/** The kinds of what is waited for, each once a namespace, and where there are workloads what hangs below them. */
async function kindsToFollow(
  list: readonly Awaited[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Followed[]> {
  const found = new Map<string, Followed>();
  const add = (kind: ResourceKind | undefined, namespace: string | undefined, isAwaited: boolean): void => {
    if (kind === undefined) return;
    const source = sourceOf({ kind, namespace });
    found.set(source, { kind, namespace, isAwaited: isAwaited || found.get(source)?.isAwaited === true });
  };
  for (const { ref } of list) {
    add(ref.kind, ref.namespace, true);
    const isMaker = MAKERS.has(ref.kind.kind);
    for (const [apiVersion, kind] of isMaker ? BELOW : TOLD_BY_EVENTS.has(ref.kind.kind) ? [EVENT] : [])
      add(await cluster.kindOf(apiVersion, kind, signal), ref.namespace, false);
  }
  return [...found.values()];
}

interface Ending {
  /** Of a wait that ended by it. */
  readonly timeoutMs?: number;
  /** Why some of what hangs below was not seen. */
  readonly unseen: readonly string[];
}

async function problemOf(
  { ref }: Awaited,
  verdict: Verdict | undefined,
  { timeoutMs, unseen }: Ending,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Problem> {
  const within = timeoutMs === undefined ? '' : ` within ${Math.round(timeoutMs / 1000)} s`;
  const message = `${describeRef(ref)} is not ready${within}: ${verdict?.reason ?? 'nothing is known of it'}`;
  const lines = await lastLines(verdict, cluster, signal);
  const hints = [...(lines === '' ? [] : [`Its last lines:\n${lines}`]), ...unseen.map((why) => `Not seen: ${why}`)];
  return { code: 'NOT_READY', message, ...(hints.length > 0 && { hint: hints.join('\n') }) };
}

async function lastLines(verdict: Verdict | undefined, cluster: Cluster, signal: AbortSignal): Promise<string> {
  const { object, pod, container, logs } = verdict?.evidence ?? {};
  if (pod === undefined || container === undefined || logs === undefined) return '';
  const kind = await cluster.kindOf('v1', 'Pod', signal);
  if (kind === undefined) return '';
  const ref = { kind, namespace: object?.namespace, name: pod };
  const options = { container, tailLines: LOG_LINES, previous: logs === 'previous' };
  return (await cluster.logs(ref, options, signal)).trimEnd();
}
