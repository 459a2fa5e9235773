/**
 * Jobs: done when they are complete. What fails on the way is tried again; how often is the Job's own matter.
 *
 *     Failed=True, BackoffLimitExceeded     ─►  terminal
 *     a pod ended badly, another is coming  ─►  progressing
 *     a pod's image does not exist          ─►  terminal: no Job counts that
 *
 * Pure. Source: Kubernetes 1.35, pkg/controller/job.
 */
import type { LiveObject } from '../object.ts';
import { type Condition, findCondition, hasCondition } from './conditions.ts';
import { compare } from './events.ts';
import { isTrueAt, numberAt, textAt } from './fields.ts';
import { quoted } from './messages.ts';
import { type Evidence, evidenceOf, type Observed, ready, terminal, type Verdict } from './outcome.ts';
import { podFinding } from './pod-finding.ts';
import { belowOf, isDeleted, podEvidence, verdictByPods } from './pods.ts';
import { findRefusal, refusalVerdict } from './refusal.ts';
import { countAt } from './replica-set.ts';

export function jobVerdict(observed: Observed, now: Date): Verdict {
  const { object } = observed;
  if (hasCondition(object, 'Complete')) return ready('it is complete');
  // FailureTarget comes first: the verdict stands, pods are still being ended.
  const failed = ['Failed', 'FailureTarget']
    .map((type) => findCondition(object, type))
    .find((condition) => condition?.status === 'True');
  if (failed !== undefined) return failedVerdict(observed, failed, now);
  if (isTrueAt(object, 'spec', 'suspend')) return ready('it is suspended, and starts when that ends');

  const pods = belowOf(observed, 'Pod');
  const refusal = countAt(object, 'active') === 0 ? findRefusal(observed) : undefined;
  if (refusal !== undefined) return refusalVerdict(refusal, pods.some(isDeleted), now);
  const mayStart = pods.some((pod) => /^(?:Running|Succeeded)$/.test(textAt(pod, 'status', 'phase') ?? ''));
  const counted = mayStart ? pods.filter((pod) => textAt(pod, 'status', 'phase') !== 'Failed') : pods;
  return verdictByPods(observed, { pods: counted, head: headOf(object), ofJob: true }, now);
}

function headOf(object: LiveObject): string {
  const [active, done, failed] = [countAt(object, 'active'), countAt(object, 'succeeded'), countAt(object, 'failed')];
  const wanted = numberAt(object, 'spec', 'completions') ?? 1;
  const tries = failed === 0 ? '' : `, ${failed} failed (${numberAt(object, 'spec', 'backoffLimit') ?? 6} may)`;
  return `${done} of ${wanted} done, ${active} active${tries}`;
}

function failedVerdict(observed: Observed, { type, reason, message }: Condition, now: Date): Verdict {
  const [pod, text] = lastFailure(observed, now) ?? [undefined, undefined];
  const evidence: Evidence = pod ?? evidenceOf(observed.object);
  const why = [quoted(message), text].filter((part) => part !== undefined && part !== '').join('; ');
  return terminal(`it has failed (${reason})${why === '' ? '' : `: ${why}`}`, { ...evidence, condition: type });
}

/** Of the pod that was made last. */
function lastFailure({ events, ...observed }: Observed, now: Date): readonly [Evidence, string] | undefined {
  const created = (pod: LiveObject) => textAt(pod, 'metadata', 'creationTimestamp') ?? '';
  const pods = belowOf({ events, ...observed }, 'Pod').toSorted((left, right) =>
    compare(created(right), created(left)),
  );
  for (const pod of pods) {
    const finding = podFinding(pod, { object: observed.object, events }, now);
    if (finding?.container !== undefined && finding.isTerminal)
      return [podEvidence(pod, finding), `container ${finding.container} ${finding.text}`];
  }
  return undefined;
}
