/** A plan that was saved: exactly what it says is applied, or it is told what has changed since. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openProxy } from './proxy.ts';
import { openRoom, type Room, type RoomContext } from './room.ts';
import { deployment, manifest, together } from './stories.ts';

const map = (name: string, value = '1') =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: value } });
const secret = (password: string, name = 's') =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: { password } });
const job = (image: string) =>
  manifest('batch/v1', 'Job', 'once', {
    suspend: true,
    template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image }] } },
  });

const write = (room: Room, text: string, file = 'all.yaml') =>
  writeFile(join(room.cwd, file), text.replaceAll('REGISTRY', room.cluster.registry.host));
const plan = (room: Room, ...words: string[]) => room.run('apply', 'all.yaml', '--plan-out=plan.json', ...words);
const carryOut = (room: Room, ...words: string[]) =>
  room.run('apply', '--plan=plan.json', '--status-check=false', ...words);
const dataOf = (room: Room, name: string) => room.kubectl('get', 'configmap', name, '-o', 'jsonpath={.data.a}');

/** Two that are applied, and a plan that changes one. */
async function planned(context: RoomContext, ...words: string[]): Promise<Room> {
  const room = await openRoom(context, { 'all.yaml': together(map('a'), map('b')) });
  await room.run('apply', 'all.yaml', ...words);
  await write(room, together(map('a', '2'), map('b')));
  expect((await plan(room, ...words)).exitCode).toBe(0);
  return room;
}

describe('a plan in a file', () => {
  test('is for its owner alone, and nothing is applied while it is written', async (context) => {
    const room = await planned(context);
    expect(await dataOf(room, 'a')).toBe('1');
    expect((await stat(join(room.cwd, 'plan.json'))).mode & 0o777).toBe(0o600);
    const text = await readFile(join(room.cwd, 'plan.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      schemaVersion: 1,
      target: { context: 'real', ca: expect.stringMatching(/^sha256:/), kubeSystem: expect.any(String) },
      namespace: room.namespace,
      objects: [
        { action: 'update', name: 'a', seen: { uid: expect.any(String) }, wanted: { hash: expect.any(String) } },
        { action: 'keep', name: 'b' },
      ],
    });
  });

  test('is applied as it is, whatever the files say by then: created, updated, replaced, pruned', async (context) => {
    const room = await openRoom(context, { 'all.yaml': together(map('a'), map('b'), map('old'), job('x:1')) });
    await room.run('apply', 'all.yaml', '--set-name=web', '--status-check=false');
    await write(room, together(map('a', '2'), map('b'), map('new'), job('x:2')));
    const made = await plan(room, '--set-name=web', '--force');
    expect(made).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('(nothing was applied; --plan=plan.json applies it)'),
    });
    await write(room, map('other'));
    const run = await carryOut(room);
    expect(run).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('1 created, 1 updated, 1 replaced, 1 unchanged, 1 pruned in real\n'),
    });
    expect(await room.kubectl('get', 'configmap,job', '-o', 'name', '-l', 'applyset.kubernetes.io/part-of')).toBe(
      'configmap/a\nconfigmap/b\nconfigmap/new\njob.batch/once\n',
    );
    expect(await room.kubectl('get', 'job', 'once', '-o', 'jsonpath={..image}')).toBe('x:2');
  });

  test('holds kinds and namespaces that come along with their objects', async (context) => {
    const room = await openRoom(context);
    const group = `p${process.pid}.example.test`;
    const space = `${room.namespace}-made`;
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    const definition = manifest('apiextensions.k8s.io/v1', 'CustomResourceDefinition', `widgets.${group}`, {
      group,
      names: { kind: 'Widget', plural: 'widgets', singular: 'widget' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    });
    const widget = manifest(`${group}/v1`, 'Widget', 'w').replace('}}', '},"spec":{"big":9007199254740993}}');
    const inside = map('in').replace('"name":"in"', `"name":"in","namespace":"${space}"`);
    await write(room, together(widget, definition, inside, manifest('v1', 'Namespace', space)));
    try {
      expect((await plan(room)).stdout).toContain('4 to create');
      expect(await carryOut(room)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('4 created') });
      const spec = await room.kubectl('get', `widgets.${group}`, 'w', '-o', 'jsonpath={.spec.big}');
      expect(spec).toBe('9007199254740993');
      expect((await room.run('diff', 'all.yaml')).exitCode).toBe(0);
    } finally {
      await room.kubectl('delete', 'crd', `widgets.${group}`, '--ignore-not-found', '--wait=false');
      await room.kubectl('delete', 'namespace', space, '--ignore-not-found', '--wait=false');
    }
  });

  test('asks for no dry run again', async (context) => {
    const room = await planned(context);
    const { kubeconfig, counts } = await openProxy(room);
    expect((await carryOut(room, `--kubeconfig=${kubeconfig}`)).exitCode).toBe(0);
    expect(counts()).toMatchObject({ dryRuns: 0, writes: 1 });
  });

  test('is for the cluster that it was made of, even where another one is taken for the right one', async (context) => {
    const room = await planned(context);
    const { second } = room.cluster;
    await room.kubectl(`--kubeconfig=${second.kubeconfig}`, 'create', 'namespace', room.namespace);
    const { kubeconfig, counts } = await openProxy({ ...room, cluster: { ...room.cluster, ...second } });
    const refused = await carryOut(room, `--kubeconfig=${kubeconfig}`, '--accept-target');
    await room.kubectl(`--kubeconfig=${second.kubeconfig}`, 'delete', 'namespace', room.namespace, '--wait=false');
    expect([refused.exitCode, refused.stderr]).toEqual([
      10,
      expect.stringMatching(/TARGET_REFUSED: the plan was made for context "real", ca sha256:.*leads to ca sha256:/),
    ]);
    expect(counts()).toMatchObject({ dryRuns: 0, writes: 0 });
  });

  test('that was changed, or is none, is refused with its place', async (context) => {
    const room = await planned(context);
    const text = await readFile(join(room.cwd, 'plan.json'), 'utf8');
    for (const [changed, said] of [
      [text.replace('"update"', '"keep"'), /PLAN_INVALID: plan\.json was changed after it was made/],
      [text.replace('"schemaVersion": 1', '"schemaVersion": 9'), /is a plan of version 9/],
      [text.slice(0, -10), /PLAN_INVALID: plan\.json is no plan[\s\S]*plan\.json:\d+:\d+/],
      [map('a'), /PLAN_INVALID: plan\.json is no plan/],
    ] as const) {
      await write(room, changed, 'plan.json');
      const run = await carryOut(room);
      expect([run.exitCode, run.stderr]).toEqual([2, expect.stringMatching(said)]);
    }
  });

  test('leaves no doubt about what the flags say beside it', async (context) => {
    const room = await planned(context);
    for (const [flag, said] of [
      ['--force', /plan\.json says itself what --force would say/],
      ['--set-name=other', /--set-name "other" is not that of plan\.json, ""/],
    ] as const) {
      const run = await carryOut(room, flag);
      expect([run.exitCode, run.stderr]).toEqual([2, expect.stringMatching(said)]);
    }
    expect((await room.run('apply')).exitCode).toBe(2);
  });
});

describe('what has changed since is told, and nothing is applied', () => {
  const refused = async (room: Room, said: RegExp) => {
    const run = await carryOut(room);
    expect([run.exitCode, run.stderr]).toEqual([9, expect.stringMatching(said)]);
    expect(await dataOf(room, 'a')).not.toBe('2');
  };

  test('an object, with who did it', async (context) => {
    const room = await planned(context);
    await room.kubectl('patch', 'configmap', 'b', '--type=merge', '-p', '{"data":{"b":"theirs"}}');
    await refused(room, /PLAN_OUTDATED: ConfigMap \S+\/b was changed, last written by kubectl-patch at 20\d\d-/);
  });

  test('an object that was to be made and is there, or is gone, or is another one', async (context) => {
    const room = await openRoom(context, { 'all.yaml': together(map('a'), map('b'), map('c')) });
    await room.run('apply', 'all.yaml');
    await write(room, together(map('a', '2'), map('b'), map('c'), map('new')));
    await plan(room);
    await room.kubectl('create', 'configmap', 'new', '--from-literal=a=theirs');
    await room.kubectl('delete', 'configmap', 'b', 'c');
    await room.kubectl('create', 'configmap', 'c');
    await refused(
      room,
      /\/b is gone[\s\S]*\/c is another one now: [\s\S]*\/new is there now, last written by kubectl-create/,
    );
  });

  test('by the plan itself, when it is applied twice: nothing is written again', async (context) => {
    const room = await planned(context);
    expect((await carryOut(room)).exitCode).toBe(0);
    const { kubeconfig, counts } = await openProxy(room);
    const again = await carryOut(room, `--kubeconfig=${kubeconfig}`);
    const told = /PLAN_OUTDATED: ConfigMap \S+\/a was changed, last written by orchestrator at 20\d\d-/;
    expect([again.exitCode, again.stderr]).toEqual([9, expect.stringMatching(told)]);
    expect(again.stderr).not.toMatch(/ConfigMap \S+\/b/);
    expect(counts()).toMatchObject({ dryRuns: 0, writes: 0 });
  });

  test('the inventory of the set, and what would be pruned', async (context) => {
    const room = await planned(context, '--set-name=web');
    await write(room, together(map('a', '1'), map('b'), map('more')));
    expect((await room.run('apply', 'all.yaml', '--set-name=web')).exitCode).toBe(0);
    await refused(room, /the inventory of the set "web" was changed|ConfigMap \S+\/more would be pruned too/);
  });

  test('but a status is nothing of it', async (context) => {
    const room = await openRoom(context, { 'all.yaml': '' });
    await write(room, together(map('a'), deployment()));
    await room.run('apply', 'all.yaml');
    await write(room, together(map('a', '2'), deployment()));
    await plan(room);
    const version = () => room.kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.metadata.resourceVersion}');
    const before = await version();
    await room.kubectl('delete', 'pod', '-l', 'app=web', '--grace-period=0', '--force');
    await expect.poll(version).not.toBe(before);
    expect((await carryOut(room)).exitCode).toBe(0);
    expect(await dataOf(room, 'a')).toBe('2');
  });
});

describe('Secrets', () => {
  const words = ['--set-name=web'];

  test('are in no plan with their values; the same files give them again', async (context) => {
    const room = await openRoom(context, { 'all.yaml': together(secret('canary-0'), secret('canary-k', 'kept')) });
    await room.run('apply', 'all.yaml', ...words);
    await write(room, together(map('a'), secret('canary-1'), secret('canary-k', 'kept')));
    const made = await plan(room, ...words);
    const text = await readFile(join(room.cwd, 'plan.json'), 'utf8');
    expect(made.stdout + made.stderr + text).not.toMatch(/canary|Y2FuYXJ5/);
    expect(text).toMatch(/\*\*\* \([0-9a-f]{8}\)/);

    const without = await carryOut(room);
    expect([without.exitCode, without.stderr]).toEqual([
      2,
      expect.stringMatching(/holds no values of Secrets, and writes Secret \S+\/s\n/),
    ]);
    await write(room, secret('canary-2'), 'other.yaml');
    const other = await carryOut(room, 'other.yaml');
    expect([other.exitCode, other.stderr]).toEqual([
      9,
      expect.stringContaining('not those that plan.json was made of'),
    ]);
    expect(other.stderr).not.toContain('canary');
    await write(room, map('a', '9'), 'more.yaml');
    const more = await carryOut(room, 'all.yaml', 'more.yaml');
    expect(more.exitCode).not.toBe(0);

    expect(await carryOut(room, 'all.yaml')).toMatchObject({
      exitCode: 0,
      stdout: '1 created, 1 updated, 1 unchanged, 0 pruned in real\n',
    });
    const stored = await room.kubectl('get', 'secret', 's', '-o', 'jsonpath={.data.password}');
    expect(Buffer.from(stored, 'base64').toString()).toBe('canary-1');
  });

  test('that are kept need no file', async (context) => {
    const room = await openRoom(context, { 'all.yaml': together(map('a'), secret('canary')) });
    await room.run('apply', 'all.yaml', ...words);
    await write(room, together(map('a', '2'), secret('canary')));
    await plan(room, ...words);
    expect(await carryOut(room)).toMatchObject({
      exitCode: 0,
      stdout: '0 created, 1 updated, 1 unchanged, 0 pruned in real\n',
    });
    // It was none of the run's, and is none of what is undone.
    const undone = await room.run('undo', ...words);
    expect([undone.exitCode, undone.stdout]).toEqual([0, expect.stringContaining('1 restored')]);
    expect(await dataOf(room, 'a')).toBe('1');
  });
});
