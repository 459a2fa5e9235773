/**
 * The one thing that keeps a pod from being ready: the scheduler, a volume, the first container that has a problem.
 * Pure. Source: kubelet 1.35, kube-scheduler 1.35.
 */
import type { LiveObject } from '../object.ts';
import { asBefore, bySources, foundAt, isNews, makerOf, mendedAt, type Surroundings } from './beside.ts';
import { findCondition } from './conditions.ts';
import { type ContainerState, containerFinding, type Finding, GRACE_MS, type PodFacts } from './container.ts';
import { eventsOf } from './events.ts';
import { latest, listAt, numberAt, textAt, timeAt } from './fields.ts';
import { withMessage } from './messages.ts';
import type { Observed } from './outcome.ts';
import { waitingText } from './probe.ts';

export interface PodFinding extends Finding {
  /** Undefined where it is the pod itself. */
  readonly container?: string;
  readonly condition?: string;
  readonly event?: string;
  /** Nothing is wrong, it only takes its time. */
  readonly isOrdinary?: boolean;
}

/** Undefined when nothing is known to be missing. */
export const podFinding = (pod: LiveObject, seen: Sight, now: Date): PodFinding | undefined =>
  podFindings(pod, seen, now)[0];

/** What is known of whom the pod belongs to, and of what is applied beside it. */
type Sight = Surroundings & Pick<Observed, 'events'>;

/** What weighs most comes first. */
export function podFindings(pod: LiveObject, sight: Sight, now: Date): readonly PodFinding[] {
  const found = knownFindings(pod, sight, now).map((finding) => unlessMended(finding, pod, sight, now));
  return found.toSorted((a, b) => Number(b.isTerminal) - Number(a.isTerminal));
}

/** What tells that the kubelet has tried, and failed again. */
const TRIES = ['Failed', 'FailedMount'];

/** What was seen before an apply that may have mended it counts when it is seen again, or has had the time to be. */
function unlessMended(finding: PodFinding, pod: LiveObject, sight: Sight, now: Date): PodFinding {
  const { mend, isTerminal, text, container = '' } = finding;
  const since = timeAt(pod, 'metadata', 'creationTimestamp');
  const mended =
    isTerminal && mend ? latest([mendedAt(sight, since, mend.by), foundAt(sight, since, mend.image)]) : undefined;
  if (mend === undefined || mended === undefined) return finding;
  const tried = eventsOf(sight.events, pod, TRIES).find(({ fieldPath }) => fieldPath.includes(container))?.last;
  const until = mended + mend.withinMs;
  if (isNews(finding.seen ?? tried, mended) || now.getTime() >= until) return finding;
  return { ...finding, isTerminal: false, until, text: asBefore(text) };
}

function knownFindings(pod: LiveObject, sight: Sight, now: Date): readonly PodFinding[] {
  const scheduled = findCondition(pod, 'PodScheduled');
  if (scheduled?.status === 'False') {
    return [{ ...plain(withMessage('has no node yet', scheduled.message)), condition: 'PodScheduled' }];
  }
  const { events } = sight;
  const facts = podFacts(pod, sight, now);
  const containers = containersOf(pod);
  const findings = containers.flatMap((container): PodFinding[] => {
    const finding = containerFinding(container, facts);
    return finding === undefined ? [] : [{ ...finding, container: container.name }];
  });
  if (findings.length > 0) return findings;
  const lacking = containers.some(({ status }) => hasRun(status)) ? undefined : volumeFinding(pod, events, facts);
  return lacking === undefined ? readinessFindings(pod, containers, events) : [lacking];
}

function podFacts(pod: LiveObject, sight: Sight, now: Date): PodFacts {
  const changes = listAt(pod, 'status', 'conditions').map((condition) => timeAt(condition, 'lastTransitionTime'));
  return {
    since: latest(changes) ?? timeAt(pod, 'status', 'startTime') ?? timeAt(pod, 'metadata', 'creationTimestamp'),
    now: now.getTime(),
    makerOf: (message) => makerOf(sight, message),
    pullMessage: (image) =>
      eventsOf(sight.events, pod, ['Failed']).find(({ message }) =>
        message.startsWith(`Failed to pull image "${image}": `),
      )?.message,
  };
}

interface Container extends ContainerState {
  /** Has to end before the next one starts. */
  readonly isStep: boolean;
}

/** In the order in which they are started. */
function containersOf(pod: LiveObject): readonly Container[] {
  const policy = textAt(pod, 'spec', 'restartPolicy') ?? 'Always';
  const ofPod = policy === 'Always' ? 'always' : policy === 'Never' ? 'never' : 'on failure';
  const stateOf = (container: unknown, field: string) => {
    const name = textAt(container, 'name') ?? '';
    const status = listAt(pod, 'status', field).find((candidate) => textAt(candidate, 'name') === name);
    return { name, image: textAt(container, 'image') ?? '', status };
  };
  const init = listAt(pod, 'spec', 'initContainers').map((container): Container => {
    const isSidecar = textAt(container, 'restartPolicy') === 'Always';
    const restarts = isSidecar ? 'always' : policy === 'Never' ? 'never' : 'on failure';
    return { ...stateOf(container, 'initContainerStatuses'), restarts, isStep: !isSidecar };
  });
  const main = listAt(pod, 'spec', 'containers').map(
    (container): Container => ({ ...stateOf(container, 'containerStatuses'), restarts: ofPod, isStep: false }),
  );
  return [...init, ...main];
}

const MISSING_SOURCE = /\b(?:configmap|secret) "[^"]{1,253}" not found|references non-existent (?:config|secret) key/;

/** Mounts are tried again after two minutes at the latest. */
const BY_SOURCES = { by: bySources, withinMs: 150_000 };

/** Later than these, the sandbox and the volumes are there. */
const PASSED = ['SuccessfulAttachVolume', 'Pulling', 'Pulled', 'Created'];

/** What its volumes come from may follow as well: only the same failure after the grace counts. */
function volumeFinding(pod: LiveObject, events: readonly LiveObject[], facts: PodFacts): PodFinding | undefined {
  const reasons = ['FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox', ...PASSED];
  const event = eventsOf(events, pod, reasons)[0];
  if (event === undefined || PASSED.includes(event.reason)) return undefined;
  const maker = facts.makerOf(event.message);
  const isStanding = facts.since !== undefined && (event.last ?? 0) - facts.since >= GRACE_MS;
  const isTerminal =
    event.reason === 'FailedMount' && MISSING_SOURCE.test(event.message) && isStanding && maker === undefined;
  const head = event.reason === 'FailedCreatePodSandBox' ? 'has no sandbox yet' : 'has not all of its volumes';
  const text = `${withMessage(head, event.message)}${maker === undefined ? '' : `; ${maker}`}`;
  return { ...plain(text), isTerminal, event: event.reason, mend: BY_SOURCES, seen: event.last };
}

function readinessFindings(
  pod: LiveObject,
  containers: readonly Container[],
  events: readonly LiveObject[],
): readonly PodFinding[] {
  const unhealthy = eventsOf(events, pod, ['Unhealthy']);
  const waiting = containers.flatMap(({ name, status, isStep }): readonly PodFinding[] => {
    const event = unhealthy.find(({ fieldPath }) => fieldPath.endsWith(`{${name}}`));
    const text = waitingText(status, isStep, event);
    if (text === undefined) return [];
    return [{ ...plain(text), ...logsOf(status), container: name, isOrdinary: event === undefined }];
  });
  const ready = findCondition(pod, 'Ready');
  if (waiting.length > 0 || ready?.reason !== 'ReadinessGatesNotReady') return waiting;
  return [{ ...plain(withMessage('waits for its readiness gates', ready.message)), condition: 'Ready' }];
}

/** Of one that runs again after it ended badly, the run before tells more. */
function logsOf(status: unknown): Pick<Finding, 'logs'> {
  if (!hasRun(status)) return {};
  return { logs: (numberAt(status, 'lastState', 'terminated', 'exitCode') ?? 0) === 0 ? 'current' : 'previous' };
}

const hasRun = (status: unknown): boolean => textAt(status, 'containerID') !== undefined;

const plain = (text: string) => ({ isTerminal: false, isCrash: false, text });
