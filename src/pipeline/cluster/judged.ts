/**
 * The verdicts on what is waited for, as they change: only what a sight may say something of is judged anew. A value that
 * changes; one wait has one.
 */
import type { TextTree } from '../../lib/text-tree.ts';
import { describeRef, type LiveObject, type ObjectRef } from '../../live/object.ts';
import { missingTree } from '../../live/verdict/missing.ts';
import { type Observed, type ReadinessRule, type Verdict, verdictOf } from '../../live/verdict/verdict.ts';

export interface Awaited {
  readonly ref: ObjectRef;
  readonly live: LiveObject;
  /** Stands beside, or in the place of, what is known of the kind. */
  readonly rule?: ReadinessRule | undefined;
}

export interface Judged extends Verdict {
  readonly ref: ObjectRef;
  /** What it lacks; only its own line where nothing is known below it. */
  readonly missing: TextTree;
}

export interface Bench {
  /** @param uids Only these; all where it is left out. */
  judge(uids?: ReadonlySet<string>): void;
  /** All are ready, or one is terminal. */
  isOver(): boolean;
  /** In the order in which they are waited for. */
  all(): readonly Judged[];
  readyCount(): number;
  /** When time alone may change a verdict, in ms since 1970. */
  soonest(): number;
  /** UIDs of those whose verdict it may have changed by now. */
  due(): ReadonlySet<string>;
}

export interface BenchRequest {
  readonly list: readonly Awaited[];
  readonly observe: (uid: string) => Observed | undefined;
  /** Whether what it says of itself counts by now. */
  readonly isLooked: (ref: ObjectRef) => boolean;
  /** By the cluster's clock. */
  readonly now: () => Date;
  /** Each time that what is known of an object changes in words. */
  readonly onVerdict: (judged: Judged) => void;
  /** What cannot become ready ends nothing. */
  readonly toleratesFailures?: boolean;
}

export function createBench({
  list,
  observe,
  isLooked,
  now,
  onVerdict,
  toleratesFailures = false,
}: BenchRequest): Bench {
  const judged = new Map<Awaited, Judged>();
  const byUid = new Map(list.map((one) => [uidOf(one.live), one]));
  const counts = { ready: 0, progressing: 0, terminal: 0 };
  const judgeOne = (one: Awaited): void => {
    const { ref, live, rule } = one;
    const title = describeRef(ref);
    const observed = observe(uidOf(live));
    const at = now();
    const seen = observed === undefined ? gone(title) : verdictOf(observed, at, rule);
    const verdict = seen.state === 'ready' && !isLooked(ref) ? NOT_LOOKED : seen;
    const missing =
      verdict.state === 'ready' || observed === undefined
        ? { text: `${title}: ${verdict.reason}`, below: [] }
        : missingTree(title, observed, verdict, at);
    const before = judged.get(one);
    if (before !== undefined) counts[before.state] -= 1;
    counts[verdict.state] += 1;
    const found: Judged = { ref, missing, ...verdict };
    judged.set(one, found);
    const isSame =
      before?.state === verdict.state &&
      before.reason === verdict.reason &&
      JSON.stringify(before.missing) === JSON.stringify(missing);
    if (!isSame) onVerdict(found);
  };
  return {
    judge(uids) {
      if (uids === undefined) for (const one of list) judgeOne(one);
      else
        for (const uid of uids) {
          const one = byUid.get(uid);
          if (one !== undefined) judgeOne(one);
        }
    },
    isOver: () => (counts.terminal > 0 && !toleratesFailures) || counts.ready === list.length,
    all: () => list.flatMap((one) => judged.get(one) ?? []),
    readyCount: () => counts.ready,
    soonest: () => {
      let soonest = Number.POSITIVE_INFINITY;
      for (const { until = soonest } of judged.values()) soonest = Math.min(soonest, until);
      return soonest;
    },
    due: () => {
      const at = now().getTime();
      const late = [...judged].filter(([, { until = Number.POSITIVE_INFINITY }]) => until <= at);
      return new Set(late.map(([{ live }]) => uidOf(live)));
    },
  };
}

const uidOf = ({ metadata }: LiveObject): string => metadata.uid ?? '';

const gone = (title: string): Verdict => ({
  state: 'terminal',
  reason: `${title} was deleted while it was waited for`,
});

const NOT_LOOKED: Verdict = { state: 'progressing', reason: 'its pods are being looked up' };
