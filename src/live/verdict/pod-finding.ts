/**
 * The one thing that keeps a pod from being ready: the scheduler, a volume, the first container that has a problem.
 * Pure. Source: kubelet 1.35, kube-scheduler 1.35.
 */
import type { LiveObject } from '../object.ts';
import { findCondition } from './conditions.ts';
import { type ContainerState, containerFinding, type Finding, GRACE_MS, type PodFacts } from './container.ts';
import { eventsOf } from './events.ts';
import { latest, listAt, numberAt, textAt, timeAt } from './fields.ts';
import { withMessage } from './messages.ts';
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
export const podFinding = (pod: LiveObject, events: readonly LiveObject[], now: Date): PodFinding | undefined =>
  podFindings(pod, events, now)[0];

/** What weighs most comes first. */
export function podFindings(pod: LiveObject, events: readonly LiveObject[], now: Date): readonly PodFinding[] {
  const scheduled = findCondition(pod, 'PodScheduled');
  if (scheduled?.status === 'False') {
    return [{ ...plain(withMessage('has no node yet', scheduled.message)), condition: 'PodScheduled' }];
  }
  const facts = podFacts(pod, events, now);
  const containers = containersOf(pod);
  const findings = containers.flatMap((container): PodFinding[] => {
    const finding = containerFinding(container, facts);
    return finding === undefined ? [] : [{ ...finding, container: container.name }];
  });
  if (findings.length > 0) return findings.toSorted((a, b) => Number(b.isTerminal) - Number(a.isTerminal));
  const lacking = containers.some(({ status }) => hasRun(status)) ? undefined : volumeFinding(pod, events, facts);
  return lacking === undefined ? readinessFindings(pod, containers, events) : [lacking];
}

function podFacts(pod: LiveObject, events: readonly LiveObject[], now: Date): PodFacts {
  const changes = listAt(pod, 'status', 'conditions').map((condition) => timeAt(condition, 'lastTransitionTime'));
  return {
    since: latest(changes) ?? timeAt(pod, 'status', 'startTime') ?? timeAt(pod, 'metadata', 'creationTimestamp'),
    now: now.getTime(),
    pullMessage: (image) =>
      eventsOf(events, pod, ['Failed']).find(({ message }) => message.startsWith(`Failed to pull image "${image}": `))
        ?.message,
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

/** Later than these, the sandbox and the volumes are there. */
const PASSED = ['SuccessfulAttachVolume', 'Pulling', 'Pulled', 'Created'];

/** What its volumes come from may follow as well: only the same failure after the grace counts. */
function volumeFinding(pod: LiveObject, events: readonly LiveObject[], facts: PodFacts): PodFinding | undefined {
  const reasons = ['FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox', ...PASSED];
  const event = eventsOf(events, pod, reasons)[0];
  if (event === undefined || PASSED.includes(event.reason)) return undefined;
  const isStanding = facts.since !== undefined && (event.last ?? 0) - facts.since >= GRACE_MS;
  const isTerminal = event.reason === 'FailedMount' && MISSING_SOURCE.test(event.message) && isStanding;
  const head = event.reason === 'FailedCreatePodSandBox' ? 'has no sandbox yet' : 'has not all of its volumes';
  return { ...plain(withMessage(head, event.message)), isTerminal, event: event.reason };
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
