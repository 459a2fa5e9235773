/** How often a cluster is asked: in the order of kinds, not of objects, and written to only where something differs. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openProxy } from './proxy.ts';
import { openRoom } from './room.ts';

const maps = (changed: string): string =>
  Array.from(
    { length: 300 },
    (_, index) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m${index}}\ndata: {a: "${index === 7 ? changed : 1}"}\n`,
  ).join('---\n');

test('300 objects: one changed is one dry run and one write, none changed is none, and reads are a few', async (context) => {
  const room = await openRoom(context, { 'all.yaml': maps('1') });
  const proxy = await openProxy(room);
  const apply = async () => {
    const before = proxy.counts();
    const { stdout } = await room.run('apply', `--kubeconfig=${proxy.kubeconfig}`, 'all.yaml');
    const after = proxy.counts();
    return {
      stdout,
      writes: after.writes - before.writes,
      dryRuns: after.dryRuns - before.dryRuns,
      reads: after.reads - before.reads,
    };
  };
  expect(await apply()).toMatchObject({
    stdout: '300 created, 0 updated, 0 unchanged in real\n',
    writes: 300,
    dryRuns: 0,
  });
  const same = await apply();
  expect(same).toMatchObject({ stdout: '0 created, 0 updated, 300 unchanged in real\n', writes: 0, dryRuns: 0 });
  // Discovery twice, the identity, and the list.
  expect(same.reads).toBe(4);
  await writeFile(join(room.cwd, 'all.yaml'), maps('2'));
  const one = await apply();
  expect(one).toMatchObject({ stdout: '0 created, 1 updated, 299 unchanged in real\n', writes: 1, dryRuns: 1 });
  // And the identity once more, on the connection that writes.
  expect(one.reads).toBe(5);
});
