/** PersistentVolumeClaims and PersistentVolumes. Pure. Source: Kubernetes 1.35, pkg/controller/volume/persistentvolume. */
import { eventsOf } from './events.ts';
import { textAt } from './fields.ts';
import { withMessage } from './messages.ts';
import { evidenceOf, type Observed, progressing, ready, terminal, type Verdict } from './outcome.ts';

export function claimVerdict({ object, events }: Observed): Verdict {
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Bound') return ready('it is bound');
  if (phase === 'Lost') return terminal('the volume that it was bound to is gone', evidenceOf(object));
  const [event] = eventsOf(events, object, CLAIM_EVENTS);
  if (event?.reason === 'WaitForFirstConsumer') return ready('it is bound when the first pod wants it');
  return event === undefined
    ? progressing('it is not bound yet', evidenceOf(object))
    : progressing(withMessage('it is not bound yet', event.message), evidenceOf(object, { event: event.reason }));
}

const CLAIM_EVENTS = [
  'WaitForFirstConsumer',
  'WaitForPodScheduled',
  'ProvisioningFailed',
  'FailedBinding',
  'ExternalProvisioning',
  'Provisioning',
  'VolumeMismatch',
];

export function volumeVerdict({ object }: Observed): Verdict {
  const phase = textAt(object, 'status', 'phase') ?? 'Pending';
  if (phase === 'Failed') {
    return terminal(withMessage('its reclamation failed', textAt(object, 'status', 'message')), evidenceOf(object));
  }
  return phase === 'Pending' ? progressing('it is not available yet', evidenceOf(object)) : ready(`it is ${phase}`);
}
