/** kill -9 where no write is on its way: during the wait and during hooks; and of a delete, after each of its writes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { killAfter, shortenLease } from './kill-after.ts';
import { revisionsOf, stateOf, succeed, unkilled } from './kill-room.ts';
import { openRoom, type Room, type RoomContext, type Started } from './room.ts';
import { snapshotOf } from './snapshot.ts';
import { deployment } from './stories.ts';

const config = (hooks = '') => `apiVersion: orchestrator/v1
kind: Config
metadata: {name: shop}
manifests: {rawYaml: [k8s/*.yaml]}
deploy: {kubectl: {${hooks === '' ? '' : `hooks: {${hooks}}`}}}
`;
const map = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: "1"}\n`;
const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {clusterIP: None, selector: {app: s}}\n';
/** Ready once somebody says so. */
const web = (file: string) =>
  deployment({ container: { readinessProbe: { exec: { command: ['test', '-e', file] }, periodSeconds: 1 } } });

const SET = '--set-name=shop';
const DEPLOY = ['deploy', SET, '--progress=plain'];
const UNDO = ['undo', SET, '--progress=plain'];
const inWeb = (room: Room, ...command: readonly string[]) => room.kubectl('exec', 'deployment/web', '--', ...command);

/** Each of its pods, as soon as its container runs, until the run that waits for them has ended. */
async function keepReady(room: Room, { finished }: Pick<Started, 'finished'>): Promise<void> {
  let isOver = false;
  const over = finished.then(() => {
    isOver = true;
  });
  const touch = async () => {
    const pods = (await room.kubectl('get', 'pod', '-o', 'name')).split('\n').filter((name) => name !== '');
    // One has no container yet, another has none any more.
    await Promise.allSettled(pods.map((name) => room.kubectl('exec', name, '--', 'touch', '/tmp/ready')));
    return isOver;
  };
  await expect.poll(touch, { timeout: 60_000 }).toBe(true);
  await over;
}

/** Runs it until it says so, and kills it there. */
async function killWhen(room: Room, said: RegExp, [command = '', ...words]: readonly string[] = DEPLOY): Promise<void> {
  const run = room.start(command, ...words);
  await run.says(said);
  run.kill('SIGKILL');
  expect((await run.finished).exitCode).toBe(128);
  expect(await stateOf(room, 'shop')).toBe('begun');
  await shortenLease(room, 'shop');
}

const newest = async (room: Room) => (await revisionsOf(room, SET))[0];

test.concurrent('kill -9 during the wait: the next run waits, and deletes only then', async (context) => {
  const room = await openRoom(context, {
    'orchestrator.yaml': config(),
    'k8s/a.yaml': map('a'),
    'k8s/gone.yaml': map('gone'),
  });
  await succeed(room, DEPLOY);
  await room.write({ 'k8s/gone.yaml': web('/tmp/ready') });
  await killWhen(room, /wait until all is ready/);
  expect(await newest(room)).toMatchObject({ number: 2, outcome: 'unfinished' });
  expect(await room.kubectl('get', 'configmap', 'gone', '-o', 'name')).toBe('configmap/gone\n');
  const [command = '', ...words] = DEPLOY;
  const next = room.start(command, ...words);
  await next.says(/did not end: 1 of 2 changes were done, left: ConfigMap \S+\/gone, to be deleted$/m);
  await next.says(/wait until all is ready/);
  expect(await room.kubectl('get', 'configmap', 'gone', '-o', 'name')).toBe('configmap/gone\n');
  await keepReady(room, next);
  expect((await next.finished).exitCode).toBe(0);
  expect(await room.kubectl('get', 'configmap', 'gone', '--ignore-not-found')).toBe('');
  expect(await newest(room)).toMatchObject({ number: 3, outcome: 'done' });
});

test.concurrent('kill -9 during the wait of an undo: the next undo waits, and deletes only then', async (context) => {
  const room = await openRoom(context, { 'orchestrator.yaml': config(), 'k8s/web.yaml': web('/tmp/ready') });
  await succeed(room, [...DEPLOY, '--status-check=false']);
  await room.write({ 'k8s/web.yaml': web('/'), 'k8s/new.yaml': map('new') });
  await succeed(room, DEPLOY);
  await killWhen(room, /^.*Deployment \S+\/web restored$/m, UNDO);
  expect(await room.kubectl('get', 'configmap', 'new', '-o', 'name')).toBe('configmap/new\n');
  const [command = '', ...words] = UNDO;
  const next = room.start(command, ...words);
  await next.says(/Deployment \S+\/web: /);
  expect(await room.kubectl('get', 'configmap', 'new', '-o', 'name')).toBe('configmap/new\n');
  await keepReady(room, next);
  expect((await next.finished).exitCode).toBe(0);
  expect(await room.kubectl('get', 'configmap', 'new', '--ignore-not-found')).toBe('');
  expect(await newest(room)).toMatchObject({ number: 4, undoes: 2, outcome: 'done' });
});

describe.concurrent('kill -9 during a deploy hook', () => {
  const files = (hooks: string) => ({
    'orchestrator.yaml': config(hooks),
    'k8s/web.yaml': web('/'),
    'k8s/a.yaml': map('a'),
  });
  /** Ends when it may. */
  const command = (folder: string) =>
    `[sh, -c, "echo ran >> ${folder}log; echo at it; until test -e ${folder}go; do sleep 0.1; done"]`;
  const host = `host: {command: ${command('')}}`;
  const container = `container: {podName: web-*, command: ${command('/tmp/')}}`;

  test.for([
    ['before', /did not end: 0 of 2 changes were done, left: .*; its hooks before the deploy may have run$/m],
    ['after', /did not end: 2 of 2 changes were done, none is left; its hooks after the deploy may have run$/m],
  ] as const)(
    'on this machine, %s: the next run says that it may have run, and runs it',
    async ([time, told], context) => {
      const room = await openRoom(context, files(`${time}: [{${host}}]`));
      await killWhen(room, /at it/);
      await room.write({ go: '' });
      expect(await succeed(room, DEPLOY)).toMatch(told);
      expect(await readFile(join(room.cwd, 'log'), 'utf8')).toBe('ran\nran\n');
      expect(await newest(room)).toMatchObject({ number: 2, outcome: 'done' });
    },
  );

  test('in a container: the next run says that it may have run, and runs it', async (context) => {
    const room = await openRoom(context, files(`after: [{${container}}]`));
    await killWhen(room, /at it/);
    await inWeb(room, 'touch', '/tmp/go');
    expect(await succeed(room, DEPLOY)).toMatch(/none is left; its hooks after the deploy may have run$/m);
    expect(await inWeb(room, 'cat', '/tmp/log')).toBe('ran\nran\n');
  });
});

describe.concurrent('kill -9 of a delete', () => {
  const writes = [
    'PUT leases/orchestrator.shop',
    'DELETE services/s',
    'DELETE configmaps/a',
    'DELETE configmaps/b',
    'DELETE configmaps/shop',
    'DELETE leases/orchestrator.shop',
  ];
  const DELETE = ['delete', SET];
  const deployed = async (given: RoomContext) => {
    const room = await openRoom(given, {
      'orchestrator.yaml': config(),
      'k8s/all.yaml': [map('a'), map('b'), service].join('---\n'),
    });
    await succeed(room, DEPLOY);
    return room;
  };
  const reference = unkilled(deployed, DELETE, DEPLOY);

  test('comes after each of its writes', async (context) => {
    const { writes: counted, snapshots } = await reference(context);
    expect(counted.toSorted()).toEqual(writes.toSorted());
    expect(snapshots[0]).toEqual({});
  });

  test.for(writes.map((name, index) => [index, name] as const))(
    'after %i, %s: the next delete finishes it, and a deploy makes all anew',
    async ([index], context) => {
      const { snapshots } = await reference(context);
      const room = await deployed(context);
      await killAfter(room, writes, index, DELETE);
      await shortenLease(room, 'shop');
      await succeed(room, DELETE);
      expect(await snapshotOf(room)).toEqual({});
      await succeed(room, DEPLOY);
      expect(await snapshotOf(room)).toEqual(snapshots[1]);
      expect(await newest(room)).toMatchObject({ number: 1, outcome: 'done' });
    },
  );
});
