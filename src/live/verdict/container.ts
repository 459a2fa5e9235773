/**
 * What keeps a container from running and being ready: why it waits, or how it ended. Pure.
 *
 * Three classes of evidence. At once: nothing that time does can help (a name that is no name, an image that does not
 * exist, a program that is not in the image). After a grace: what the pod needs is not there, but may be on its way.
 * By count: it ran, so it may run better the next time, but not for ever.
 *
 * Source: kubelet 1.35, pkg/kubelet/images and kuberuntime; containerd 2.1, internal/cri/server/container_start.go.
 */
import { byAccess, byAnything, bySources, type Mends } from './beside.ts';
import { numberAt, textAt, timeAt, valueAt } from './fields.ts';
import { withMessage } from './messages.ts';
import { isHopelessPull, isMissingImage, pullReason } from './pull-failure.ts';

export interface ContainerState {
  readonly name: string;
  readonly image: string;
  /** As in the pod's status; undefined while there is none. */
  readonly status: unknown;
  /** When the kubelet starts it again after it ended. */
  readonly restarts: 'always' | 'on failure' | 'never';
}

/** What is known of its pod. */
export interface PodFacts {
  /** Of the pod's last change of a condition, in ms. */
  readonly since: number | undefined;
  readonly now: number;
  /** Why the last pull of an image failed, as events tell it; kubelets before 1.32 say it nowhere else. */
  readonly pullMessage: (image: string) => string | undefined;
  /** Why what a message calls missing may come, as a sentence. */
  readonly makerOf: (message: string) => string | undefined;
}

export interface Finding {
  readonly isTerminal: boolean;
  /** Goes on after `container app`. */
  readonly text: string;
  /** Ended runs count: who retries by other means (a Job) does not end at a crash. */
  readonly isCrash: boolean;
  readonly until?: number;
  /** Undefined where only another pod helps. */
  readonly mend?: Mend;
  /** When it was seen last, in ms since 1970; undefined where only events tell. */
  readonly seen?: number | undefined;
  readonly logs?: 'current' | 'previous';
}

/** What may mend it while the pod stays, and after how long the kubelet has tried again. */
export interface Mend {
  readonly by: Mends;
  readonly withinMs: number;
  /** That was not there; so does whoever puts it there. */
  readonly image?: string | undefined;
}

/** Its back-off is never longer than five minutes. */
const BY_ACCESS: Mend = { by: byAccess, withinMs: 330_000 };
const BY_ANYTHING: Mend = { by: byAnything, withinMs: 330_000 };
const BY_SOURCES: Mend = { by: bySources, withinMs: 40_000 };

/** A ConfigMap may follow in the same apply. */
export const GRACE_MS = 5_000;
/** Runs that end badly before there is no hope. */
const MOST_RESTARTS = 5;
/** The same for ends that no restart heals: out of memory, no such program, no right to run it. */
const MOST_HOPELESS_RUNS = 3;
const MOST_START_RESTARTS = 2;
/** A run this long is no part of a crash loop: the kubelet forgets its back-off then. */
const LONG_RUN_MS = 600_000;

export function containerFinding(container: ContainerState, pod: PodFacts): Finding | undefined {
  const { status } = container;
  const waiting = valueAt(status, 'state', 'waiting');
  const reason = textAt(waiting, 'reason') ?? '';
  const message = textAt(waiting, 'message') ?? '';
  const restarts = numberAt(status, 'restartCount') ?? 0;

  switch (reason) {
    case 'InvalidImageName':
    case 'ErrImageNeverPull':
    case 'SignatureValidationFailed':
      return hopeless(withMessage(`cannot have its image (${reason})`, message));
    case 'ErrImagePull':
    case 'ImagePullBackOff':
    case 'ImageInspectError':
    case 'RegistryUnavailable':
      return pullFinding(container, pod, message);
    case 'CreateContainerConfigError':
      return configFinding(message, pod);
    case 'CreateContainerError':
      return message.includes('no command specified')
        ? hopeless('names no command, and neither does its image')
        : underWay(withMessage('cannot be created yet', message));
    case 'RunContainerError':
      return startFinding(message, restarts, undefined);
    default:
      break;
  }
  const ended = lastEnd(status, reason);
  if (ended === undefined) return undefined;
  if (/^(?:StartError|ContainerCannotRun)$/.test(textAt(ended, 'reason') ?? '')) {
    return startFinding(textAt(ended, 'message') ?? '', restarts, timeAt(ended, 'finishedAt'));
  }
  return endFinding(container, ended, restarts);
}

/** The end that it has not got over. One of before the pod's sandbox was made anew is no such. */
function lastEnd(status: unknown, reason: string): unknown {
  return valueAt(status, ...(reason === 'CrashLoopBackOff' ? ['lastState'] : ['state']), 'terminated');
}

function configFinding(message: string, pod: PodFacts): Finding {
  if (/failed to sync|timed out|deadline exceeded|connection refused/i.test(message))
    return underWay(withMessage('cannot be configured yet', message));
  const maker = pod.makerOf(message);
  return maker === undefined
    ? { ...afterGrace(withMessage('cannot be configured', message), pod), mend: BY_SOURCES }
    : underWay(`${withMessage('cannot be configured yet', message)}; ${maker}`);
}

function pullFinding({ image }: ContainerState, pod: PodFacts, said: string): Finding {
  // "Back-off pulling image NAME" alone says nothing: what happened is in the text behind it, or in the events.
  const message =
    /^Back-off pulling image "[^"]*"$/.test(said) || said === '' ? (pod.pullMessage(image) ?? said) : said;
  const why = pullReason(message, image);
  return isHopelessPull(message, image)
    ? {
        ...hopeless(withMessage(`cannot have its image ${image}`, why)),
        mend: { ...BY_ACCESS, image: isMissingImage(message, image) ? image : undefined },
      }
    : underWay(withMessage(`waits for its image ${image}`, why));
}

const CANNOT_START = /no such file or directory|not found in \$PATH|permission denied|exec format error|is a directory/;

function startFinding(message: string, restarts: number, seen: number | undefined): Finding {
  const cause = CANNOT_START.exec(message)?.[0];
  if (cause !== undefined && !message.includes('error mounting')) {
    return { ...hopeless(`cannot start its command: ${cause}`), mend: BY_ANYTHING, seen };
  }
  const text = withMessage('cannot be started', message);
  return restarts >= MOST_START_RESTARTS ? { ...hopeless(text), mend: BY_ANYTHING, seen } : underWay(text);
}

/** Its termination message is the program's own text: it may hold anything and is not quoted. */
function endFinding(container: ContainerState, ended: unknown, restarts: number): Finding | undefined {
  const code = numberAt(ended, 'exitCode') ?? 0;
  const isOutOfMemory = textAt(ended, 'reason') === 'OOMKilled';
  const text = isOutOfMemory ? 'ran out of memory (OOMKilled)' : `ended with exit code ${code}`;
  if (container.restarts !== 'always' && code === 0 && !isOutOfMemory) return undefined;
  if (container.restarts === 'never') return { isTerminal: true, isCrash: true, text, logs: 'current' };
  const runs = restarts + 1;
  const isHopeless = (isOutOfMemory || code === 126 || code === 127) && runs >= MOST_HOPELESS_RUNS;
  const isTerminal = (isHopeless || restarts >= MOST_RESTARTS) && !ranLong(ended);
  const times = runs === 1 ? '' : `, ${runs} times so far`;
  const seen = timeAt(ended, 'finishedAt');
  return { isTerminal, isCrash: true, text: text + times, mend: BY_ANYTHING, seen, logs: 'current' };
}

function ranLong(ended: unknown): boolean {
  const [started, finished] = [timeAt(ended, 'startedAt'), timeAt(ended, 'finishedAt')];
  return started !== undefined && finished !== undefined && finished - started >= LONG_RUN_MS;
}

const hopeless = (text: string): Finding => ({ isTerminal: true, isCrash: false, text });
const underWay = (text: string): Finding => ({ isTerminal: false, isCrash: false, text });

export function afterGrace(text: string, { since, now }: Pick<PodFacts, 'since' | 'now'>): Finding {
  if (since === undefined) return underWay(text);
  return now - since >= GRACE_MS ? hopeless(text) : { ...underWay(text), until: since + GRACE_MS };
}
