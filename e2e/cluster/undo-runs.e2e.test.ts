/** Undo and roll back of runs that did not end well: not ready, refused half way, killed; and by those who may do less. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { killAt } from './kill-write.ts';
import { openProxy } from './proxy.ts';
import { openRoom, type Room } from './room.ts';
import { limited } from './stories.ts';

const map = (name: string, data = '{a: "1"}') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: ${data}\n`;
const deployment = (room: Room, tag: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: main, image: "${room.cluster.registry.host}/base/busybox:${tag}", command: [sleep, "3600"]}]
`;
const all = (...objects: readonly string[]) => objects.join('---\n');
const write = (room: Room, text: string) => writeFile(join(room.cwd, 'all.yaml'), text);
const apply = (room: Room, ...more: readonly string[]) => room.run('apply', '--set-name=web', 'all.yaml', ...more);
const undo = (room: Room, ...more: readonly string[]) => room.run('undo', '--set-name=web', ...more);
const dataOf = async (room: Room, name: string) =>
  JSON.parse((await room.kubectl('get', 'configmap', name, '-o', 'json', '--ignore-not-found')) || '{}').data;
const outcomes = async (room: Room) => {
  const { revisions } = JSON.parse((await undo(room, '--list', '--format=json')).stdout);
  return revisions.map(({ number, command, outcome }: Readonly<Record<string, unknown>>) => [number, command, outcome]);
};

describe('a rollout that cannot become ready', () => {
  test('is rolled back and waited for; the failure is told, and what became of it', async (context) => {
    const room = await openRoom(context);
    await write(room, all(deployment(room, '1'), map('config'), map('old')));
    expect(await apply(room)).toMatchObject({ exitCode: 0 });
    await write(room, all(deployment(room, 'nope'), map('config', '{a: "2"}'), map('new')));
    const failed = await apply(room, '--rollback-on-failure', '--timeout=90s');
    expect(failed.exitCode).toBe(7);
    expect(failed.stderr).toMatch(/NOT_READY: Deployment \S+\/web is not ready: .*busybox:nope/);
    expect(failed.stderr).toContain('What was before is there again: 2 restored, 0 made again, 1 deleted.');
    const image = await room.kubectl('get', 'deployment', 'web', '-o', 'jsonpath={..image} {.status.readyReplicas}');
    expect(image).toBe(`${room.cluster.registry.host}/base/busybox:1 1`);
    const data = await Promise.all(['config', 'old', 'new'].map((name) => dataOf(room, name)));
    expect(data).toEqual([{ a: '1' }, { a: '1' }, undefined]);
    expect(await outcomes(room)).toEqual([[2, 'apply', 'rolled back'], FIRST]);
    // What was rolled back is not what an undo undoes.
    expect((await undo(room, '--dry-run')).stdout).toContain('revision 1 undone: 0 restored, 0 made again, 3 deleted');
  });

  test('is undone by hand; without a set it is rolled back all the same', async (context) => {
    const room = await openRoom(context);
    await write(room, deployment(room, '1'));
    expect(await apply(room)).toMatchObject({ exitCode: 0 });
    await write(room, deployment(room, 'nope'));
    expect(await apply(room, '--timeout=90s')).toMatchObject({ exitCode: 7 });
    expect(await outcomes(room)).toMatchObject([[2, 'apply', 'not ready'], FIRST]);
    expect(await undo(room)).toMatchObject({ exitCode: 0 });
    const image = () => room.kubectl('get', 'deployment', 'web', '-o', 'jsonpath={..image} {.status.readyReplicas}');
    expect(await image()).toBe(`${room.cluster.registry.host}/base/busybox:1 1`);

    await write(room, all(deployment(room, 'nope'), map('new')));
    const run = await room.run('apply', 'all.yaml', '--rollback-on-failure', '--timeout=90s', '--format=json');
    expect(run.exitCode).toBe(7);
    expect(JSON.parse(run.stdout).problems).toMatchObject([
      { hint: expect.stringContaining('1 restored, 0 made again, 1 deleted') },
    ]);
    expect([await image(), await dataOf(room, 'new')]).toEqual([
      `${room.cluster.registry.host}/base/busybox:1 1`,
      undefined,
    ]);
  });
});

test('an apply that is refused half way is rolled back: what it got to, and nothing else', async (context) => {
  const room = await openRoom(context);
  await write(room, all(map('a'), map('b')));
  expect(await apply(room)).toMatchObject({ exitCode: 0 });
  const { kubeconfig } = await openProxy(room, [
    {
      when: { method: 'PATCH', path: /\/services\/s\?(?!.*dryRun)/ },
      do: { kind: 'answer', with: { status: 422, body: '{"message":"not today"}' } },
    },
  ]);
  const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {clusterIP: None, selector: {app: s}}\n';
  await write(room, all(map('a', '{a: "2"}'), map('b'), map('new'), service));
  const run = await apply(room, `--kubeconfig=${kubeconfig}`, '--rollback-on-failure');
  expect([run.exitCode, run.stderr]).toEqual([
    6,
    expect.stringMatching(/not today[\s\S]*1 restored, 0 made again, 1 deleted/),
  ]);
  expect([await dataOf(room, 'a'), await dataOf(room, 'new')]).toEqual([{ a: '1' }, undefined]);
});

test('a roll back that others stand against is told beside the failure, and changes nothing', async (context) => {
  const room = await openRoom(context);
  await write(room, all(deployment(room, '1'), map('a')));
  expect(await apply(room)).toMatchObject({ exitCode: 0 });
  await write(room, all(deployment(room, '1').replace('3600', '3601'), map('a', '{a: "2"}')));
  const { kubeconfig, proxy } = await openProxy(room);
  // Once the set is written, and before it is judged: somebody changes what was applied, and the rollout fails.
  const theirs = async () => {
    await room.kubectl('patch', 'configmap', 'a', '--type=merge', '-p', '{"data":{"a":"theirs"}}');
    return { status: 422, body: '{"message":"not today"}' };
  };
  proxy.add({
    when: { method: 'PATCH', path: /\/deployments\/web\?(?!.*dryRun)/ },
    do: { kind: 'answer', with: theirs },
  });
  const run = await apply(room, `--kubeconfig=${kubeconfig}`, '--rollback-on-failure');
  expect(run.exitCode).toBe(6);
  expect(run.stderr).toMatch(
    /not today[\s\S]*APPLY_CONFLICT: what was before is not back: .*\.data\.a \(of kubectl-patch\)/,
  );
  expect(await dataOf(room, 'a')).toEqual({ a: 'theirs' });
  expect(await outcomes(room)).toMatchObject([[2, 'apply', 'incomplete'], FIRST]);
});

describe('a run that was killed', () => {
  // Its writes after what is kept: b, c, new, and the one that goes.
  test.for([1, 2, 3, 4])('with its write %i is undone', async (nth, context) => {
    const room = await openRoom(context);
    await write(room, all(map('a'), map('b'), map('c'), map('gone')));
    expect(await apply(room)).toMatchObject({ exitCode: 0 });
    await write(room, all(map('a'), map('b', '{a: "2"}'), map('c', '{a: "2"}'), map('new')));
    await killAt(room, nth, 'apply', 'all.yaml');
    expect(await outcomes(room)).toMatchObject([[2, 'apply', 'unfinished'], FIRST]);
    expect(await undo(room)).toMatchObject({ exitCode: 0 });
    const data = await Promise.all(['a', 'b', 'c', 'gone', 'new'].map((name) => dataOf(room, name)));
    expect(data).toEqual([{ a: '1' }, { a: '1' }, { a: '1' }, { a: '1' }, undefined]);
  });

  test('and then finished by the next is undone as one', async (context) => {
    const room = await openRoom(context);
    await write(room, all(map('a'), map('b'), map('gone')));
    expect(await apply(room)).toMatchObject({ exitCode: 0 });
    await write(room, all(map('a', '{a: "2"}'), map('b', '{a: "2"}'), map('new')));
    await killAt(room, 3, 'apply', 'all.yaml');
    expect(await apply(room)).toMatchObject({ exitCode: 0 });
    expect(await outcomes(room)).toMatchObject([[3, 'apply', 'done'], [2, 'apply', 'unfinished'], FIRST]);
    expect(await undo(room)).toMatchObject({ exitCode: 0 });
    const data = await Promise.all(['a', 'b', 'gone', 'new'].map((name) => dataOf(room, name)));
    expect(data).toEqual([{ a: '1' }, { a: '1' }, { a: '1' }, undefined]);
  });

  test('while it undid is finished by the next undo', async (context) => {
    const room = await openRoom(context);
    await write(room, all(map('a'), map('b')));
    expect(await apply(room)).toMatchObject({ exitCode: 0 });
    await write(room, all(map('a', '{a: "2"}'), map('b', '{a: "2"}'), map('new')));
    expect(await apply(room)).toMatchObject({ exitCode: 0 });
    await killAt(room, 3, 'undo');
    expect(await undo(room)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('revision 2 undone') });
    const values = () => Promise.all(['a', 'b', 'new'].map((name) => dataOf(room, name)));
    expect(await values()).toEqual([{ a: '1' }, { a: '1' }, undefined]);
    expect(await undo(room)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('revision 4 undone') });
    expect(await values()).toEqual([{ a: '2' }, { a: '2' }, { a: '1' }]);
  });
});

const FIRST = [1, 'apply', 'done'];

test('Ctrl-C rolls nothing back, and says so by what an undo finds', async (context) => {
  const room = await openRoom(context);
  await write(room, deployment(room, '1'));
  expect(await apply(room)).toMatchObject({ exitCode: 0 });
  await write(
    room,
    deployment(room, '1').replace('command: [sleep', 'readinessProbe: {exec: {command: ["false"]}}, command: [sleep'),
  );
  const started = room.start('apply', '--set-name=web', 'all.yaml', '--rollback-on-failure', '--progress=plain');
  await started.says(/wait until all is ready/);
  started.kill('SIGINT');
  expect((await started.finished).exitCode).toBe(130);
  expect(await room.kubectl('get', 'deployment', 'web', '-o', 'jsonpath={..readinessProbe.exec.command}')).toContain(
    'false',
  );
  expect(await outcomes(room)).toMatchObject([[2, 'apply', 'unfinished'], FIRST]);
  expect(await undo(room)).toMatchObject({ exitCode: 0 });
});

test('who may not write Secrets applies with a warning, and cannot undo it', async (context) => {
  const room = await openRoom(context);
  const kubeconfig = await limited(room, [
    'get,list,watch,create,update,patch,delete',
    'configmaps,leases.coordination.k8s.io',
  ]);
  await write(room, map('a'));
  const run = await apply(room, `--kubeconfig=${kubeconfig}`);
  expect(run).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('so that this cannot be undone') });
  expect(await dataOf(room, 'a')).toEqual({ a: '1' });
  const none = await undo(room);
  expect([none.exitCode, none.stderr]).toEqual([
    10,
    expect.stringContaining('there is nothing to undo in the set "web"'),
  ]);
});
