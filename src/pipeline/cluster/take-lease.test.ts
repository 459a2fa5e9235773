import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../../events/event.ts';
import { holderOf, releasedLease, renewedLease, takenLease, tokenOf } from '../../live/lease.ts';
import type { LiveObject } from '../../live/object.ts';
import { type FakeCluster, fakeClock, fakeCluster, ref, set } from './lease.cases.ts';
import type { InputPorts } from './read-wanted.ts';
import { takeLease } from './take-lease.ts';

const bob = { identity: 'bob@ci/1', run: 'https://ci.example/7' };
const ann = { identity: 'ann@laptop/2', run: undefined };
const past = new Date('2025-12-31T23:59:59Z');
const bobs = (token = 4): LiveObject => takenLease(undefined, set, bob, token, past);

/** @param isStanding The server's clock does not go on: nothing that is judged by it runs out. */
function worldOf(there: LiveObject | undefined, { isStanding = false } = {}) {
  const clock = fakeClock();
  const fake = fakeCluster(() => (isStanding ? 0 : clock.monotonicMs()), there);
  const told: string[] = [];
  const abort = new AbortController();
  const ports = {
    system: { clock },
    emit: (event: Event) => 'message' in event && told.push(String(event.message)),
    signal: abort.signal,
  } as unknown as InputPorts;
  const take = (waitMs = 0, lastToken = 0) => {
    const taking = takeLease(ref, { set, claim: ann, waitMs, lastToken }, fake.cluster, ports);
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    taking.then(end, end);
    return { taking, isOver: () => isOver };
  };
  return { clock, fake, told, abort, take };
}

/** The holder's run, alive for so long. */
async function renewFor(ms: number, { clock, fake }: Pick<ReturnType<typeof worldOf>, 'clock' | 'fake'>) {
  for (let passed = 0; passed < ms; passed += 1000) {
    await clock.advance(1000);
    const lease = fake.object();
    if (holderOf(lease)?.identity !== bob.identity || lease === undefined) return;
    fake.put(renewedLease(lease, clock.now()));
  }
}

const holderIn = (fake: FakeCluster): string | undefined => holderOf(fake.object())?.identity;

test.each<[string, LiveObject | undefined, number, number]>([
  ['that was never there', undefined, 0, 1],
  ['that was deleted since', undefined, 7, 8],
  ['that was given back', releasedLease(bobs(), past), 0, 5],
  ['that was given back, and made anew by hand', releasedLease(bobs(), past), 7, 8],
])('a lease %s is taken at once', async (_, there, lastToken, token) => {
  const { fake, told, take } = worldOf(there);
  const { lease, at } = await take(0, lastToken).taking;
  expect(lease).toEqual(fake.object());
  expect([holderOf(lease)?.identity, tokenOf(lease)]).toEqual([ann.identity, token]);
  expect(at).toEqual({ monotonicMs: 0, wallMs: Date.UTC(2026, 0, 1) });
  expect(told).toEqual([]);
});

test('one that is held and renewed is refused, with who has it', async () => {
  const world = worldOf(bobs());
  const { taking } = world.take();
  const refused = expect(taking).rejects.toMatchObject({
    problems: [
      {
        code: 'LEASE_HELD',
        message: 'the set "web" is being changed by bob@ci since 2025-12-31T23:59:59Z (https://ci.example/7)',
      },
    ],
  });
  await renewFor(3000, world);
  await refused;
  expect(holderIn(world.fake)).toBe(bob.identity);
  expect(world.told).toHaveLength(1);
});

test('one that is held and not renewed is taken over after 15 s of our own clock, and told', async () => {
  const { clock, fake, told, take } = worldOf(bobs(), { isStanding: true });
  const { taking, isOver } = take();
  await clock.advance(15_000);
  expect([isOver(), holderIn(fake)]).toEqual([false, bob.identity]);
  await clock.advance(1000);
  expect(tokenOf((await taking).lease)).toBe(5);
  expect(told).toEqual([
    expect.stringContaining('looking whether that run is at work'),
    expect.stringMatching(/is taken over from bob@ci .* has not renewed its lease for 15 s/),
  ]);
});

test('one that the server has not seen renewed for long is taken over without a look', async () => {
  const { clock, fake, take } = worldOf(bobs());
  clock.jump(21_000);
  await take().taking;
  expect(holderIn(fake)).toBe(ann.identity);
});

test('times that the holder wrote do not count', async () => {
  for (const time of ['1999-01-01T00:00:00Z', '2099-01-01T00:00:00Z', 'yesterday']) {
    const spec = { ...(bobs().spec as object), renewTime: time, acquireTime: time };
    const { clock, take } = worldOf({ ...bobs(), spec }, { isStanding: true });
    const { taking, isOver } = take();
    await clock.advance(15_000);
    expect(isOver()).toBe(false);
    await clock.advance(1000);
    await taking;
  }
});

test('who is to wait takes it once it is given back', async () => {
  const world = worldOf(bobs());
  const { taking, isOver } = world.take(60_000);
  await renewFor(40_000, world);
  expect(isOver()).toBe(false);
  world.fake.put(releasedLease(world.fake.object() as LiveObject, world.clock.now()));
  await world.clock.advance(500);
  expect(tokenOf((await taking).lease)).toBe(5);
});

test('who is to wait gives up when the time is over', async () => {
  const world = worldOf(bobs());
  const { taking, isOver } = world.take(20_000);
  const refused = expect(taking).rejects.toMatchObject({ problems: [{ code: 'LEASE_HELD' }] });
  await renewFor(19_000, world);
  expect(isOver()).toBe(false);
  await renewFor(2000, world);
  await refused;
});

test('one whose holder was taken over by a third run is held by that one', async () => {
  const world = worldOf(bobs());
  const { taking } = world.take();
  const refused = expect(taking).rejects.toMatchObject({ problems: [{ message: expect.stringContaining('eve@box') }] });
  await world.clock.advance(1000);
  world.fake.put(takenLease(world.fake.object(), set, { identity: 'eve@box/3', run: undefined }, 5, past));
  await world.clock.advance(1000);
  await refused;
});

test('a run that was paused while it looked does not take the pause for one of the holder', async () => {
  const { clock, fake, take } = worldOf(bobs(), { isStanding: true });
  const { taking } = take();
  const refused = expect(taking).rejects.toMatchObject({ problems: [{ code: 'LEASE_HELD' }] });
  await clock.advance(400);
  clock.jump(60_000);
  fake.put(renewedLease(fake.object() as LiveObject, clock.now()));
  await clock.advance(1000);
  await refused;
  expect(fake.writes()).toBe(0);
});

test('of two that find it free one has it', async () => {
  const { clock, fake, take } = worldOf(releasedLease(bobs(), past));
  const { save } = fake.cluster;
  Object.assign(fake.cluster, {
    save: (...args: Parameters<typeof save>) => {
      fake.put(takenLease(fake.object(), set, bob, 5, past));
      return save(...args);
    },
  });
  const { isOver } = take();
  await clock.advance(5000);
  expect([isOver(), holderIn(fake), fake.writes()]).toEqual([false, bob.identity, 1]);
});

test('what was stored though its answer was lost is ours', async () => {
  const { fake, take } = worldOf(undefined);
  fake.loseAnswers(1);
  expect(tokenOf((await take().taking).lease)).toBe(1);
  expect(fake.writes()).toBe(1);
});

test('cancelling ends the wait, and leaves the lease alone', async () => {
  const { clock, fake, abort, take } = worldOf(bobs());
  const { taking } = take(60_000);
  const cancelled = expect(taking).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
  await clock.advance(1000);
  abort.abort();
  await cancelled;
  expect(fake.writes()).toBe(0);
});

test('every run gets a higher token than all before it, whatever becomes of the lease', async () => {
  const step = fc.constantFrom('give back', 'delete', 'run out');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const { clock, fake, take } = worldOf(undefined);
      let last = 0;
      for (const become of ['delete', ...steps]) {
        const lease = fake.object();
        if (become === 'delete') fake.put(undefined);
        else if (become === 'run out') clock.jump(30_000);
        else if (lease !== undefined) fake.put(releasedLease(lease, clock.now()));
        const token = tokenOf((await take(0, last).taking).lease);
        expect(token).toBeGreaterThan(last);
        last = token;
      }
    }),
  );
});
