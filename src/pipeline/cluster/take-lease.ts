/**
 * Takes the lease of a set, or says who has it.
 *
 *     free                           taken
 *     held, renewed while we look    refused, unless we are to wait
 *     held, and not renewed          its holder is looked at until it runs out, then taken over and told
 */
import { OrchestratorError } from '../../errors/problem.ts';
import type { ObjectSet } from '../../live/applyset.ts';
import {
  type Claim,
  describeHolder,
  type Holder,
  holderOf,
  isExpired,
  LEASE_SECONDS,
  takenLease,
  tokenOf,
} from '../../live/lease.ts';
import type { LiveObject, ObjectRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { InputPorts } from './read-wanted.ts';

export interface LeaseRequest {
  readonly set: ObjectSet;
  readonly claim: Claim;
  /** While another run is at work. */
  readonly waitMs: number;
  /** The last one that the set has seen; the lease may have been deleted since. */
  readonly lastToken: number;
}

export interface TakenLease {
  readonly lease: LiveObject;
  /** Of the moment before it was asked for, by {@link Clock.monotonicMs} and by the time of day. */
  readonly at: Moment;
}

export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

const LOOK_MS = 500;

/** @throws OrchestratorError LEASE_HELD, CLUSTER_*, CANCELLED; APPLY_FAILED where the namespace is not there. */
export async function takeLease(
  ref: ObjectRef,
  { set, claim, waitMs, lastToken }: LeaseRequest,
  cluster: Cluster,
  { system: { clock }, emit, signal }: Pick<InputPorts, 'system' | 'emit' | 'signal'>,
): Promise<TakenLease> {
  const startMs = clock.monotonicMs();
  let seen: { readonly mark: string; readonly ms: number } | undefined;
  let isAlive = false;
  for (;;) {
    const askedMs = clock.monotonicMs();
    const lease = await cluster.get(ref, signal);
    const holder = holderOf(lease);
    const unseenMs = seen !== undefined && seen.mark === holder?.mark ? askedMs - seen.ms : 0;
    if (lease === undefined || holder === undefined || isExpired(lease, cluster.now().getTime(), unseenMs)) {
      const at = { monotonicMs: clock.monotonicMs(), wallMs: clock.now().getTime() };
      const token = Math.max(tokenOf(lease), lastToken) + 1;
      const wanted = takenLease(lease, set, claim, token, cluster.now());
      const taken = (await cluster.save(ref, wanted, signal)) ?? (await cluster.get(ref, signal));
      // What was not stored may have been: its answer was lost, and it was sent again.
      if (taken !== undefined && holderOf(taken)?.identity === claim.identity) {
        if (holder !== undefined) emit({ type: 'notice', level: 'warning', message: takenOver(set, holder) });
        return { lease: taken, at };
      }
      continue;
    }
    if (seen === undefined) emit({ type: 'notice', level: 'info', message: waiting(set, holder) });
    else if (seen.mark !== holder.mark) isAlive = true;
    if (seen?.mark !== holder.mark) seen = { mark: holder.mark, ms: clock.monotonicMs() };
    if (isAlive && clock.monotonicMs() - startMs >= waitMs) throw held(set, holder);
    await clock.sleep(LOOK_MS, signal);
  }
}

const waiting = ({ name }: ObjectSet, holder: Holder): string =>
  `the set "${name}" is being changed by ${describeHolder(holder)}: looking whether that run is at work`;

const takenOver = ({ name }: ObjectSet, holder: Holder): string =>
  `the set "${name}" is taken over from ${describeHolder(holder)}: that run has not renewed its lease for ${LEASE_SECONDS} s`;

function held({ name }: ObjectSet, holder: Holder): OrchestratorError {
  const message = `the set "${name}" is being changed by ${describeHolder(holder)}`;
  return new OrchestratorError({ code: 'LEASE_HELD', message });
}
