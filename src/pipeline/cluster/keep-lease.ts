/**
 * A lease that was taken, until it is given back: renewed again and again, and a guard that lets writes out only well
 * before the moment at which another run may take it.
 *
 *     renewed ─────────── 10 s: writes go out ───────────┤·· none ··┤ 15 s: others may take it
 *
 * Whoever was away for longer, a process that was paused or a machine that slept, has to renew first; where another run
 * has taken it meanwhile that fails, and nothing is written any more.
 */
import { abortError } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import { createDeadline } from '../../lib/deadline.ts';
import type { ObjectSet } from '../../live/applyset.ts';
import { describeHolder, holderOf, releasedLease, renewedLease } from '../../live/lease.ts';
import type { LiveObject, ObjectRef } from '../../live/object.ts';
import type { Cluster, WriteGuard } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';
import type { Moment, TakenLease } from './take-lease.ts';

export interface KeptLease {
  /** Closed for good once it is given back. */
  readonly guard: WriteGuard;
  /** Aborts with LEASE_LOST, until it is given back. */
  readonly lost: AbortSignal;
  /**
   * Ends the renewals, and lets the next run in.
   *
   * @param how `remove`: the lease itself goes too, where we have the right to that.
   * @throws OrchestratorError CLUSTER_*.
   */
  giveBack(how: 'release' | 'remove'): Promise<void>;
}

const RENEW_MS = 3000;
const OPEN_MS = 10_000;
const GIVE_BACK_MS = 5000;

export function keepLease(
  ref: ObjectRef,
  set: ObjectSet,
  taken: TakenLease,
  cluster: Cluster,
  clock: Clock,
): KeptLease {
  const life = new AbortController();
  const lost = new AbortController();
  const identity = holderOf(taken.lease)?.identity;
  let { lease, at } = taken;
  let renewing: Promise<void> | undefined;

  const now = (): Moment => ({ monotonicMs: clock.monotonicMs(), wallMs: clock.now().getTime() });
  /** A machine that sleeps may stop the one clock, and whoever sets the time the other: the longer one counts. */
  const isOpen = (): boolean => {
    const { monotonicMs, wallMs } = now();
    const sinceMs = Math.max(monotonicMs - at.monotonicMs, wallMs - at.wallMs);
    return !life.signal.aborted && !lost.signal.aborted && sinceMs < OPEN_MS;
  };

  /** Stores a new version of the lease, as long as it is ours. @returns False where it is not. */
  const store = async (
    change: (lease: LiveObject, time: Date) => LiveObject,
    signal: AbortSignal,
  ): Promise<boolean> => {
    for (;;) {
      const asked = now();
      const saved = await cluster.save(ref, change(lease, cluster.now()), signal);
      if (saved !== undefined) {
        lease = saved;
        at = asked;
        return true;
      }
      // Somebody wrote a note on it, or the answer to our own renewal was lost.
      const there = await cluster.get(ref, signal);
      if (there === undefined || holderOf(there)?.identity !== identity) {
        // Of one that is being given back nothing is lost: it is free, or the next run has it already.
        if (!life.signal.aborted) lost.abort(lostTo(set, there));
        return false;
      }
      lease = there;
    }
  };
  /** @returns False where it may not be deleted, or has been written since. */
  const remove = (signal: AbortSignal): Promise<boolean> => {
    const { uid, resourceVersion } = lease.metadata;
    return cluster.remove(ref, uid, signal, { resourceVersion }).catch(falseIfDenied);
  };
  const renew = (): Promise<void> => {
    renewing ??= store(renewedLease, life.signal)
      .then(() => undefined)
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  };
  const beat = async (): Promise<void> => {
    while (!life.signal.aborted && !lost.signal.aborted) {
      await clock.sleep(RENEW_MS, life.signal);
      // What keeps it from being renewed is told by the write that has to wait for it.
      await renew().catch(() => undefined);
    }
  };
  const beating = beat().catch(() => undefined);

  return {
    guard: {
      isOpen,
      async pass(signal) {
        while (!isOpen()) {
          if (lost.signal.aborted) throw abortError(lost.signal);
          if (life.signal.aborted) throw abortError(life.signal);
          await unlessAborted(renew(), signal);
        }
      },
    },
    lost: lost.signal,
    async giveBack(how) {
      life.abort();
      await beating;
      await renewing?.catch(() => undefined);
      if (lost.signal.aborted) return;
      const { signal, end } = createDeadline(GIVE_BACK_MS);
      try {
        if (how === 'release' || !(await remove(signal))) await store(releasedLease, signal);
      } finally {
        end();
      }
    },
  };
}

function falseIfDenied(error: unknown): boolean {
  if (!(error instanceof OrchestratorError) || error.problems[0].code !== 'CLUSTER_DENIED') throw error;
  return false;
}

function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(abortError(signal));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function lostTo({ name }: ObjectSet, lease: LiveObject | undefined): OrchestratorError {
  const holder = holderOf(lease);
  const why =
    lease === undefined
      ? 'its lease was deleted'
      : holder === undefined
        ? 'another run has taken it over, and ended'
        : `it is being changed by ${describeHolder(holder)}`;
  return new OrchestratorError({ code: 'LEASE_LOST', message: `this run has lost the set "${name}": ${why}` });
}
