import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  describeHolder,
  holderOf,
  isExpired,
  LEASE_SECONDS,
  leaseName,
  releasedLease,
  renewedAtMs,
  renewedLease,
  takenLease,
  tokenOf,
} from './lease.ts';
import type { LiveObject, ManagedFields } from './object.ts';

const set = { name: 'web', namespace: 'shop' };
const ann = { identity: 'ann@laptop/3f2a91c0', run: 'https://ci.example/7' };
const bob = { identity: 'bob@ci/0c11d2e3', run: undefined };
const noon = new Date('2026-01-01T12:00:00.250Z');
const lease = (more: Partial<LiveObject['metadata']> = {}): LiveObject => {
  const taken = takenLease(undefined, set, ann, 1, noon);
  return { ...taken, metadata: { ...taken.metadata, ...more } };
};
const wrote = (time: string | undefined, fieldsV1: unknown = { 'f:spec': { 'f:renewTime': {} } }): ManagedFields => ({
  ...{ manager: 'm', operation: 'Update', fieldsV1 },
  ...(time !== undefined && { time }),
});

describe('its name', () => {
  test('is that of the set as long as it fits', () => {
    expect(leaseName(set)).toBe('orchestrator.web');
    expect(leaseName({ ...set, name: 'a'.repeat(240) })).toBe(`orchestrator.${'a'.repeat(240)}`);
    expect(leaseName({ ...set, name: 'a'.repeat(241) })).toMatch(/^orchestrator\.[0-9a-f]{64}$/);
  });

  test('is one that an object may have, and another for another set', () => {
    const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,250}[a-z0-9])?$/);
    fc.assert(
      fc.property(name, name, (one, other) => {
        const named = leaseName({ ...set, name: one });
        expect(named).toMatch(/^(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);
        expect(named === leaseName({ ...set, name: other })).toBe(one === other);
      }),
    );
  });
});

test('one that is taken says who has it, and since when', () => {
  expect(lease()).toEqual({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: 'orchestrator.web',
      namespace: 'shop',
      labels: { 'app.kubernetes.io/managed-by': 'orchestrator' },
      annotations: { 'orchestrator.dev/run': ann.run },
    },
    spec: {
      holderIdentity: ann.identity,
      leaseDurationSeconds: LEASE_SECONDS,
      acquireTime: '2026-01-01T12:00:00.250000Z',
      renewTime: '2026-01-01T12:00:00.250000Z',
      leaseTransitions: 1,
    },
  });
});

test('what others have on it stays, and where the run before could be looked at does not', () => {
  const before = lease({
    ...{ uid: 'u1', resourceVersion: '4', labels: { team: 'shop' } },
    annotations: { note: 'theirs', 'orchestrator.dev/run': 'https://ci.example/6' },
  });
  expect(takenLease(before, set, bob, 2, noon).metadata).toEqual({
    ...{ name: 'orchestrator.web', namespace: 'shop', uid: 'u1', resourceVersion: '4' },
    labels: { team: 'shop', 'app.kubernetes.io/managed-by': 'orchestrator' },
    annotations: { note: 'theirs' },
  });
});

test.each<[string, LiveObject | undefined, number]>([
  ['was never there', undefined, 0],
  ['says nothing', { ...lease(), spec: undefined }, 0],
  ['was taken', lease(), 1],
  ['was renewed', renewedLease(lease(), noon), 1],
  ['was given back', releasedLease(lease(), noon), 1],
])('the token of one that %s', (_, one, token) => {
  expect(tokenOf(one)).toBe(token);
});

test('one that is given back is free, though a renewal is not', () => {
  expect(holderOf(undefined)).toBeUndefined();
  expect(holderOf(releasedLease(lease(), noon))).toBeUndefined();
  expect(holderOf({ ...lease(), spec: { holderIdentity: '' } })).toBeUndefined();
  const later = new Date(noon.getTime() + 1);
  expect(releasedLease(lease(), later).spec).toEqual({
    ...{ leaseDurationSeconds: LEASE_SECONDS, leaseTransitions: 1, renewTime: '2026-01-01T12:00:00.251000Z' },
  });
  const renewed = holderOf(renewedLease(lease(), later));
  expect(renewed).toMatchObject({ ...ann, since: '2026-01-01T12:00:00.250000Z' });
  expect(renewed?.mark).not.toBe(holderOf(lease())?.mark);
});

test('two holders that wrote the same time are told apart', () => {
  const mark = holderOf(takenLease(undefined, set, bob, 2, noon))?.mark;
  expect(mark).not.toBe(holderOf(lease())?.mark);
});

test.each([
  [
    ann.identity,
    '2026-01-01T12:00:00.250000Z',
    ann.run,
    'ann@laptop since 2026-01-01T12:00:00Z (https://ci.example/7)',
  ],
  [bob.identity, undefined, undefined, 'bob@ci'],
  ['another-tool', '2026-01-01T12:00:00Z', undefined, 'another-tool since 2026-01-01T12:00:00Z'],
  ['a/b/1', undefined, undefined, 'a/b'],
])('holder %s is described for people', (identity, since, run, text) => {
  expect(describeHolder({ identity, since, run, mark: '' })).toBe(text);
});

describe('when it was renewed', () => {
  const time = '2026-01-01T12:00:00Z';
  test.each<[string, readonly ManagedFields[] | undefined, string | undefined]>([
    ['of a server that keeps no such notes', undefined, undefined],
    ['of whoever wrote something else', [wrote(time, { 'f:metadata': {} }), wrote(time, { 'f:spec': {} })], undefined],
    ['of an entry without fields', [wrote(time, null), wrote(time, 'f:spec')], undefined],
    ['of an entry without a time', [wrote(undefined), wrote('soon')], undefined],
    ['is the last one of several', [wrote('2026-01-01T11:00:00Z'), wrote(time), wrote(undefined)], time],
  ])('%s', (_, managedFields, expected) => {
    const at = renewedAtMs(lease(managedFields && { managedFields }));
    expect(at).toBe(expected === undefined ? undefined : Date.parse(expected));
  });
});

describe('it has run out', () => {
  const at = lease({ managedFields: [wrote('2026-01-01T12:00:00Z')] });
  const atMs = Date.parse('2026-01-01T12:00:00Z');
  test.each<[string, LiveObject, number, number, boolean]>([
    ['not while it is renewed', at, atMs + 1000, 0, false],
    ['not as long as clocks of servers may differ', at, atMs + 20_000, 0, false],
    ['by the server', at, atMs + 20_001, 0, true],
    ['not while we have looked for no longer than it lasts', at, atMs, 15_000, false],
    ['by our look', at, atMs, 15_001, true],
    ['by our look alone, where the server says nothing', lease(), atMs + 1e9, 15_001, true],
    ['not where the server says nothing', lease(), atMs + 1e9, 0, false],
    [
      'later, where the holder asked for more',
      { ...at, spec: { leaseDurationSeconds: 60 } },
      atMs + 30_000,
      30_000,
      false,
    ],
    ['then too', { ...at, spec: { leaseDurationSeconds: 60 } }, atMs + 30_000, 60_001, true],
  ])('%s', (_, one, nowMs, unseenMs, expected) => {
    expect(isExpired(one, nowMs, unseenMs)).toBe(expected);
  });

  test('whatever times its holder wrote', () => {
    const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') });
    fc.assert(
      fc.property(date, date, fc.nat(60_000), fc.nat(60_000), (taken, renewed, sinceMs, unseenMs) => {
        const theirs = renewedLease(takenLease(undefined, set, ann, 1, taken), renewed);
        const one = { ...theirs, metadata: at.metadata };
        expect(isExpired(one, atMs + sinceMs, unseenMs)).toBe(isExpired(at, atMs + sinceMs, unseenMs));
      }),
    );
  });
});
