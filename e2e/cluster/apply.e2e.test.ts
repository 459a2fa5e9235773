/** `orchestrator apply`: what reaches the cluster, what is sent again, who owns what, and what is waited for. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openProxy } from './proxy.ts';
import { openRoom } from './room.ts';

const map = (name: string, data = '{a: "1"}') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: ${data}\n`;

const deployment = (name: string, more = '', command = '[sleep, "3600"]') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  selector: {matchLabels: {app: ${name}}}
  ${more}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: main
          image: REGISTRY/base/busybox:1
          command: ${command}
`;

const crd = (group: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.${group}}
spec:
  group: ${group}
  names: {kind: Widget, plural: widgets, singular: widget}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
`;

describe('what is sent', () => {
  test('objects are made, left alone where nothing changed, and written once where one did', async (context) => {
    const maps = Array.from({ length: 20 }, (_, index) => map(`m${index}`)).join('---\n');
    const room = await openRoom(context, { 'all.yaml': maps });
    const proxy = await openProxy(room);
    const apply = () => room.run('apply', `--kubeconfig=${proxy.kubeconfig}`, 'all.yaml');
    expect(await apply()).toMatchObject({ exitCode: 0, stdout: '20 created, 0 updated, 0 unchanged in real\n' });
    const { writes: before } = proxy.counts();

    expect(await apply()).toMatchObject({ exitCode: 0, stdout: '0 created, 0 updated, 20 unchanged in real\n' });
    expect(proxy.counts().writes).toBe(before);

    await writeFile(join(room.cwd, 'all.yaml'), maps.replace('name: m7}\ndata: {a: "1"}', 'name: m7}\ndata: {a: "2"}'));
    expect(await apply()).toMatchObject({ exitCode: 0, stdout: '0 created, 1 updated, 19 unchanged in real\n' });
    expect(proxy.counts().writes).toBe(before + 1);
    expect(await room.kubectl('get', 'configmap', 'm7', '-o', 'jsonpath={.data.a}')).toBe('2');
  });

  test('what others changed is noticed and named; force takes it back', async (context) => {
    const room = await openRoom(context, { 'a.yaml': map('a') });
    expect((await room.run('apply', 'a.yaml')).exitCode).toBe(0);
    await room.kubectl('patch', 'configmap', 'a', '--type=merge', '-p', '{"data":{"a":"theirs"}}');
    const refused = await room.run('apply', 'a.yaml');
    expect(refused.exitCode).toBe(9);
    expect(refused.stderr).toMatch(/APPLY_CONFLICT: .*\.data\.a \(of kubectl-patch\)[\s\S]*a\.yaml:1:1/);
    expect(await room.kubectl('get', 'configmap', 'a', '-o', 'jsonpath={.data.a}')).toBe('theirs');
    expect((await room.run('apply', '--force-conflicts', 'a.yaml')).exitCode).toBe(0);
    expect(await room.kubectl('get', 'configmap', 'a', '-o', 'jsonpath={.data.a}')).toBe('1');
  });

  test('what others write into a Secret of texts is noticed, and written back', async (context) => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: one}\n';
    const room = await openRoom(context, { 's.yaml': secret });
    await room.run('apply', 's.yaml');
    expect((await room.run('apply', 's.yaml')).stdout).toContain('0 updated, 1 unchanged');
    await room.kubectl('patch', 'secret', 's', '--patch={"data":{"password":"dHdv"}}');
    expect(await room.run('diff', 's.yaml')).toMatchObject({ exitCode: 1 });
    expect((await room.run('apply', 's.yaml')).stdout).toContain('1 updated, 0 unchanged');
    expect(await room.kubectl('get', 'secret', 's', '-o', 'jsonpath={.data.password}')).toBe('b25l');
    expect((await room.run('apply', 's.yaml')).stdout).toContain('0 updated, 1 unchanged');
  });

  test('what kubectl reads from a cluster can be applied to it, and later again', async (context) => {
    const room = await openRoom(context, { 'a.yaml': map('a') });
    await room.run('apply', 'a.yaml');
    const read = await room.kubectl('get', 'configmap', 'a', '-o', 'yaml', '--show-managed-fields');
    await room.kubectl('label', 'configmap', 'a', 'since=then');
    await room.write({ 'a.yaml': read.replace(/^ {2}a: .*$/m, '  a: "2"') });
    expect(await room.run('diff', 'a.yaml')).toMatchObject({ exitCode: 1 });
    expect(await room.run('apply', 'a.yaml')).toMatchObject({ exitCode: 0 });
    expect(await room.kubectl('get', 'configmap', 'a', '-o', 'jsonpath={.data.a}')).toBe('2');
    expect((await room.run('apply', 'a.yaml')).stdout).toContain('0 updated, 1 unchanged');
  });

  test('a key that leaves the texts of a Secret leaves the Secret, unless others have it', async (context) => {
    const secret = (texts: string): string =>
      `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: ${texts}\n`;
    const room = await openRoom(context, { 's.yaml': secret('{a: one, old: two, theirs: three}') });
    await room.run('apply', 's.yaml');
    await room.kubectl('patch', 'secret', 's', '--patch={"data":{"theirs":"dHdv"}}');
    await room.write({ 's.yaml': secret('{a: one}') });
    const { exitCode, stdout } = await room.run('diff', 's.yaml');
    expect([exitCode, stdout]).toEqual([1, expect.stringMatching(/^- {2}old: \*\*\*/m)]);
    expect((await room.run('apply', 's.yaml')).stdout).toContain('1 updated, 0 unchanged');
    expect(await room.kubectl('get', 'secret', 's', '-o', 'jsonpath={.data}')).toBe('{"a":"b25l","theirs":"dHdv"}');
    expect((await room.run('apply', 's.yaml')).stdout).toContain('0 updated, 1 unchanged');
  });

  test('a definition and its object go in one set, with unknown fields and long numbers whole', async (context) => {
    const group = `x${process.pid}.example.test`;
    const widget = `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: w}\nspec: {new: {field: [1, 2]}, big: 9007199254740993}\n`;
    const room = await openRoom(context, { 'all.yaml': `${widget}---\n${crd(group)}` });
    try {
      expect(await room.run('apply', 'all.yaml')).toMatchObject({ exitCode: 0 });
      const spec = await room.kubectl('get', `widgets.${group}`, 'w', '-o', 'jsonpath={.spec}');
      expect(spec).toBe('{"big":9007199254740993,"new":{"field":[1,2]}}');
    } finally {
      await room.kubectl('delete', 'crd', `widgets.${group}`, '--wait=false');
    }
  });

  test('an object of a namespace in the same set finds it there', async (context) => {
    const room = await openRoom(context);
    const name = `${room.namespace}-made`;
    const inside = map('in').replace('{name: in}', `{name: in, namespace: ${name}}`);
    await writeFile(
      join(room.cwd, 'all.yaml'),
      `${inside}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`,
    );
    try {
      expect(await room.run('apply', 'all.yaml')).toMatchObject({ exitCode: 0 });
      expect(await room.kubectl('get', 'configmap', 'in', `--namespace=${name}`, '-o', 'name')).toBe('configmap/in\n');
    } finally {
      await room.kubectl('delete', 'namespace', name, '--wait=false');
    }
  });

  test('what kubectl applied from the client is taken over, and none of its fields is lost', async (context) => {
    const room = await openRoom(context, { 'a.yaml': map('a', '{a: "1", b: "2"}') });
    await room.kubectl('apply', '-f', join(room.cwd, 'a.yaml'));
    expect(await room.run('apply', 'a.yaml')).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(await room.kubectl('get', 'configmap', 'a', '-o', 'jsonpath={.data}'))).toEqual({
      a: '1',
      b: '2',
    });
  });

  test('a kind that the cluster does not have is told with its place, before anything is written', async (context) => {
    const room = await openRoom(context, {
      'all.yaml': `${map('a')}---\napiVersion: nope.example.test/v1\nkind: Widget\nmetadata: {name: w}\n`,
    });
    const run = await room.run('apply', 'all.yaml');
    expect(run.exitCode).toBe(6);
    expect(run.stderr).toMatch(/APPLY_FAILED: the cluster has no kind Widget[\s\S]*all\.yaml:6:1/);
    expect(await room.kubectl('get', 'configmap', 'a', '--ignore-not-found')).toBe('');
  });
});

describe('what is waited for', () => {
  test('a rollout that comes up is ready, and the exit code says so', async (context) => {
    const room = await openRoom(context, { 'web.yaml': deployment('web', 'replicas: 2') });
    const run = await room.run('apply', 'web.yaml', '--format=json');
    expect(run.exitCode).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ ok: true });
    expect(await room.kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.status.readyReplicas}')).toBe('2');
  });

  test('an image that is not there ends the wait with its name', async (context) => {
    const room = await openRoom(context, { 'web.yaml': deployment('web').replace('busybox:1', 'busybox:nope') });
    const started = performance.now();
    const run = await room.run('apply', 'web.yaml', '--timeout=60s');
    expect(run.exitCode).toBe(7);
    expect(run.stderr).toMatch(/NOT_READY: Deployment .*web is not ready: .*busybox:nope/);
    expect(performance.now() - started).toBeLessThan(50_000);
  });

  test('a command that no restart heals is told with its last lines', async (context) => {
    const command = '[sh, -c, "echo the reason is here; exit 127"]';
    const room = await openRoom(context, { 'web.yaml': deployment('web', '', command) });
    const run = await room.run('apply', 'web.yaml', '--timeout=100s');
    expect(run.exitCode).toBe(7);
    expect(run.stderr).toContain('the reason is here');
  });

  test('at the deadline it says what was missing', async (context) => {
    const room = await openRoom(context, {
      'web.yaml': deployment('web').replace(
        'command:',
        'readinessProbe: {exec: {command: ["false"]}}\n          command:',
      ),
    });
    const run = await room.run('apply', 'web.yaml', '--timeout=5s');
    expect(run.exitCode).toBe(7);
    expect(run.stderr).toMatch(/NOT_READY: Deployment .*web is not ready within 5 s: /);
  });

  test('with --status-check=false nothing is waited for', async (context) => {
    const room = await openRoom(context, { 'web.yaml': deployment('web').replace('busybox:1', 'busybox:nope') });
    expect((await room.run('apply', 'web.yaml', '--status-check=false')).exitCode).toBe(0);
  });
});

describe('which cluster', () => {
  test('there is none: exit code 11 and what to do', async (context) => {
    const room = await openRoom(context, { 'a.yaml': map('a') });
    for (const words of [['--kubeconfig=nope'], ['--kube-context=nope']]) {
      const run = await room.run('apply', ...words, 'a.yaml');
      expect([run.exitCode, run.stderr]).toEqual([11, expect.stringContaining('KUBECONFIG_INVALID')]);
    }
  });

  test('a login program inside the project is not run', async (context) => {
    const room = await openRoom(context, { 'a.yaml': map('a'), 'login.sh': '#!/bin/sh\ntouch ran\n' });
    const config = JSON.parse(await readFile(room.cluster.kubeconfig, 'utf8'));
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './login.sh', interactiveMode: 'Never' };
    config.users[0].user = { exec };
    await writeFile(join(room.cwd, 'kubeconfig'), JSON.stringify(config));
    const run = await room.run('apply', '--kubeconfig=kubeconfig', 'a.yaml');
    expect(run.exitCode).toBe(10);
    await expect(readFile(join(room.cwd, 'ran'))).rejects.toThrow('ENOENT');
  });
});

describe('delete', () => {
  test('takes away what was applied, and says what was not there', async (context) => {
    const room = await openRoom(context, { 'all.yaml': `${map('a')}---\n${map('b')}` });
    await room.run('apply', 'all.yaml');
    await room.kubectl('delete', 'configmap', 'b');
    expect(await room.run('delete', 'all.yaml')).toMatchObject({
      exitCode: 0,
      stdout: '1 deleted, 1 not there in real\n',
    });
    expect(await room.kubectl('get', 'configmap', 'a', '--ignore-not-found')).toBe('');
  });

  test('leaves what others made, and what holds data, unless it is named', async (context) => {
    const claim =
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce], ' +
      'storageClassName: "", resources: {requests: {storage: 1Mi}}}\n';
    const room = await openRoom(context, { 'theirs.yaml': map('theirs'), 'data.yaml': claim });
    await room.kubectl('create', 'configmap', 'theirs');
    await room.run('apply', 'data.yaml', '--status-check=false');
    const theirs = await room.run('delete', 'theirs.yaml');
    expect([theirs.exitCode, theirs.stderr]).toEqual([10, expect.stringContaining('was not applied by orchestrator')]);
    const data = await room.run('delete', 'data.yaml');
    expect([data.exitCode, data.stderr]).toEqual([10, expect.stringContaining('holds data')]);
    const names = await room.kubectl('get', 'configmap/theirs', 'pvc/data', '-o', 'name');
    expect(names).toBe('configmap/theirs\npersistentvolumeclaim/data\n');
    expect((await room.run('delete', 'theirs.yaml', '--force-foreign')).exitCode).toBe(0);
    expect((await room.run('delete', 'data.yaml', '--delete-data=PersistentVolumeClaim/data')).exitCode).toBe(0);
  });
});
