/**
 * Pods that the API server does not let a controller make: quota, PodSecurity, policies, what is invalid.
 *
 *     pods "web-1" is forbidden: exceeded quota: small, …  ─►  terminal, when it stands for 5 s
 *     Internal error occurred: failed calling webhook …    ─►  progressing: the webhook may answer
 *
 * Pure. Source: kube-controller-manager 1.35; admission plugins of kube-apiserver 1.35.
 */
import { asBefore, bySources, isNews, mendedAt } from './beside.ts';
import { changedAt } from './conditions.ts';
import { afterGrace } from './container.ts';
import { eventsOf } from './events.ts';
import { latest } from './fields.ts';
import { withMessage } from './messages.ts';
import { type Evidence, evidenceOf, type Observed, progressing, terminal, type Verdict } from './outcome.ts';

export interface Refusal {
  readonly message: string;
  /** Stands since then, in ms since 1970. */
  readonly since: number | undefined;
  readonly evidence: Evidence;
  /** When something was applied that may have mended it, and when it was last seen. */
  readonly mended?: number | undefined;
  readonly seen?: number | undefined;
}

const PASSING =
  /failed calling webhook|Operation cannot be fulfilled|status unknown for quota|not yet ready to handle request|already exists|Internal error|did not complete|timed? ?out|deadline exceeded|connection refused/i;
const STANDING = /is forbidden:|denied the request|denied request|is invalid:/;
const QUOTA = /exceeded quota/;

/** @param mayFindRoom Pods that go may make room for others. */
export function refusalVerdict(refusal: Refusal, mayFindRoom: boolean, now: Date): Verdict {
  const { message, since, evidence, mended, seen } = refusal;
  const text = withMessage('its pods are refused', message);
  if (mended !== undefined && !isNews(seen, mended)) return progressing(asBefore(text), evidence);
  if (PASSING.test(message) || !STANDING.test(message) || (mayFindRoom && QUOTA.test(message))) {
    return progressing(text, evidence);
  }
  const { isTerminal, until } = afterGrace(text, { since, now: now.getTime() });
  return isTerminal ? terminal(text, evidence) : progressing(text, evidence, until);
}

/** By events, for kinds without a condition that says it. Undefined when pods were made since, or it was changed. */
export function findRefusal(observed: Observed): Refusal | undefined {
  const { object, events } = observed;
  const made = eventsOf(events, object, ['SuccessfulCreate'])[0]?.last;
  const from = latest([made, changedAt(object)]) ?? 0;
  const refused = eventsOf(events, object, ['FailedCreate']).filter(({ last }) => (last ?? 0) >= from);
  const [newest] = refused;
  if (newest === undefined) return undefined;
  const first = Math.min(...refused.flatMap(({ first: time }) => time ?? []));
  const since = Number.isFinite(first) ? Math.max(first, from) : undefined;
  return {
    message: newest.message,
    since,
    evidence: evidenceOf(object, { event: newest.reason }),
    mended: mendedAt(observed, since, bySources),
    seen: newest.last,
  };
}
