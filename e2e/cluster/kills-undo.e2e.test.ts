/** kill -9 after each write of an undo, once the API server has it and before the run hears so; then the same again. */
import { describe, expect, test } from 'vitest';
import { killAfter, shortenLease } from './kill-after.ts';
import { changed, REDO, revisionsOf, stateOf, succeed, UNDO, unkilled } from './kill-room.ts';
import { snapshotOf } from './snapshot.ts';

const writes = [
  'PUT leases/orchestrator.web',
  'PUT configmaps/web',
  'PATCH secrets/web-revision-3-0',
  'PATCH configmaps/a',
  'PATCH configmaps/theirs',
  'PATCH configmaps/theirs',
  'DELETE configmaps/fixed',
  'PATCH configmaps/fixed',
  'PATCH configmaps/gone',
  'PATCH services/s',
  'DELETE configmaps/new',
  'PUT configmaps/web',
  'PATCH secrets/web-revision-3-0',
  'PUT leases/orchestrator.web',
];

describe.concurrent('kill -9 of an undo', () => {
  const reference = unkilled(changed, UNDO, REDO);
  // From there on it is over: the next undo undoes it, as it does without a kill.
  const over = writes.length - 2;

  test('comes after each of its writes', async (context) => {
    expect((await reference(context)).writes.toSorted()).toEqual(writes.toSorted());
  });

  test.for(writes.map((name, index) => [index, name] as const))(
    'after %i, %s: the next undo finishes it, and one more brings back what it took away',
    async ([index], context) => {
      const { snapshots } = await reference(context);
      const room = await changed(context);
      await killAfter(room, writes, index, UNDO);
      const isBegun = (await stateOf(room)) === 'begun';
      await shortenLease(room, 'web');
      if (index < over) {
        const told = await succeed(room, UNDO);
        if (isBegun)
          expect(told).toMatch(/an undo of revision 2, begun by .* did not end: \d+ of \d+ changes were done/);
        else expect(told).not.toContain('did not end');
      }
      expect(await snapshotOf(room)).toEqual(snapshots[0]);
      expect((await revisionsOf(room))[0]).toMatchObject({ command: 'undo', undoes: 2, outcome: 'done' });
      const told = await succeed(room, REDO);
      expect(told).not.toContain('did not end');
      expect(await snapshotOf(room)).toEqual(snapshots[1]);
    },
  );
});
