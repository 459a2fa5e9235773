/**
 * The lease of a set: which run may write it, as a Lease object beside the set's parent.
 *
 *     Lease prod/orchestrator.web
 *       holderIdentity     ann@laptop/3f2a91c0   a run; none when nobody has it
 *       leaseTransitions   7                     the token: one more each time that a run takes it
 *       renewTime          …                     changes as long as the holder lives
 *
 * Times in it were written by the clocks of others. Nothing is judged by them: what counts is when the server saw the
 * last renewal, by its own clock, and for how long we saw none, by ours. Pure.
 * Source: Kubernetes API, coordination.k8s.io/v1.
 */
import { createHash } from 'node:crypto';
import type { ObjectSet } from './applyset.ts';
import type { LiveObject } from './object.ts';

/** Whoever does not renew for so long has lost it. */
export const LEASE_SECONDS = 15;
/** Servers of one cluster have clocks of their own, and say whole seconds. */
const SKEW_MS = 5000;
const LONGEST_NAME = 253;
const RUN = 'orchestrator.dev/run';

/** A run that wants the lease, or has it. */
export interface Claim {
  /** `ann@laptop/3f2a91c0`; no other run has it. */
  readonly identity: string;
  /** Where the run can be looked at, such as a URL. */
  readonly run: string | undefined;
}

export interface Holder extends Claim {
  /** As it wrote it. */
  readonly since: string | undefined;
  /** Changes with each renewal; not a time that is worth anything to others. */
  readonly mark: string;
}

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

export function leaseName({ name }: ObjectSet): string {
  const plain = `orchestrator.${name}`;
  if (plain.length <= LONGEST_NAME) return plain;
  return `orchestrator.${createHash('sha256').update(name).digest('hex')}`;
}

/** Undefined where it is free. */
export function holderOf(lease: LiveObject | undefined): Holder | undefined {
  const { holderIdentity = '', acquireTime, renewTime = '' } = specOf(lease);
  if (holderIdentity === '') return undefined;
  const run = lease?.metadata.annotations?.[RUN];
  return { identity: holderIdentity, run, since: acquireTime, mark: `${holderIdentity} ${renewTime}` };
}

/** For people: `ann@laptop since 2026-01-01T00:00:00Z (https://ci.example/7)`. */
export function describeHolder({ identity, since, run }: Holder): string {
  const when = since === undefined ? '' : ` since ${since.replace(/\.\d+/, '')}`;
  return `${identity.replace(/\/[^/]*$/, '')}${when}${run === undefined ? '' : ` (${run})`}`;
}

/** 0 where it was never taken. */
export const tokenOf = (lease: LiveObject | undefined): number => specOf(lease).leaseTransitions ?? 0;

/**
 * @param nowMs By the server's clock.
 * @param unseenMs For how long we have looked and seen no renewal.
 */
export function isExpired(lease: LiveObject, nowMs: number, unseenMs: number): boolean {
  const lastsMs = (specOf(lease).leaseDurationSeconds ?? LEASE_SECONDS) * 1000;
  const renewedMs = renewedAtMs(lease);
  return unseenMs > lastsMs || (renewedMs !== undefined && nowMs - renewedMs > lastsMs + SKEW_MS);
}

/** When the server stored the last renewal, by its clock: it notes when a manager wrote what it has. */
export function renewedAtMs({ metadata }: LiveObject): number | undefined {
  const times = (metadata.managedFields ?? [])
    .filter(({ fieldsV1 }) => hasField(fieldsV1, 'f:spec', 'f:renewTime'))
    .map(({ time = '' }) => Date.parse(time))
    .filter(Number.isFinite);
  return times.length === 0 ? undefined : Math.max(...times);
}

function hasField(fields: unknown, ...path: readonly string[]): boolean {
  let at = fields;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !(part in at)) return false;
    at = (at as Readonly<Record<string, unknown>>)[part];
  }
  return true;
}

/** The lease as it is written by whoever takes it. @param lease As it was read; undefined where there is none. */
export function takenLease(
  lease: LiveObject | undefined,
  set: ObjectSet,
  { identity, run }: Claim,
  token: number,
  now: Date,
): LiveObject {
  const { [RUN]: _before, ...annotations } = lease?.metadata.annotations ?? {};
  const metadata = {
    ...(lease?.metadata ?? { name: leaseName(set), namespace: set.namespace }),
    labels: { ...lease?.metadata.labels, 'app.kubernetes.io/managed-by': 'orchestrator' },
    annotations: { ...annotations, ...(run !== undefined && { [RUN]: run }) },
  };
  const time = microTime(now);
  const spec: LeaseSpec = {
    holderIdentity: identity,
    leaseDurationSeconds: LEASE_SECONDS,
    acquireTime: time,
    renewTime: time,
    leaseTransitions: token,
  };
  return { ...lease, apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec };
}

export const renewedLease = (lease: LiveObject, now: Date): LiveObject => ({
  ...lease,
  spec: { ...specOf(lease), renewTime: microTime(now) },
});

/** The token stays: the next one is higher. */
export function releasedLease(lease: LiveObject, now: Date): LiveObject {
  const { holderIdentity: _holder, acquireTime: _since, ...spec } = specOf(lease);
  return { ...lease, spec: { ...spec, renewTime: microTime(now) } };
}

const specOf = (lease: LiveObject | undefined): LeaseSpec => (lease?.spec ?? {}) as LeaseSpec;

/** As the kind has its times: six digits behind the second. */
const microTime = (time: Date): string => time.toISOString().replace('Z', '000Z');
