/**
 * A pod that nobody else looks after.
 *
 *     phase Running, Ready=True             ─►  ready, unless it still runs the image of before
 *     phase Succeeded, restartPolicy Never  ─►  ready: it was to end
 *     phase Failed                          ─►  terminal: nobody starts it again
 *
 * Pure.
 */
import { awaitsController, findCondition, hasCondition } from './conditions.ts';
import { listAt, numberAt, textAt, valueAt } from './fields.ts';
import { withMessage } from './messages.ts';
import { evidenceOf, type Observed, progressing, ready, terminal, type Verdict } from './outcome.ts';
import { podFinding } from './pod-finding.ts';
import { findOldImage } from './pod-image.ts';
import { podEvidence } from './pods.ts';

export function podVerdict(observed: Observed, now: Date): Verdict {
  const { object } = observed;
  const behind = awaitsController(object, false);
  if (behind !== undefined) return behind;
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Succeeded') {
    return textAt(object, 'spec', 'restartPolicy') === 'Always'
      ? terminal('it has ended, and nobody starts it again', evidenceOf(object))
      : ready('it has done its work');
  }
  if (phase === 'Failed') return failedVerdict(object);
  if (phase === 'Running' && hasCondition(object, 'Ready')) {
    const old = findOldImage(object, now);
    if (old === undefined) return ready('it is ready');
    const { container, image, until } = old;
    return progressing(`container ${container} still runs ${image}`, evidenceOf(object, { container }), until);
  }

  const finding = podFinding(object, observed, now);
  if (finding === undefined) {
    const isLost = findCondition(object, 'Ready')?.reason === 'NodeStatusUnknown' || phase === 'Unknown';
    return progressing(isLost ? 'its node does not answer' : 'it is not ready yet', evidenceOf(object));
  }
  const text =
    finding.container === undefined ? `it ${finding.text}` : `container ${finding.container} ${finding.text}`;
  const evidence = podEvidence(object, finding);
  return finding.isTerminal ? terminal(text, evidence) : progressing(text, evidence, finding.until);
}

function failedVerdict(object: Observed['object']): Verdict {
  const statuses = [
    ...listAt(object, 'status', 'initContainerStatuses'),
    ...listAt(object, 'status', 'containerStatuses'),
  ];
  const failed = statuses.find((status) => (numberAt(status, 'state', 'terminated', 'exitCode') ?? 0) !== 0);
  const name = textAt(object, 'metadata', 'name') ?? '';
  const reason = textAt(object, 'status', 'reason');
  if (failed === undefined || reason !== undefined) {
    const head = `it has failed${reason === undefined ? '' : ` (${reason})`}`;
    return terminal(withMessage(head, textAt(object, 'status', 'message')), evidenceOf(object, { pod: name }));
  }
  const ended = valueAt(failed, 'state', 'terminated');
  const container = textAt(failed, 'name') ?? '';
  const why =
    textAt(ended, 'reason') === 'OOMKilled'
      ? 'ran out of memory (OOMKilled)'
      : `ended with exit code ${numberAt(ended, 'exitCode')}`;
  return terminal(
    `it has failed: container ${container} ${why}`,
    evidenceOf(object, { pod: name, container, logs: 'current' }),
  );
}
