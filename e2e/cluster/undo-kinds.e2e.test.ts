/** Undo of what is not a plain object: kinds and their objects, namespaces, much of it, what cannot be changed, HPA and services. */
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRoom, type Room } from './room.ts';

const map = (name: string, data = '{a: "1"}', more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${more}}\ndata: ${data}\n`;
const all = (...objects: readonly string[]) => objects.join('---\n');
const write = (room: Room, text: string) => writeFile(join(room.cwd, 'all.yaml'), text);
const apply = async (room: Room, text: string, ...more: readonly string[]) => {
  await write(room, text);
  expect(await room.run('apply', '--set-name=web', 'all.yaml', ...more)).toMatchObject({ exitCode: 0 });
};
const undo = (room: Room, ...more: readonly string[]) => room.run('undo', '--set-name=web', ...more);
const dataOf = async (room: Room, name: string, ...more: readonly string[]) =>
  JSON.parse((await room.kubectl('get', 'configmap', name, '-o', 'json', '--ignore-not-found', ...more)) || '{}').data;

describe('a kind and its objects', () => {
  const group = `u${process.pid}.example.test`;
  const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.${group}}
spec:
  group: ${group}
  names: {kind: Widget, plural: widgets, singular: widget}
  scope: Namespaced
  versions:
    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
`;
  const widget = (big: string) =>
    `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: w}\nspec: {big: ${big}, list: [{id: 9007199254740995}]}\n`;
  const specOf = (room: Room) => room.kubectl('get', `widgets.${group}`, 'w', '-o', 'jsonpath={.spec}');

  test('come back in their order, every digit of them, and the kind is told to be empty but for those', async (context) => {
    const room = await openRoom(context);
    const flag = `--delete-data=CustomResourceDefinition/widgets.${group}`;
    try {
      await apply(room, all(map('a'), crd, widget('9007199254740993')));
      await apply(room, all(map('a'), crd, widget('9007199254740997')));
      expect(await undo(room)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 restored, 0 made') });
      expect(await specOf(room)).toBe('{"big":9007199254740993,"list":[{"id":9007199254740995}]}');

      await apply(room, map('a'), flag, '--allow-prune');
      const undone = await undo(room);
      expect([undone.exitCode, undone.stderr]).toEqual([0, expect.stringContaining('is made again, but empty')]);
      expect(await specOf(room)).toBe('{"big":9007199254740993,"list":[{"id":9007199254740995}]}');

      // And away again: the kind holds data by now.
      expect(await undo(room)).toMatchObject({ exitCode: 10, stderr: expect.stringContaining(flag) });
      expect(await undo(room, flag)).toMatchObject({ exitCode: 0 });
      expect(await room.kubectl('get', 'crd', '-o', 'name')).not.toContain(group);
    } finally {
      await room.kubectl('delete', 'crd', `widgets.${group}`, '--wait=false', '--ignore-not-found');
    }
  });
});

test('a namespace that was made goes only by name, with what was made in it; one that went comes back with its objects', async (context) => {
  const room = await openRoom(context);
  const name = `${room.namespace}-more`;
  const inside = map('in', '{a: "1"}', `, namespace: ${name}`);
  const space = `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;
  try {
    await apply(room, map('a'));
    await apply(room, all(map('a'), space, inside));
    const refused = await undo(room);
    expect([refused.exitCode, refused.stderr]).toEqual([
      10,
      expect.stringContaining(`--delete-data=Namespace/${name}`),
    ]);
    expect(await dataOf(room, 'in', `--namespace=${name}`)).toEqual({ a: '1' });
    expect(await undo(room, `--delete-data=Namespace/${name}`)).toMatchObject({ exitCode: 0 });
    await room.kubectl('wait', '--for=delete', `namespace/${name}`, '--timeout=60s');

    expect(await undo(room)).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('but empty') });
    expect(await dataOf(room, 'in', `--namespace=${name}`)).toEqual({ a: '1' });
  } finally {
    await room.kubectl('delete', 'namespace', name, '--wait=false', '--ignore-not-found');
  }
});

test('300 objects of 8 KiB are kept in several Secrets, and come back; not where one of those is gone', async (context) => {
  const room = await openRoom(context);
  const texts = (count: number) => Array.from({ length: count }, () => randomBytes(6144).toString('base64'));
  const maps = (values: readonly string[]) => all(...values.map((value, index) => map(`m${index}`, `{v: ${value}}`)));
  const first = texts(300);
  await apply(room, maps(first));
  await apply(room, maps(texts(300)));
  const parts = async (number: number) =>
    (await room.kubectl('get', 'secret', '--field-selector=type=orchestrator.dev/revision', '-o', 'name'))
      .split('\n')
      .filter((name) => new RegExp(`-${number}-[1-9]$`).test(name));
  expect((await parts(2)).length).toBeGreaterThan(0);
  expect(await undo(room)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('300 restored') });
  const some = first.flatMap((value, index) => (index % 13 === 0 ? [[`m${index}`, value] as const] : []));
  for (const [name, value] of some)
    expect((await room.kubectl('get', 'configmap', name, '-o', 'jsonpath={.data.v}')) === value).toBe(true);

  await room.kubectl('delete', ...(await parts(3)).slice(0, 1));
  const refused = await undo(room);
  expect([refused.exitCode, refused.stderr]).toEqual([6, expect.stringContaining('is gone, or was changed')]);
});

describe('what cannot be changed', () => {
  const frozen = (value: string) =>
    map('a', `{a: "${value}"}`).replace('kind: ConfigMap', 'kind: ConfigMap\nimmutable: true');

  test('and was made anew is made anew once more', async (context) => {
    const room = await openRoom(context);
    await apply(room, frozen('1'));
    await apply(room, frozen('2'), '--force');
    expect(await undo(room)).toMatchObject({ exitCode: 0 });
    expect(await dataOf(room, 'a')).toEqual({ a: '1' });
  });

  test('since the apply froze it, goes back with --force only', async (context) => {
    const room = await openRoom(context);
    await apply(room, map('a'));
    await apply(room, frozen('2'));
    const refused = await undo(room);
    expect([refused.exitCode, refused.stderr]).toEqual([6, expect.stringContaining('--force deletes it first')]);
    expect(await dataOf(room, 'a')).toEqual({ a: '2' });
    expect(await undo(room, '--force')).toMatchObject({ exitCode: 0 });
    expect(await dataOf(room, 'a')).toEqual({ a: '1' });
  });
});

test('what the cluster itself does to objects stands against nothing: Services, replicas that others scale', async (context) => {
  const room = await openRoom(context);
  const web = (port: number, env: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - {name: main, image: "${room.cluster.registry.host}/base/busybox:1", command: [sleep, "3600"], env: [{name: A, value: "${env}"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{name: http, port: ${port}}]}
`;
  await apply(room, web(80, '1'));
  await apply(room, web(81, '2'));
  await room.kubectl('scale', 'deployment', 'web', '--replicas=2');
  expect(await undo(room)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('2 restored') });
  const told = await room.kubectl('get', 'deployment', 'web', '-o', 'jsonpath={..env[0].value} {.spec.replicas}');
  const ports = await room.kubectl('get', 'service', 'web', '-o', 'jsonpath={.spec.ports[*].port}');
  expect([told, ports]).toEqual(['1 2', '80']);

  // Pruned and made again: the Service gets an address of its own, the Deployment the replicas that it had.
  await apply(room, map('a'), '--allow-prune');
  expect(await undo(room)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('2 made again, 1 deleted') });
  expect(await room.kubectl('get', 'deployment', 'web', '-o', 'jsonpath={..env[0].value} {.spec.replicas}')).toBe(
    '1 2',
  );
});

test('a protected target is not undone without --allow-protected; a look at it is free', async (context) => {
  const room = await openRoom(context);
  await apply(room, map('a'));
  await apply(room, map('a', '{a: "2"}'));
  const list = (entry: string) =>
    writeFile(
      join(room.cwd, 'orchestrator.targets.yaml'),
      `apiVersion: orchestrator/v1\nkind: Targets\ntargets: [${entry}]\n`,
    );
  await list('');
  const [, entry = ''] = /add (\{.*?\}) to targets/.exec((await undo(room)).stderr) ?? [];
  await list(entry.replace('}', ', protected: true}'));
  expect(await undo(room)).toMatchObject({ exitCode: 10, stderr: expect.stringContaining('protected') });
  expect(await undo(room, '--list')).toMatchObject({ exitCode: 0 });
  expect(await undo(room, '--dry-run')).toMatchObject({ exitCode: 0 });
  expect(await dataOf(room, 'a')).toEqual({ a: '2' });
  expect(await undo(room, '--allow-protected')).toMatchObject({ exitCode: 0 });
});
