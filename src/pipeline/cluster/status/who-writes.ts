/** Who is at work on a set: the run that holds its lease, and one that was begun and has not ended. */
import { unwrap } from '../../../errors/result.ts';
import type { ObjectSet } from '../../../live/applyset.ts';
import { type Intent, parseIntent } from '../../../live/intent.ts';
import { type Holder, holderOf, isExpired, leaseName } from '../../../live/lease.ts';
import type { LiveObject } from '../../../live/object.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { unlessDenied } from './unless-denied.ts';

export interface Writers {
  /** Undefined also where leases may not be read. */
  readonly holder: Holder | undefined;
  /** Of the holder, or of a run that was killed: the next one says what is left of it. */
  readonly begun: Intent | undefined;
}

export async function whoWrites(
  set: ObjectSet,
  parent: LiveObject,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Writers> {
  const kind = await cluster.kindOf('coordination.k8s.io/v1', 'Lease', signal);
  const ref = kind && { kind, namespace: set.namespace, name: leaseName(set) };
  const lease = ref && (await unlessDenied(cluster.get(ref, signal)));
  const isFree = lease === undefined || isExpired(lease, cluster.now().getTime(), 0);
  const intent = unwrap(parseIntent(parent, set));
  return { holder: isFree ? undefined : holderOf(lease), begun: intent?.state === 'begun' ? intent : undefined };
}
