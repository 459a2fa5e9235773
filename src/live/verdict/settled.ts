/**
 * Whether what runs has run for long enough to be believed. A container without a probe is ready to Kubernetes from the
 * moment that its process starts, also the one that is about to crash.
 *
 *     no probe, first run            2 s of running; so is the first one after a change of the pod in place
 *     no probe, ran and ended        twice as long as the run that ended, 10 s to a minute
 *     a readiness or startup probe   at once: somebody has asked it
 *     minReadySeconds of its owner   at once: Kubernetes has waited as long as its author thinks right
 *
 * Pure. Source: kubelet 1.35, pkg/kubelet/prober.
 */
import type { LiveObject } from '../object.ts';
import { hasCondition } from './conditions.ts';
import { isTrueAt, listAt, numberAt, textAt, timeAt, valueAt } from './fields.ts';
import { evidenceOf, type Observed, progressing, type Verdict } from './outcome.ts';
import { endedByChange } from './pod-image.ts';
import { isDeleted, verdictByPods } from './pods.ts';

const FIRST_RUN_MS = 2_000;
/** What has crashed once may again, and at the same place: it has to get well beyond that. */
const SHORTEST_NEXT_RUN_MS = 10_000;
const LONGEST_NEXT_RUN_MS = 60_000;

/**
 * Progressing until the youngest of them has run for long enough, or for what a pod says that its owner does not know
 * yet: owners count pods that were ready a moment ago. Undefined when there is nothing of both. Never terminal: of the
 * two the pod may be the older word, about one that its owner has replaced by now; a pod that stays so is told by the
 * owner's own count.
 */
export function unsettledVerdict(observed: Observed, now: Date): Verdict | undefined {
  const { object, below } = observed;
  const pods = [object, ...below].filter((one) => textAt(one, 'kind') === 'Pod' && !isDeleted(one));
  const unready = below.filter((one) => pods.includes(one) && isUnready(one));
  // What a paused rollout has begun is nobody's concern while the rest is available.
  if (unready.length > 0 && !isTrueAt(object, 'spec', 'paused')) return unreadyVerdict(observed, unready, now);
  if ((numberAt(object, 'spec', 'minReadySeconds') ?? 0) > 0) return undefined;
  const young = pods.flatMap((pod) => youngContainers(pod, now.getTime())).toSorted((a, b) => b.until - a.until)[0];
  if (young === undefined) return undefined;
  const pod = textAt(young.pod, 'metadata', 'name') ?? '';
  const reason = `container ${young.name} of pod ${pod} ${young.since}, and has no probe to tell that it works`;
  return progressing(reason, evidenceOf(young.pod, { pod, container: young.name, logs: 'current' }), young.until);
}

function unreadyVerdict(observed: Observed, pods: readonly LiveObject[], now: Date): Verdict {
  const verdict = verdictByPods(observed, { pods, head: `${pods.length} of its pods not ready` }, now);
  return verdict.state === 'terminal' ? progressing(verdict.reason, verdict.evidence) : verdict;
}

const isUnready = (pod: LiveObject): boolean =>
  /^(?:Running|Pending)$/.test(textAt(pod, 'status', 'phase') ?? '') && !hasCondition(pod, 'Ready');

interface Young {
  readonly pod: LiveObject;
  readonly name: string;
  /** Goes on after `container app`. */
  readonly since: string;
  /** In ms since 1970. */
  readonly until: number;
}

function youngContainers(pod: LiveObject, now: number): readonly Young[] {
  if (textAt(pod, 'status', 'phase') !== 'Running') return [];
  const statuses = new Map(
    ['initContainerStatuses', 'containerStatuses']
      .flatMap((field) => listAt(pod, 'status', field))
      .map((one) => [textAt(one, 'name'), one]),
  );
  const sidecars = listAt(pod, 'spec', 'initContainers').filter((one) => textAt(one, 'restartPolicy') === 'Always');
  return [...sidecars, ...listAt(pod, 'spec', 'containers')].flatMap((container) => {
    const name = textAt(container, 'name') ?? '';
    const status = statuses.get(name);
    const started = timeAt(status, 'state', 'running', 'startedAt');
    const isProbed =
      valueAt(container, 'readinessProbe') !== undefined || valueAt(container, 'startupProbe') !== undefined;
    if (started === undefined || isProbed) return [];
    const { mustRunMs, since } = provingRun(status, endedByChange(pod, status));
    const until = started + mustRunMs;
    return until > now ? [{ pod, name, since, until }] : [];
  });
}

/** How long what runs now has to run, and why. */
function provingRun(status: unknown, isFirstOfChange: boolean): { readonly mustRunMs: number; readonly since: string } {
  const ended = valueAt(status, 'lastState', 'terminated');
  if (isFirstOfChange || (ended === undefined && (numberAt(status, 'restartCount') ?? 0) === 0))
    return { mustRunMs: FIRST_RUN_MS, since: 'has only just started' };
  const [from, to] = [timeAt(ended, 'startedAt'), timeAt(ended, 'finishedAt')];
  const ran = from === undefined || to === undefined ? 0 : to - from;
  const mustRunMs = Math.min(Math.max(2 * ran, SHORTEST_NEXT_RUN_MS), LONGEST_NEXT_RUN_MS);
  const code = numberAt(ended, 'exitCode');
  const how = code === undefined ? '' : ` with exit code ${code}`;
  return { mustRunMs, since: `has ended${how} before, is to run for ${mustRunMs / 1000} s` };
}
