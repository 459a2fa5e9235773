/** Work that only one run of a set does at a time, whatever machine it is on. */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { abortError } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import type { ObjectSet } from '../../live/applyset.ts';
import { LEASE_SECONDS, leaseName, tokenOf } from '../../live/lease.ts';
import type { ObjectRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { keepLease } from './keep-lease.ts';
import type { InputPorts } from './read-wanted.ts';
import { type TakenLease, takeLease } from './take-lease.ts';

/** Who runs this, for others who want the same set. */
export interface Caller {
  /** `ann@laptop`. */
  readonly name: string;
  /** Where the run can be looked at, such as the URL of a CI job. */
  readonly run: string | undefined;
}

export interface LeaseJob {
  readonly set: ObjectSet;
  readonly caller: Caller;
  /** How long to wait while another run is at work. */
  readonly waitMs: number;
  /** The last token that the set has seen; 0 where it is new. */
  readonly lastToken: number;
}

export type LeasePorts = Pick<InputPorts, 'emit' | 'system' | 'signal'>;

export interface HeldSet<P extends LeasePorts> {
  /** Its writes go out only while the lease is ours. */
  readonly cluster: Cluster;
  /** Their signal aborts with LEASE_LOST too. */
  readonly ports: P;
  /** Higher than that of every run before. */
  readonly token: number;
  /** The set is no more: its lease goes with it once the work is done. */
  dropLease(): void;
}

/**
 * Where leases may not be had a warning says so, and the work is done without.
 *
 * @throws OrchestratorError LEASE_HELD before the work; LEASE_LOST; CLUSTER_*; what the work throws.
 */
export async function withLease<T, P extends LeasePorts>(
  { set, caller, waitMs, lastToken }: LeaseJob,
  cluster: Cluster,
  ports: P,
  work: (held: HeldSet<P>) => Promise<T>,
): Promise<T> {
  const kind = await cluster.kindOf('coordination.k8s.io/v1', 'Lease', ports.signal);
  if (kind === undefined) return withoutLease('the cluster has no leases');
  const ref: ObjectRef = { kind, namespace: set.namespace, name: leaseName(set) };
  const claim = { identity: `${caller.name}/${randomUUID().slice(0, 8)}`, run: caller.run };
  const taken = await takeLease(ref, { set, claim, waitMs, lastToken }, cluster, ports).catch(deniedReason);
  if (typeof taken === 'string') return withoutLease(taken);
  const lease = keepLease(ref, set, taken, cluster, ports.system.clock);
  const signal = AbortSignal.any([ports.signal, lease.lost]);
  setMaxListeners(0, signal);
  let how: Parameters<typeof lease.giveBack>[0] = 'release';
  const dropLease = (): void => {
    how = 'remove';
  };
  try {
    const token = tokenOf(taken.lease);
    return await work({ cluster: cluster.guarded(lease.guard), ports: { ...ports, signal }, token, dropLease });
  } catch (error) {
    // Whatever it broke off, this is why.
    throw lease.lost.aborted ? abortError(lease.lost) : error;
  } finally {
    await lease.giveBack(how).catch((error: unknown) => tellKept(set, error, ports));
  }

  function withoutLease(why: string): Promise<T> {
    const message =
      `there is no lease against two runs that change the set "${set.name}" at once: ${why}; ` +
      'give the right to get, create and update leases in the namespace of the set';
    ports.emit({ type: 'notice', level: 'warning', message });
    return work({ cluster, ports, token: lastToken + 1, dropLease: () => {} });
  }
}

function deniedReason(error: unknown): string | TakenLease {
  if (!(error instanceof OrchestratorError) || error.problems[0].code !== 'CLUSTER_DENIED') throw error;
  return error.problems[0].message;
}

/** The work is done or has failed by itself; this is no reason to say otherwise. */
function tellKept({ name }: ObjectSet, error: unknown, { emit }: LeasePorts): void {
  if (!(error instanceof Error)) throw error;
  const why = error instanceof OrchestratorError ? error.problems[0].message : error.message;
  const message = `the lease of the set "${name}" could not be given back: ${why}; it runs out in ${LEASE_SECONDS} s`;
  emit({ type: 'notice', level: 'warning', message });
}
