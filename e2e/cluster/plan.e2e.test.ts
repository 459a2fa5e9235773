/** What `orchestrator apply` says before it does it, and that it does just that. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openProxy } from './proxy.ts';
import { openRoom, type Room } from './room.ts';
import { deployment, manifest, together } from './stories.ts';

const map = (name: string, value = '1') =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: value } });
const relabelled = deployment().replaceAll('"app":"web"', '"app":"shop"');
const claim = (storage: string) =>
  manifest('v1', 'PersistentVolumeClaim', 'data', {
    accessModes: ['ReadWriteOnce'],
    storageClassName: '',
    resources: { requests: { storage } },
  });

const write = (room: Room, text: string) =>
  writeFile(join(room.cwd, 'all.yaml'), text.replaceAll('REGISTRY', room.cluster.registry.host));
const uidOf = (room: Room, object: string) => room.kubectl('get', object, '-o', 'jsonpath={.metadata.uid}');

describe('before an apply', () => {
  test('what changes is told, what goes first, and what stays is not', async (context) => {
    const room = await openRoom(context, { 'all.yaml': together(map('a'), map('b'), map('old')) });
    await room.run('apply', 'all.yaml', '--set-name=web');
    await write(room, together(map('a', '2'), map('b'), map('new')));
    const { stderr, exitCode } = await room.run('apply', 'all.yaml', '--set-name=web');
    const step = '[compare with the cluster] ';
    const told = stderr.split('\n').filter((line) => line.startsWith(step));
    expect(told.map((line) => line.slice(step.length).replace(/ in \d.*?:/, ':'))).toEqual([
      `prune ConfigMap ${room.namespace}/old`,
      `update ConfigMap ${room.namespace}/a`,
      `create ConfigMap ${room.namespace}/new`,
      'done: 1 to create, 1 to update, 0 to replace, 1 to prune, 1 to keep',
    ]);
    expect(exitCode).toBe(0);
  });

  test('--dry-run says it on standard output, writes nothing, and ends as the apply would', async (context) => {
    const room = await openRoom(context, { 'all.yaml': together(map('a')) });
    await room.run('apply', 'all.yaml');
    await write(room, together(map('a', '2'), map('b')));
    const { proxy, kubeconfig, counts } = await openProxy(room);
    const run = await room.run('apply', 'all.yaml', '--dry-run', `--kubeconfig=${kubeconfig}`);
    expect(run).toMatchObject({
      exitCode: 0,
      stdout:
        `update ConfigMap ${room.namespace}/a\ncreate ConfigMap ${room.namespace}/b\n` +
        '1 to create, 1 to update, 0 to replace, 0 to keep in real (dry run: nothing was applied)\n',
    });
    expect(counts()).toMatchObject({ writes: 0, dryRuns: 2 });
    expect(proxy.requests.filter(({ path }) => path.includes('/configmaps/b')).map(({ method }) => method)).toEqual([
      'GET',
      'PATCH',
    ]);
    await write(room, deployment());
    await room.run('apply', 'all.yaml', '--status-check=false');
    await write(room, relabelled);
    expect((await room.run('apply', 'all.yaml', '--dry-run')).exitCode).toBe(6);
  });

  test('a conflict is told before the first write', async (context) => {
    const room = await openRoom(context, { 'all.yaml': map('b') });
    await room.run('apply', 'all.yaml');
    await room.kubectl('patch', 'configmap', 'b', '--type=merge', '-p', '{"data":{"a":"theirs"}}');
    await write(room, together(map('a'), map('b', '2')));
    const { exitCode, stderr } = await room.run('apply', 'all.yaml');
    expect([exitCode, stderr]).toEqual([9, expect.stringContaining('APPLY_CONFLICT')]);
    expect(await room.kubectl('get', 'configmap', 'a', '--ignore-not-found')).toBe('');
  });
});

describe('a field that cannot be changed', () => {
  test('is refused before anything is written, and made anew with --force', async (context) => {
    const room = await openRoom(context, { 'all.yaml': deployment() });
    await room.run('apply', 'all.yaml');
    const before = await uidOf(room, 'deployment/web');
    await write(room, together(map('a'), relabelled));
    const refused = await room.run('apply', 'all.yaml');
    expect([refused.exitCode, refused.stderr]).toEqual([
      6,
      expect.stringMatching(
        /APPLY_FAILED: .*spec\.selector[\s\S]*all\.yaml:3:1[\s\S]*hint: .*--force deletes it first/,
      ),
    ]);
    expect(await room.kubectl('get', 'configmap', 'a', '--ignore-not-found')).toBe('');
    const run = await room.run('apply', 'all.yaml', '--force');
    expect(run).toMatchObject({ exitCode: 0, stdout: '1 created, 0 updated, 1 replaced, 0 unchanged in real\n' });
    expect(run.stderr).toContain('its pod goes with it, and new ones are made');
    expect(await uidOf(room, 'deployment/web')).not.toBe(before);
    expect(await room.kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.spec.selector.matchLabels.app}')).toBe(
      'shop',
    );
    expect((await room.run('apply', 'all.yaml')).stdout).toBe('0 created, 0 updated, 2 unchanged in real\n');
  });

  test('of what holds data takes its name too', async (context) => {
    const room = await openRoom(context, { 'all.yaml': claim('2Mi') });
    const apply = (...words: string[]) => room.run('apply', 'all.yaml', '--status-check=false', ...words);
    await apply();
    const before = await uidOf(room, 'pvc/data');
    await write(room, claim('1Mi'));
    const refused = await apply('--force');
    expect([refused.exitCode, refused.stderr]).toEqual([
      6,
      expect.stringContaining('--delete-data=PersistentVolumeClaim/data'),
    ]);
    expect(await uidOf(room, 'pvc/data')).toBe(before);
    expect((await apply('--force', '--delete-data=PersistentVolumeClaim/data')).exitCode).toBe(0);
    expect(await uidOf(room, 'pvc/data')).not.toBe(before);
    expect(await room.kubectl('get', 'pvc', 'data', '-o', 'jsonpath={.spec.resources.requests.storage}')).toBe('1Mi');
  });

  test('by a run that is killed in between is made by the next one, without the flag', async (context) => {
    const room = await openRoom(context, { 'all.yaml': deployment() });
    await room.run('apply', 'all.yaml');
    await write(room, relabelled);
    const { kubeconfig, proxy } = await openProxy(room);
    const gone: (() => void)[] = [];
    const killed = async () => {
      for (const kill of gone) kill();
      return { status: 503 };
    };
    // The first one is the dry run.
    const path = /\/deployments\/web\?/;
    proxy.add({ when: { method: 'PATCH', path, nth: 2 }, do: { kind: 'answer', with: killed } });
    const run = room.start('apply', 'all.yaml', '--force', `--kubeconfig=${kubeconfig}`);
    gone.push(() => run.kill('SIGKILL'));
    await run.finished;
    expect(await room.kubectl('get', 'deployment', 'web', '--ignore-not-found', '-o', 'name')).toBe('');
    expect(await room.run('apply', 'all.yaml')).toMatchObject({
      exitCode: 0,
      stdout: '1 created, 0 updated, 0 unchanged in real\n',
    });
  });

  test('waits for what is being deleted already where the plan has not, and needs no flag for it', async (context) => {
    const room = await openRoom(context, { 'all.yaml': map('a') });
    await room.run('apply', 'all.yaml');
    await room.kubectl(
      'patch',
      'configmap',
      'a',
      '--type=merge',
      '-p',
      '{"metadata":{"finalizers":["example.test/hold"]}}',
    );
    await room.kubectl('delete', 'configmap', 'a', '--wait=false');
    const before = await uidOf(room, 'configmap/a');
    const run = room.start('apply', 'all.yaml', '--wait-for-deletions=false');
    await run.says(/is made anew once it is gone/);
    await room.kubectl('patch', 'configmap', 'a', '--type=merge', '-p', '{"metadata":{"finalizers":null}}');
    expect(await run.finished).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('1 replaced') });
    expect(await uidOf(room, 'configmap/a')).not.toBe(before);
  });
});
