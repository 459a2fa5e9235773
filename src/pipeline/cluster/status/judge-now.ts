/** Verdicts on what is there at this moment, by one list of what hangs below it. */
import { OrchestratorError } from '../../../errors/problem.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import { type LiveObject, type ObjectRef, refKey } from '../../../live/object.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { type Followed, kindsToFollow, sourceOf } from '../follow-kinds.ts';
import { createBench, type Judged } from '../judged.ts';
import { isWaitedFor, type KindRule, ruleOf } from '../readiness.ts';
import { createWatched } from '../watched.ts';

interface There {
  readonly ref: ObjectRef;
  readonly live: LiveObject;
}

export interface JudgedNow {
  /** By {@link refKey}. */
  readonly judged: ReadonlyMap<string, Judged>;
  /** Why some of what explains a verdict was not seen. */
  readonly unseen: readonly string[];
}

const AT_ONCE = 8;
const BELOW = new Set(['Pod', 'ReplicaSet', 'Event']);

/** @throws OrchestratorError CLUSTER_*; what may not be seen below an object only goes unsaid. */
export async function judgeNow(
  list: readonly There[],
  rules: readonly KindRule[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<JudgedNow> {
  const watched = createWatched();
  for (const { ref, live } of list) watched.see(sourceOf(ref), { type: 'changed', object: live });
  const unseen: string[] = [];
  const look = async ({ kind, namespace }: Followed, abort: AbortSignal): Promise<void> => {
    try {
      const { items } = await cluster.list(kind, { namespace }, abort);
      for (const object of items) watched.see(sourceOf({ kind, namespace }), { type: 'changed', object });
    } catch (error) {
      if (!(error instanceof OrchestratorError) || error.problems[0].code !== 'CLUSTER_DENIED') throw error;
      unseen.push(error.problems[0].message);
    }
  };
  const refs = list.map(({ ref }) => ref);
  const kinds = await kindsToFollow(refs, cluster, signal);
  await inParallel(
    kinds.filter(({ kind }) => BELOW.has(kind.kind)),
    AT_ONCE,
    look,
    signal,
  );
  const bench = createBench({
    list: list.map(({ ref, live }) => ({ ref, live, rule: ruleOf(ref.kind, rules) })),
    observe: watched.observe,
    isLooked: () => true,
    now: cluster.now,
    onVerdict: () => {},
  });
  bench.judge();
  const free = new Set(list.filter(({ live }) => !isWaitedFor(live)).map(({ ref }) => refKey(ref)));
  const judged = bench
    .all()
    .map((one): Judged => (free.has(refKey(one.ref)) ? { ...one, state: 'ready', reason: NOT_WAITED } : one));
  return { judged: new Map(judged.map((one) => [refKey(one.ref), one])), unseen: unseen.toSorted() };
}

const NOT_WAITED = 'it is there, and asks not to be waited for';
