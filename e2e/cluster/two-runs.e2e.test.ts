/** Two runs that want one set, and runs that are killed: who goes on, and what the next run says and does. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answer, type When } from '../faults/rules.ts';
import { shortenLease } from './kill-after.ts';
import { type ClusterProxy, openProxy } from './proxy.ts';
import { openRoom, type Room, type RoomContext, type Started } from './room.ts';

const map = (name: string, value = '1') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: "${value}"}\n`;
const before = ['a', 'b', 'c', 'd'].map((name) => map(name)).join('---\n');
/** One changes, one comes, two go. */
const after = [map('a', '2'), map('b'), map('new')].join('---\n');

const apply = ['apply', '--set-name=web', 'all.yaml'] as const;
const write = (room: Room, text: string) => writeFile(join(room.cwd, 'all.yaml'), text);
const members = async (room: Room) =>
  (await room.kubectl('get', 'configmap', '-o', 'name', '-l', 'applyset.kubernetes.io/part-of')).trim().split('\n');
const lease = async (room: Room) =>
  JSON.parse(await room.kubectl('get', 'lease', 'orchestrator.web', '-o', 'json')).spec;
const intent = async (room: Room) =>
  JSON.parse(
    JSON.parse(await room.kubectl('get', 'configmap', 'web', '-o', 'json')).metadata.annotations[
      'orchestrator.dev/intent'
    ],
  );
/** A run whose n-th such request has come to the proxy; what happens to it is for the test to say. */
async function startUntil(
  { kubeconfig, proxy }: ClusterProxy,
  room: Room,
  when: When,
  act: (run: Started) => Promise<void> | void,
) {
  let run: Started | undefined;
  const arrived = new Promise<void>((resolve) => {
    const hold = async () => {
      if (run !== undefined) await act(run);
      resolve();
      return { status: 503 };
    };
    proxy.add({ when, do: { kind: 'answer', with: hold } });
  });
  run = room.start('apply', `--kubeconfig=${kubeconfig}`, '--set-name=web', 'all.yaml');
  await arrived;
  return run;
}

/** A run that has the lease, and whose first such write does not go on until it is released. */
async function holdWrite(room: Room, when: When = firstWrite, command = 'apply', ...words: readonly string[]) {
  const { kubeconfig, proxy } = await openProxy(room);
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const hold = async () => released.then(() => ({ status: 503 }));
  proxy.add({ when, do: { kind: 'answer', with: hold } });
  const rest = words.length === 0 ? ['--set-name=web', 'all.yaml'] : words;
  const held = room.start(command, `--kubeconfig=${kubeconfig}`, ...rest);
  const isTaken = async () => (await room.kubectl('get', 'lease', '-o', 'jsonpath={..holderIdentity}')) !== '';
  await expect.poll(isTaken, { timeout: 20_000 }).toBe(true);
  return { held, release };
}

async function prepare(context: RoomContext) {
  const room = await openRoom(context, { 'all.yaml': before });
  expect((await room.run(...apply)).exitCode).toBe(0);
  await write(room, after);
  return { room, proxy: await openProxy(room) };
}

const firstWrite: When = { method: 'PATCH', path: /\/configmaps\/(?:a|new)\?fieldManager=orchestrator&fieldV/, nth: 1 };

describe('two runs at once', () => {
  test('one goes on; the other is told who has the set and since when, and writes nothing', async (context) => {
    const { room } = await prepare(context);
    const { held, release } = await holdWrite(room);
    const other = await room.run(...apply);
    expect([other.exitCode, other.stderr]).toEqual([
      9,
      expect.stringMatching(/LEASE_HELD: the set "web" is being changed by \S+@\S+ since 20\S+Z/),
    ]);
    const waiting = room.start(...apply, '--lease-timeout=2m');
    await waiting.says(/looking whether that run is at work/);
    release();
    expect((await held.finished).exitCode).toBe(0);
    expect(await waiting.finished).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('3 unchanged, 0 pruned'),
    });
    expect(await members(room)).toEqual(['configmap/a', 'configmap/b', 'configmap/new']);
    expect(await lease(room)).not.toHaveProperty('holderIdentity');
  });

  test('one that is paused past its lease and wakes up writes nothing more', async (context) => {
    const { room, proxy } = await prepare(context);
    const first = await startUntil(proxy, room, firstWrite, (run) => run.kill('SIGSTOP'));
    await shortenLease(room, 'web');
    await write(room, [map('a', '3'), map('b')].join('---\n'));
    const second = await room.run(...apply);
    expect([second.exitCode, second.stderr]).toEqual([0, expect.stringContaining('is taken over from')]);
    expect(second.stderr).toMatch(/RUN_INTERRUPTED|did not end/);
    // It has to believe that its lease is over: only time says so.
    await new Promise((resolve) => setTimeout(resolve, 10_500));
    const writes = () =>
      proxy.proxy.requests.filter(({ method, path }) => method !== 'GET' && !path.includes('/leases')).length;
    const written = writes();
    first.kill('SIGCONT');
    const ended = await first.finished;
    expect([ended.exitCode, ended.stderr]).toEqual([9, expect.stringContaining('LEASE_LOST')]);
    expect(writes()).toBe(written);
    expect(await room.kubectl('get', 'configmap', 'a', '-o', 'jsonpath={.data.a}')).toBe('3');
    expect(await members(room)).toEqual(['configmap/a', 'configmap/b']);
  });

  test('a delete that waited for an apply knows what that has added, and leaves the inventory with it', async (context) => {
    const config =
      'apiVersion: orchestrator/v1\nkind: Config\nmanifests: {rawYaml: [k8s/*.yaml]}\ndeploy: {kubectl: {}}\n';
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: added}\nstringData: {a: b}\n';
    const files = { 'orchestrator.yaml': config, 'k8s/a.yaml': map('a'), 'all.yaml': map('a') };
    const room = await openRoom(context, files);
    expect((await room.run(...apply)).exitCode).toBe(0);
    await write(room, [map('a', '2'), secret].join('---\n'));
    const { held, release } = await holdWrite(room);
    const waiting = room.start('delete', '--set-name=web', '--lease-timeout=2m');
    await waiting.says(/looking whether that run is at work/);
    release();
    expect((await held.finished).exitCode).toBe(0);
    expect(await waiting.finished).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`kept Secret ${room.namespace}/added: it is in the set "web"`),
    });
    expect(await room.kubectl('get', 'configmap,secret', '-o', 'name')).toMatch(
      /configmap\/web\n[\s\S]*secret\/added\n/,
    );
  });

  test('an apply that waited for a delete of the set makes all of it anew', async (context) => {
    const config =
      'apiVersion: orchestrator/v1\nkind: Config\nmanifests: {rawYaml: [all.yaml]}\ndeploy: {kubectl: {}}\n';
    const room = await openRoom(context, { 'orchestrator.yaml': config, 'all.yaml': before });
    expect((await room.run(...apply)).exitCode).toBe(0);
    const first = { method: 'DELETE', path: /\/configmaps\/a$/, nth: 1 };
    const { held, release } = await holdWrite(room, first, 'delete', '--set-name=web');
    await write(room, after);
    const waiting = room.start(...apply, '--allow-prune', '--lease-timeout=2m');
    await waiting.says(/looking whether that run is at work/);
    release();
    expect((await held.finished).exitCode).toBe(0);
    expect(await waiting.finished).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('3 created') });
    expect(await members(room)).toEqual(['configmap/a', 'configmap/b', 'configmap/new']);
    expect(await lease(room)).not.toHaveProperty('holderIdentity');
  });

  test('without the right to leases a warning says so, and of two that make the first parent one is told', async (context) => {
    const room = await openRoom(context, { 'all.yaml': before });
    const { kubeconfig, proxy } = await openProxy(room);
    const denied = { kind: 'Status', code: 403, message: 'leases is forbidden' };
    proxy.add({ when: { path: /\/leases/ }, do: answer(403, {}, denied) });
    const other = async () => {
      expect((await room.run('apply', '--set-name=web', `--kubeconfig=${kubeconfig}`, 'all.yaml')).exitCode).toBe(0);
      return { status: 503 };
    };
    proxy.add({ when: { method: 'POST', path: /\/configmaps\?/, nth: 1 }, do: { kind: 'answer', with: other } });
    const run = await room.run('apply', '--set-name=web', `--kubeconfig=${kubeconfig}`, 'all.yaml');
    expect(run.stderr).toContain('there is no lease against two runs that change the set "web" at once');
    expect([run.exitCode, run.stderr]).toEqual([9, expect.stringContaining('was made by another run')]);
  });

  test('Ctrl-C gives the lease back', async (context) => {
    const { room, proxy } = await prepare(context);
    const first = await startUntil(proxy, room, firstWrite, (run) => run.kill('SIGINT'));
    expect((await first.finished).exitCode).toBe(130);
    expect(await lease(room)).not.toHaveProperty('holderIdentity');
    expect(await intent(room)).toMatchObject({ number: 2, state: 'failed' });
    expect((await room.run(...apply)).exitCode).toBe(0);
  });
});

describe('kill -9', () => {
  const parent = /\/configmaps\/web\?/;
  const leases = /\/leases\/orchestrator\.web\?/;
  test.for<[string, When]>([
    ['the lease is taken', { method: 'PUT', path: leases, nth: 1 }],
    ['the intent is noted', { method: 'PUT', path: parent, nth: 1 }],
    ['what was before is kept', { if: ({ method, path }) => method !== 'GET' && path.includes('/secrets'), nth: 1 }],
    ['the first object is written', firstWrite],
    ['the second object is written', { ...firstWrite, nth: 2 }],
    ['the first object is deleted', { method: 'DELETE', path: /\/configmaps\//, nth: 1 }],
    ['the second object is deleted', { method: 'DELETE', path: /\/configmaps\//, nth: 2 }],
    ['the intent ends', { method: 'PUT', path: parent, nth: 2 }],
    ['the lease is given back', { method: 'PUT', path: leases, nth: 2 }],
  ])('before %s: the next run finishes it', async ([, when], context) => {
    const { room, proxy } = await prepare(context);
    const killed = await startUntil(proxy, room, when, (run) => run.kill('SIGKILL'));
    await killed.finished;
    const { state } = await intent(room);
    await shortenLease(room, 'web');
    const next = await room.run(...apply);
    expect(next.exitCode, next.stderr).toBe(0);
    if (state === 'begun')
      expect(next.stderr).toMatch(
        /revision 2 of the set "web", begun by \S+ at \S+, did not end: \d of 4 changes were done/,
      );
    expect(await members(room)).toEqual(['configmap/a', 'configmap/b', 'configmap/new']);
    expect(await room.kubectl('get', 'configmap', 'a', '-o', 'jsonpath={.data.a}')).toBe('2');
    expect((await intent(room)).state).toBe('done');
    const quiet = await room.run(...apply);
    expect(quiet).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('3 unchanged, 0 pruned') });
    expect(quiet.stderr).not.toContain('did not end');
  });
});
