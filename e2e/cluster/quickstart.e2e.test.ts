/** The quickstart to a cluster, as README has it. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRoom } from './room.ts';
import { repoOf } from './shop.ts';

const example = join(import.meta.dirname, '..', '..', 'examples', 'quickstart');
const MADE = /\/(?:node_modules|\.orchestrator|deployed|artifacts\.json|rendered\.yaml)(?:\/|$)/;

test('the quickstart is built, pushed, applied and serves its page, and goes again', async (context) => {
  const room = await openRoom(context);
  await cp(example, room.cwd, { recursive: true, filter: (path) => !MADE.test(path.slice(example.length)) });
  const run = await room.run('run', '--profile=cluster', repoOf(room));
  expect([run.exitCode, run.stdout]).toEqual([0, '2 created, 0 updated, 0 unchanged, 0 pruned in real\n']);
  const page = `/api/v1/namespaces/${room.namespace}/services/quickstart:80/proxy/index.html`;
  expect(await room.kubectl('get', '--raw', page)).toContain('<h1>');
  const gone = await room.run('delete', '--profile=cluster');
  expect([gone.exitCode, gone.stdout]).toEqual([0, '2 deleted, 0 not there in real\n']);
});
