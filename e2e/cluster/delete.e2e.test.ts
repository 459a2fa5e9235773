/** `delete`: what a config or files describe goes, data and what others made stays, and what is going is waited for. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRoom } from './room.ts';
import { repoOf, shop } from './shop.ts';
import { limited } from './stories.ts';

const map = (name: string, more = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${more}}\n`;
const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Mi}}}
`;

describe('delete without files', () => {
  test('takes away what the config describes, and leaves data unless it is named', async (context) => {
    const room = await openRoom(context, { ...shop(), 'k8s/data.yaml': claim });
    expect(await room.run('run', repoOf(room), '--status-check=false')).toMatchObject({ exitCode: 0 });
    const dry = await room.run('delete', '--dry-run');
    expect(dry).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('3 deleted, 0 not there in real (dry run'),
    });
    const done = await room.run('delete');
    const kept = `kept PersistentVolumeClaim ${room.namespace}/data: it holds data, and --delete-data=PersistentVolumeClaim/data does not say that it may go\n`;
    expect([done.exitCode, done.stdout]).toEqual([0, `${kept}3 deleted, 0 not there in real\n`]);
    expect(await room.kubectl('get', 'deployment,service,pvc', '-o', 'name')).toBe('persistentvolumeclaim/data\n');
    const data = await room.run('delete', '--delete-data=PersistentVolumeClaim/data');
    expect(data).toMatchObject({ exitCode: 0, stdout: '1 deleted, 3 not there in real\n' });
  });

  test('of a set: the inventory and the lease go with the last member, and one that the config describes no longer is told', async (context) => {
    const room = await openRoom(context, { ...shop(), 'k8s/more.yaml': map('more') });
    const run = ['--set-name=shop', '--status-check=false'] as const;
    expect(await room.run('run', repoOf(room), ...run)).toMatchObject({ exitCode: 0 });
    await rm(join(room.cwd, 'k8s/more.yaml'));
    const first = await room.run('delete', '--set-name=shop');
    expect(first).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`kept ConfigMap ${room.namespace}/more: it is in the set "shop"`),
    });
    const there = () => room.kubectl('get', 'configmap', '-o', 'name');
    expect(await there()).toContain('configmap/shop\n');
    await writeFile(join(room.cwd, 'k8s/more.yaml'), map('more'));
    expect(await room.run('delete', '--set-name=shop')).toMatchObject({ exitCode: 0 });
    expect(await there()).not.toMatch(/shop|more/);
    expect(await room.kubectl('get', 'lease', '-o', 'name')).toBe('');
  });

  test('says that a config for a folder describes nothing in a cluster', async (context) => {
    const room = await openRoom(context, shop('deploy: {directory: {}}\n'));
    expect(await room.run('delete')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('"deployed"') });
  });

  test('leaves what others made, and deletes as the flags of kubectl say', async (context) => {
    const files = shop('deploy: {kubectl: {flags: {delete: ["--cascade=orphan"]}}}\n');
    const room = await openRoom(context, files);
    await room.kubectl('create', 'configmap', 'settings');
    expect(await room.run('delete')).toMatchObject({
      exitCode: 10,
      stderr: expect.stringContaining('was not applied by'),
    });
    await room.kubectl('delete', 'configmap', 'settings');
    expect((await room.run('run', repoOf(room))).exitCode).toBe(0);
    expect(await room.run('delete')).toMatchObject({ exitCode: 0 });
    expect(await room.kubectl('get', 'deployment,replicaset', '-o', 'name')).toMatch(/^replicaset\.apps\/web-\S+\n$/);
  });
});

describe('what is being deleted', () => {
  const held = map('a', ', finalizers: [example.test/hold]');

  test('is waited for by a delete, and told with what holds it where it takes too long', async (context) => {
    const room = await openRoom(context, { 'a.yaml': held });
    expect((await room.run('apply', 'a.yaml')).exitCode).toBe(0);
    const late = await room.run('delete', '--wait-for-deletions-max=1s', 'a.yaml');
    expect([late.exitCode, late.stderr]).toEqual([
      7,
      expect.stringMatching(
        /ConfigMap \S+\/a is being deleted, and is there still after 1 s; its finalizers example\.test\/hold hold it/,
      ),
    ]);
    expect(await room.run('delete', '--wait-for-deletions=false', 'a.yaml')).toMatchObject({ exitCode: 0 });
  });

  test('is waited for by an apply, which then makes it anew', async (context) => {
    const room = await openRoom(context, { 'a.yaml': map('a'), 'held.yaml': held });
    await room.kubectl('create', '-f', join(room.cwd, 'held.yaml'));
    await room.kubectl('delete', 'configmap', 'a', '--wait=false');
    const uid = await room.kubectl('get', 'configmap', 'a', '-o', 'jsonpath={.metadata.uid}');
    const late = await room.run('apply', '--wait-for-deletions-max=1s', 'a.yaml');
    expect([late.exitCode, late.stderr]).toEqual([7, expect.stringContaining('example.test/hold hold it')]);
    const apply = room.start('apply', '--progress=plain', 'a.yaml');
    await apply.says(/ConfigMap \S+\/a is being deleted, and is waited for/);
    await room.kubectl('patch', 'configmap', 'a', '--type=merge', '-p', '{"metadata":{"finalizers":null}}');
    expect(await apply.finished).toMatchObject({ exitCode: 0, stdout: '1 created, 0 updated, 0 unchanged in real\n' });
    expect(await room.kubectl('get', 'configmap', 'a', '-o', 'jsonpath={.metadata.uid}')).not.toBe(uid);
  });

  test('is looked at again and again where it may not be watched', async (context) => {
    const room = await openRoom(context, { 'a.yaml': map('a'), 'held.yaml': held });
    const kubeconfig = await limited(room, ['get,list,create,patch', 'configmaps']);
    await room.kubectl('create', '-f', join(room.cwd, 'held.yaml'));
    await room.kubectl('delete', 'configmap', 'a', '--wait=false');
    const words = ['--status-check=false', '--wait-for-deletions-delay=100ms', '--progress=plain', 'a.yaml'];
    const apply = room.start('apply', `--kubeconfig=${kubeconfig}`, ...words);
    await apply.says(/is being deleted, and is waited for/);
    await room.kubectl('patch', 'configmap', 'a', '--type=merge', '-p', '{"metadata":{"finalizers":null}}');
    expect(await apply.finished).toMatchObject({ exitCode: 0 });
  });
});
