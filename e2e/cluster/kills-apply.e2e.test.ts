/** kill -9 after each write of an apply, once the API server has it and before the run hears so; then the same again, or an undo. */
import { describe, expect, test } from 'vitest';
import { killAfter, shortenLease } from './kill-after.ts';
import {
  APPLY,
  applied,
  fresh,
  type Prepare,
  revisionsOf,
  run,
  stateOf,
  succeed,
  UNDO,
  unkilled,
} from './kill-room.ts';
import { snapshotOf } from './snapshot.ts';

const cases: readonly (readonly [string, Prepare, readonly string[]])[] = [
  [
    'the first apply of a set',
    fresh,
    [
      'POST leases',
      'POST configmaps',
      'PATCH secrets/web-revision-1-0',
      'PATCH configmaps/a',
      'PATCH configmaps/b',
      'PATCH configmaps/gone',
      'PATCH configmaps/fixed',
      'PATCH services/s',
      'PATCH secrets/web-revision-1-0',
      'PUT configmaps/web',
      'PUT leases/orchestrator.web',
    ],
  ],
  [
    'an apply',
    applied,
    [
      'PUT leases/orchestrator.web',
      'PUT configmaps/web',
      'PATCH secrets/web-revision-2-0',
      'PATCH configmaps/a',
      'PATCH configmaps/new',
      // Taken over from kubectl, then applied.
      'PATCH configmaps/theirs',
      'PATCH configmaps/theirs',
      'DELETE configmaps/fixed',
      'PATCH configmaps/fixed',
      'DELETE services/s',
      'DELETE configmaps/gone',
      'PATCH secrets/web-revision-2-0',
      'PUT configmaps/web',
      'PUT leases/orchestrator.web',
    ],
  ],
];

describe.concurrent.each(cases)('kill -9 of %s', (_, prepare, writes) => {
  const reference = unkilled(prepare, APPLY, UNDO);
  const steps = writes.map((name, index) => [index, name] as const);
  const isKept = writes.findIndex((name) => name.includes('secrets'));

  test('comes after each of its writes', async (context) => {
    expect((await reference(context)).writes.toSorted()).toEqual(writes.toSorted());
  });

  test.for(steps)('after %i, %s: the next run finishes it, and an undo takes both back', async ([index], context) => {
    const { snapshots } = await reference(context);
    const room = await prepare(context);
    await killAfter(room, writes, index, APPLY);
    const isBegun = (await stateOf(room)) === 'begun';
    await shortenLease(room, 'web');
    const told = await succeed(room, APPLY);
    if (isBegun) expect(told).toMatch(/did not end: \d+ of \d+ changes were done/);
    else expect(told).not.toContain('did not end');
    expect(await snapshotOf(room)).toEqual(snapshots[0]);
    expect((await revisionsOf(room))[0]).toMatchObject({ command: 'apply', outcome: 'done' });
    const quiet = await succeed(room, APPLY);
    expect(quiet).not.toContain('did not end');
    await succeed(room, UNDO);
    expect(await snapshotOf(room)).toEqual(snapshots[1]);
    // A run that finds nothing to change takes none; one that changes something has taken it over by now.
    expect(await room.kubectl('get', 'lease', 'orchestrator.web', '-o', 'jsonpath={.spec.holderIdentity}')).toBe('');
  });

  test.for(steps.slice(isKept))('after %i, %s: an undo takes it back at once', async ([index], context) => {
    const { snapshots } = await reference(context);
    const room = await prepare(context);
    await killAfter(room, writes, index, APPLY);
    await shortenLease(room, 'web');
    await succeed(room, UNDO);
    expect(await snapshotOf(room)).toEqual(snapshots[1]);
    expect(await stateOf(room)).toBe('done');
  });

  test('before anything was kept: there is nothing to undo of it, and nothing else is undone', async (context) => {
    const room = await prepare(context);
    await killAfter(room, writes, isKept - 1, APPLY);
    const { state, ...before } = { state: await stateOf(room), ...(await snapshotOf(room)) };
    expect(state).toBe('begun');
    await shortenLease(room, 'web');
    const undone = await run(room, UNDO);
    expect([undone.exitCode, undone.stderr]).toEqual([
      10,
      expect.stringMatching(/nothing to undo|revision 2 changed is not kept/),
    ]);
    expect(await snapshotOf(room)).toEqual(before);
  });
});
