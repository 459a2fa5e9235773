/** What the pods of a workload say of it: the worst of them decides, whatever order they came in. Pure. */
import type { LiveObject } from '../object.ts';
import { hasCondition } from './conditions.ts';
import { compare } from './events.ts';
import { textAt } from './fields.ts';
import { type Evidence, evidenceOf, type Observed, progressing, terminal, type Verdict } from './outcome.ts';
import { type PodFinding, podFinding } from './pod-finding.ts';

export interface PodQuestion {
  /** Only these; those that are being deleted are left out. */
  readonly pods: readonly LiveObject[];
  /** Goes on in a reason before what a pod waits for: `1 of 3 pods is available`. */
  readonly head: string;
  /** A Job starts others in their place by itself: that one ended badly is no verdict. */
  readonly ofJob?: boolean;
}

/** All objects of a kind below, by name. */
export const belowOf = ({ below }: Observed, kind: string): readonly LiveObject[] =>
  inOrder(below.filter((object) => textAt(object, 'kind') === kind));

function byName(left: LiveObject, right: LiveObject): number {
  const differing = ['name', 'uid', 'resourceVersion'].map((field) =>
    compare(textAt(left, 'metadata', field) ?? '', textAt(right, 'metadata', field) ?? ''),
  );
  return differing.find((difference) => difference !== 0) ?? 0;
}

/** By name, and whatever else tells two of them apart. */
export const inOrder = (objects: readonly LiveObject[]): readonly LiveObject[] => objects.toSorted(byName);

export const isDeleted = (object: unknown): boolean => textAt(object, 'metadata', 'deletionTimestamp') !== undefined;

/** Terminal when one of the pods is; else progressing for the head, with what the first unready pod waits for. */
export function verdictByPods(observed: Observed, { pods, head, ofJob = false }: PodQuestion, now: Date): Verdict {
  const counted = pods.filter((pod) => !isDeleted(pod) && !isReplaced(pod, ofJob) && !hasCondition(pod, 'Ready'));
  const found = counted.flatMap((pod) => {
    const finding = podFinding(pod, observed, now);
    if (finding === undefined) return [];
    return [{ pod, finding: { ...finding, isTerminal: finding.isTerminal && !(ofJob && finding.isCrash) } }];
  });
  const worst = found.toSorted((left, right) => rank(left.finding) - rank(right.finding))[0];
  if (worst === undefined) return progressing(head, evidenceOf(observed.object));
  const { pod, finding } = worst;
  const evidence = podEvidence(pod, finding);
  if (finding.isTerminal) return terminal(podText(pod, finding), evidence);
  const untils = found.flatMap(({ finding: { until } }) => until ?? []);
  const until = untils.length === 0 ? undefined : Math.min(...untils);
  return { ...progressing(`${head}; ${podText(pod, finding)}`, evidence, until), head };
}

/** Pods that ended are replaced by whoever made them; what one of a Job ended with may yet show that none can start. */
export function isReplaced(pod: LiveObject, ofJob: boolean): boolean {
  const phase = textAt(pod, 'status', 'phase');
  return phase === 'Succeeded' || (phase === 'Failed' && !ofJob);
}

const rank = ({ isTerminal, isOrdinary }: PodFinding): number => (isTerminal ? 0 : isOrdinary === true ? 2 : 1);

export function podEvidence(pod: LiveObject, { container, condition, event, logs }: PodFinding): Evidence {
  return evidenceOf(pod, {
    pod: textAt(pod, 'metadata', 'name') ?? '',
    ...(container !== undefined && { container }),
    ...(condition !== undefined && { condition }),
    ...(event !== undefined && { event }),
    ...(logs !== undefined && { logs }),
  });
}

function podText(pod: LiveObject, { container, text }: PodFinding): string {
  const name = `pod ${textAt(pod, 'metadata', 'name') ?? ''}`;
  return container === undefined ? `${name} ${text}` : `container ${container} of ${name} ${text}`;
}
