/**
 * Kinds that nothing special is known of, by the conditions that most controllers write. Without any, it is there, and
 * that is all there is to say. Pure. Source: Kubernetes API conventions; kstatus.
 */
import { awaitsController, findCondition } from './conditions.ts';
import { listAt, textAt } from './fields.ts';
import { withMessage } from './messages.ts';
import { evidenceOf, type Observed, progressing, ready, terminal, type Verdict } from './outcome.ts';

export function otherVerdict({ object }: Observed): Verdict {
  const stalled = findCondition(object, 'Stalled');
  const behind = awaitsController(object, false);
  if (behind !== undefined) return behind;
  if (stalled?.status === 'True') {
    return terminal(withMessage('it is stalled', stalled.message), evidenceOf(object, { condition: 'Stalled' }));
  }
  const reconciling = findCondition(object, 'Reconciling');
  if (reconciling?.status === 'True') {
    const evidence = evidenceOf(object, { condition: 'Reconciling' });
    return progressing(withMessage('it is being worked on', reconciling.message), evidence);
  }
  const isKnown = listAt(object, 'status', 'conditions').some((condition) => textAt(condition, 'type') === 'Ready');
  if (!isKnown) return ready('it is there');
  const state = findCondition(object, 'Ready');
  if (state?.status === 'True') return ready('it is ready');
  return progressing(withMessage('it is not ready yet', state?.message), evidenceOf(object, { condition: 'Ready' }));
}
