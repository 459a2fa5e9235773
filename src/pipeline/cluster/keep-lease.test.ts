import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OrchestratorError } from '../../errors/problem.ts';
import { holderOf, takenLease, tokenOf } from '../../live/lease.ts';
import type { LiveObject } from '../../live/object.ts';
import { keepLease } from './keep-lease.ts';
import { fakeClock, fakeCluster, ref, set } from './lease.cases.ts';

const ann = { identity: 'ann@laptop/2', run: undefined };
const bob = { identity: 'bob@ci/1', run: undefined };
const { signal } = new AbortController();
const unreachable = new OrchestratorError({ code: 'CLUSTER_UNREACHABLE', message: 'no answer' });

/** A lease that was just taken. */
function keep() {
  const clock = fakeClock();
  const fake = fakeCluster(clock.monotonicMs, takenLease(undefined, set, ann, 7, clock.now()));
  const lease = fake.object() as LiveObject;
  const at = { monotonicMs: clock.monotonicMs(), wallMs: clock.now().getTime() };
  return { clock, fake, kept: keepLease(ref, set, { lease, at }, fake.cluster, clock) };
}

const reasonOf = ({ reason }: AbortSignal): unknown => (reason as OrchestratorError).problems[0];
const bobTakes = ({ clock, fake }: Pick<ReturnType<typeof keep>, 'clock' | 'fake'>): void =>
  fake.put(takenLease(fake.object(), set, bob, 8, clock.now()));

test('it is renewed as long as it is kept, and lets writes out all the while', async () => {
  const { clock, fake, kept } = keep();
  const marks = new Set<string | undefined>();
  for (let second = 0; second < 60; second += 1) {
    await clock.advance(1000);
    marks.add(holderOf(fake.object())?.mark);
    expect(kept.guard.isOpen()).toBe(true);
    await kept.guard.pass(signal);
  }
  expect(marks.size).toBe(21);
  expect(fake.writes()).toBe(20);
  expect(kept.lost.aborted).toBe(false);
});

test.each<[string, number, number]>([
  ['a process that was paused', 10_000, 10_000],
  ['a machine that slept, and its clock with it', 0, 10_000],
  ['a time of day that was set back', 10_000, -3_600_000],
])('after %s nothing goes out until it is renewed', async (_, ms, wallMs) => {
  const { clock, fake, kept } = keep();
  clock.jump(Math.max(0, ms - 1), Math.min(wallMs, wallMs - 1));
  expect(kept.guard.isOpen()).toBe(true);
  clock.jump(1);
  expect(kept.guard.isOpen()).toBe(false);
  await kept.guard.pass(signal);
  expect([kept.guard.isOpen(), fake.writes()]).toEqual([true, 1]);
});

test('nothing goes out later than 10 s after the last renewal was asked for, however time passes', async () => {
  const jump = fc.record({ ms: fc.nat(30_000), isReached: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(jump, { maxLength: 12 }), async (jumps) => {
      const { clock, fake, kept } = keep();
      let renewedMs = 0;
      for (const { ms, isReached } of jumps) {
        fake.failWrites(isReached ? undefined : unreachable);
        clock.jump(ms);
        const isDue = clock.monotonicMs() - renewedMs >= 10_000;
        expect(kept.guard.isOpen()).toBe(!isDue);
        const error = await kept.guard.pass(signal).catch((reason: unknown) => reason);
        expect(error).toBe(isDue && !isReached ? unreachable : undefined);
        if (isDue && isReached) renewedMs = clock.monotonicMs();
      }
      fake.failWrites(undefined);
      await kept.giveBack('release');
    }),
  );
});

test('a renewal that took long counts from when it was asked for', async () => {
  const { clock, fake, kept } = keep();
  const { save } = fake.cluster;
  let delaysMs = [12_000, 1000];
  Object.assign(fake.cluster, {
    save: (...args: Parameters<typeof save>) => {
      const [delayMs = 0, ...rest] = delaysMs;
      delaysMs = rest;
      clock.jump(delayMs);
      return save(...args);
    },
  });
  clock.jump(10_000);
  await kept.guard.pass(signal);
  expect([fake.writes(), kept.guard.isOpen()]).toEqual([2, true]);
  clock.jump(9000);
  expect(kept.guard.isOpen()).toBe(false);
});

test.each<[string, (world: ReturnType<typeof keep>) => void, string]>([
  ['that another run has taken over', bobTakes, 'it is being changed by bob@ci since 2026-01-01T00:00:00Z'],
  [
    'that another run has taken over and given back',
    ({ fake }) => fake.put({ ...(fake.object() as LiveObject), spec: { leaseTransitions: 8 } }),
    'another run has taken it over, and ended',
  ],
  ['that was deleted', ({ fake }) => fake.put(undefined), 'its lease was deleted'],
])('one %s is lost: the signal aborts, and nothing goes out any more', async (_, change, why) => {
  const world = keep();
  const { clock, fake, kept } = world;
  change(world);
  const there = fake.object();
  await clock.advance(3000);
  expect(reasonOf(kept.lost)).toEqual({ code: 'LEASE_LOST', message: `this run has lost the set "web": ${why}` });
  expect(kept.guard.isOpen()).toBe(false);
  await expect(kept.guard.pass(signal)).rejects.toMatchObject({ problems: [{ code: 'LEASE_LOST' }] });
  const writes = fake.writes();
  await kept.giveBack('release');
  expect([fake.object(), fake.writes()]).toEqual([there, writes]);
});

test('a write after a pause in which another run has taken it is refused', async () => {
  const world = keep();
  world.clock.jump(20_000);
  bobTakes(world);
  await expect(world.kept.guard.pass(signal)).rejects.toMatchObject({ problems: [{ code: 'LEASE_LOST' }] });
  expect(world.kept.lost.aborted).toBe(true);
});

test('a note of others on it, and a renewal whose answer was lost, lose nothing', async () => {
  const { clock, fake, kept } = keep();
  const there = fake.object() as LiveObject;
  fake.put({ ...there, metadata: { ...there.metadata, annotations: { note: 'theirs' } } });
  await clock.advance(3000);
  fake.loseAnswers(1);
  await clock.advance(12_000);
  expect([kept.lost.aborted, kept.guard.isOpen()]).toEqual([false, true]);
  expect(fake.object()?.metadata.annotations).toEqual({ note: 'theirs' });
});

test('renewals go on after a cluster that was not there for a while', async () => {
  const { clock, fake, kept } = keep();
  fake.failWrites(unreachable);
  await clock.advance(12_000);
  expect(kept.guard.isOpen()).toBe(false);
  await expect(kept.guard.pass(signal)).rejects.toBe(unreachable);
  fake.failWrites(undefined);
  await clock.advance(3000);
  expect([kept.guard.isOpen(), kept.lost.aborted]).toEqual([true, false]);
});

test('a write that waits for a renewal ends when it is cancelled', async () => {
  const { clock, fake, kept } = keep();
  Object.assign(fake.cluster, { save: () => new Promise(() => {}) });
  clock.jump(10_000);
  const abort = new AbortController();
  const cancelled = expect(kept.guard.pass(abort.signal)).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
  abort.abort();
  await cancelled;
});

test('one that is given back is free, keeps its token, and is not renewed any more', async () => {
  const { clock, fake, kept } = keep();
  await kept.giveBack('release');
  expect([holderOf(fake.object()), tokenOf(fake.object())]).toEqual([undefined, 7]);
  await clock.advance(60_000);
  expect([fake.writes(), kept.lost.aborted]).toEqual([1, false]);
});

test('nothing goes out once it was given back', async () => {
  const { fake, kept } = keep();
  await kept.giveBack('release');
  expect(kept.guard.isOpen()).toBe(false);
  await expect(kept.guard.pass(signal)).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
  expect(fake.writes()).toBe(1);
});

test('one that was given back though the answer was lost is no loss', async () => {
  const { fake, kept } = keep();
  fake.loseAnswers(1);
  await kept.giveBack('release');
  expect([holderOf(fake.object()), kept.lost.aborted]).toEqual([undefined, false]);
});

test('that it could not be given back is said', async () => {
  const { fake, kept } = keep();
  fake.failWrites(unreachable);
  await expect(kept.giveBack('release')).rejects.toBe(unreachable);
});

test('one whose set is gone goes with it', async () => {
  const { clock, fake, kept } = keep();
  await clock.advance(4000);
  await kept.giveBack('remove');
  expect(fake.object()).toBeUndefined();
  expect([kept.lost.aborted, kept.guard.isOpen()]).toEqual([false, false]);
});

test('one that may not be deleted is given back', async () => {
  const { fake, kept } = keep();
  fake.denyRemoval();
  await kept.giveBack('remove');
  expect([holderOf(fake.object()), tokenOf(fake.object())]).toEqual([undefined, 7]);
});

test('one that was written by others is given back with what they wrote, and that of another run left alone', async () => {
  const { fake, kept } = keep();
  const there = fake.object() as LiveObject;
  fake.put({ ...there, metadata: { ...there.metadata, annotations: { note: 'theirs' } } });
  await kept.giveBack('remove');
  expect([holderOf(fake.object()), fake.object()?.metadata.annotations]).toEqual([undefined, { note: 'theirs' }]);
  const world = keep();
  bobTakes(world);
  await world.kept.giveBack('remove');
  expect(holderOf(world.fake.object())?.identity).toBe(bob.identity);
});
