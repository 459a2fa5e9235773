/** Services. Pure. */
import { eventsOf } from './events.ts';
import { listAt, textAt } from './fields.ts';
import { withMessage } from './messages.ts';
import { evidenceOf, type Observed, progressing, ready, type Verdict } from './outcome.ts';

export function serviceVerdict({ object, events }: Observed): Verdict {
  const type = textAt(object, 'spec', 'type') ?? 'ClusterIP';
  if (type === 'ExternalName') return ready('it is a name');
  if ((textAt(object, 'spec', 'clusterIP') ?? '') === '')
    return progressing('it has no address yet', evidenceOf(object));
  const isReached = type !== 'LoadBalancer' || listAt(object, 'spec', 'externalIPs').length > 0;
  if (isReached || listAt(object, 'status', 'loadBalancer', 'ingress').length > 0) return ready('it has its address');
  const [event] = eventsOf(events, object, ['SyncLoadBalancerFailed', 'EnsuringLoadBalancer', 'EnsuredLoadBalancer']);
  return progressing(
    withMessage(
      'its load balancer has no address yet',
      event?.reason === 'SyncLoadBalancerFailed' ? event.message : undefined,
    ),
    evidenceOf(object, event === undefined ? {} : { event: event.reason }),
  );
}
