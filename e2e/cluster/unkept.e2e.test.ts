/**
 * What the API server writes otherwise than it was sent is no change: objects of the built-in kinds, as oddly written as they
 * may be, on a cluster that has no webhook for them.
 */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { clusterWide, metadata, within } from './odd-objects.ts';
import { openRoom } from './room.ts';

test('objects of every kind, oddly written, are as they were applied', async (context) => {
  const room = await openRoom(context);
  const name = `unkept-${room.namespace}`;
  const all = [
    ...within.map(([apiVersion, kind, rest]) => ({ apiVersion, kind, metadata, ...rest })),
    ...clusterWide(name).map(([apiVersion, kind, rest]) => ({
      apiVersion,
      kind,
      metadata: { ...metadata, name },
      ...rest,
    })),
  ];
  await room.write({ 'all.yaml': all.map((one) => JSON.stringify(one)).join('\n---\n') });
  const file = join(room.cwd, 'all.yaml');
  onTestFinished(async () => void (await room.kubectl('delete', '-f', file, '--ignore-not-found', '--wait=false')));
  const words = ['all.yaml', '--status-check=false'];
  const run = await room.run('apply', ...words);
  expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`${all.length} created`) });
  expect(run.stderr).not.toContain('not as it was applied');
  expect((await room.run('apply', ...words)).stderr).not.toContain('not as it was applied');
});
