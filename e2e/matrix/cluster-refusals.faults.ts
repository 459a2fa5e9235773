/** What the API server, or somebody that it asks, refuses: each is told with who and why, and nothing is tried for ever. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, type TestContext, test } from 'vitest';
import { openProxy } from '../cluster/proxy.ts';
import { openRoom, type Room } from '../cluster/room.ts';
import { answer } from '../faults/rules.ts';
import { findPort } from '../services/ports.ts';
import { configMap, registerWebhook, review, startWebhook } from './cluster-objects.ts';

test('K9: a webhook that denies is quoted, without its escape codes', async (context) => {
  const room = await openRoom(context, { 'a.yaml': configMap('a') });
  const message = 'no maps on \u001b[31mFridays';
  const deny = review({ allowed: false, status: { code: 403, message } });
  const webhook = await startWebhook(room, [{ when: {}, do: { kind: 'answer', with: deny } }]);
  await registerWebhook(room, 'Validating', webhook.url);
  const { exitCode, stderr } = await room.run('apply', 'a.yaml');
  expect([exitCode, stderr]).toEqual([
    6,
    expect.stringMatching(/"maps\.faults\.test" denied the request: no maps on /),
  ]);
  expect(stderr).not.toContain('\u001b[31m');
});

test('K9: a webhook that is down ends the apply with its name', async (context) => {
  const room = await openRoom(context, { 'a.yaml': configMap('a') });
  await registerWebhook(room, 'Validating', `https://127.0.0.1:${await findPort()}/`);
  const { exitCode, stderr } = await room.run('apply', 'a.yaml');
  expect([exitCode, stderr]).toEqual([6, expect.stringContaining('failed calling webhook "maps.faults.test"')]);
  expect(await room.kubectl('get', 'configmap', 'a', '--ignore-not-found', '-o', 'name')).toBe('');
});

test('K9: a webhook that never answers ends the apply with its name', async (context) => {
  const room = await openRoom(context, { 'a.yaml': configMap('a') });
  const webhook = await startWebhook(room, [{ when: {}, do: { kind: 'hang' } }]);
  await registerWebhook(room, 'Validating', webhook.url);
  const { exitCode, stderr } = await room.run('apply', 'a.yaml');
  expect([exitCode, stderr]).toEqual([6, expect.stringContaining('failed calling webhook "maps.faults.test"')]);
});

test('K10: a webhook that changes our field on every write has it written once a run, and is told', async (context) => {
  const room = await openRoom(context, { 'a.yaml': configMap('a') });
  const patch = Buffer.from(JSON.stringify([{ op: 'replace', path: '/data/a', value: 'theirs' }])).toString('base64');
  const change = review({ allowed: true, patchType: 'JSONPatch', patch });
  const webhook = await startWebhook(room, [{ when: {}, do: { kind: 'answer', with: change } }]);
  await registerWebhook(room, 'Mutating', webhook.url);
  for (const _ of [1, 2, 3]) {
    const { kubeconfig, proxy } = await openProxy(room);
    const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, 'a.yaml');
    expect(run).toMatchObject({ exitCode: 0, stderr: expect.any(String) });
    const written = proxy.requests.filter(({ method, path }) => method === 'PATCH' && !path.includes('dryRun'));
    expect(written.length).toBeLessThanOrEqual(1);
    const told = `ConfigMap ${room.namespace}/a is not as it was applied: the cluster changes .data.a `;
    expect(run.stderr.split(told)).toHaveLength(2);
  }
  expect(await room.kubectl('get', 'configmap', 'a', '-o', 'jsonpath={.data.a}')).toBe('theirs');
});

test('K13: a dead API service leaves the kinds of others alone', async (context) => {
  const room = await openRoom(context, { 'a.yaml': configMap('a') });
  const group = `dead-${room.namespace}.example.com`;
  const service = {
    ...{ apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: `v1.${group}` } },
    spec: {
      ...{ group, version: 'v1', groupPriorityMinimum: 1000, versionPriority: 10, insecureSkipTLSVerify: true },
      service: { namespace: room.namespace, name: 'nobody' },
    },
  };
  await writeFile(join(room.cwd, 'service.json'), JSON.stringify(service));
  onTestFinished(async () => void (await room.kubectl('delete', 'apiservice', `v1.${group}`)));
  await room.kubectl('create', '-f', join(room.cwd, 'service.json'));
  expect(await room.run('apply', 'a.yaml')).toMatchObject({ exitCode: 0 });
  const dead = { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name: 'one' } };
  await writeFile(join(room.cwd, 'dead.yaml'), JSON.stringify(dead));
  const run = await room.run('apply', 'a.yaml', 'dead.yaml');
  expect(run.exitCode).toBe(6);
  expect(run.stderr).toMatch(new RegExp(`dead\\.yaml:1:1[\\s\\S]*${group}|${group}[\\s\\S]*dead\\.yaml:1:1`));
});

test('K14: a namespace that is on its way out takes nothing new, which is told with what holds it', async (context) => {
  const room = await openRoom(context, {
    'a.yaml': configMap('a'),
    'held.yaml': configMap('held', '1', ', finalizers: [faults.test/held]'),
  });
  const name = `${room.namespace}-ends`;
  const within = `--namespace=${name}`;
  await room.kubectl('create', 'namespace', name);
  await room.kubectl(within, 'create', '-f', join(room.cwd, 'held.yaml'));
  await room.kubectl('delete', 'namespace', name, '--wait=false');
  const free = '--patch={"metadata":{"finalizers":null}}';
  const release = () => room.kubectl('patch', within, 'configmap', 'held', '--type=merge', free);
  onTestFinished(async () => void (await release().catch(String)));
  await room.kubectl('wait', `namespace/${name}`, '--for=condition=NamespaceFinalizersRemaining', '--timeout=60s');
  const { exitCode, stderr } = await room.run('apply', within, 'a.yaml');
  expect([exitCode, stderr]).toEqual([6, expect.stringContaining(`namespace ${name} because it is being terminated`)]);
  expect(stderr).toContain('APPLY_FAILED');
  expect(stderr).toMatch(/What holds it: .*faults\.test\/held in 1 resource.*configmaps\. has 1 resource/);
});

/** A room whose kubeconfig logs in by a script. */
async function openLogin(context: TestContext, script: string): Promise<Room> {
  const room = await openRoom(context, { 'a.yaml': configMap('a') });
  const login = join(room.cluster.folders.temporary, `login-${room.namespace}`);
  await writeFile(login, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  onTestFinished(() => rm(login));
  const config = JSON.parse(await readFile(room.cluster.kubeconfig, 'utf8'));
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: login, interactiveMode: 'Never' };
  config.users[0].user = { exec };
  await writeFile(join(room.cwd, 'kubeconfig'), JSON.stringify(config));
  return room;
}

test('K19: a login program that fails is told with what it says to people, and not with its answer', async (context) => {
  const room = await openLogin(context, "echo hunter2-token; echo 'log in again' >&2; exit 3");
  const { exitCode, stdout, stderr } = await room.run('apply', '--kubeconfig=kubeconfig', 'a.yaml');
  expect([exitCode, stderr]).toEqual([
    11,
    expect.stringMatching(/login: log in again[\s\S]*KUBE_LOGIN_FAILED.* exit code 3/),
  ]);
  expect(`${stdout}${stderr}`).not.toContain('hunter2');
});

test('K19: a login program that hangs ends with Ctrl-C, and leaves nothing behind', async (context) => {
  const room = await openLogin(context, 'echo waiting >&2; echo $$ > pid; sleep 600');
  const running = room.start('apply', '--kubeconfig=kubeconfig', 'a.yaml');
  await running.says(/login: waiting/);
  running.kill('SIGINT');
  expect(await running.finished).toMatchObject({ exitCode: 130 });
  const pid = Number(await readFile(join(room.cwd, 'pid'), 'utf8'));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('K21: who may list nothing of the whole cluster applies to a namespace all the same', async (context) => {
  const room = await openRoom(context, { 'a.yaml': configMap('a') });
  const rights = {
    when: { path: /^\/api\/v1\/configmaps/ },
    do: answer(403, {}, { kind: 'Status', code: 403, message: 'no' }),
  };
  const { kubeconfig } = await openProxy(room, [rights]);
  expect(await room.run('apply', `--kubeconfig=${kubeconfig}`, 'a.yaml')).toMatchObject({ exitCode: 0 });
});

test('K22: a Secret that is refused shows its values nowhere', async (context) => {
  const secret = (value: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nimmutable: true\nstringData: {password: ${value}}\n`;
  const room = await openRoom(context, { 'one.yaml': secret('hunter2-one'), 'two.yaml': secret('hunter2-two') });
  expect(await room.run('apply', 'one.yaml')).toMatchObject({ exitCode: 0 });
  const encoded = Buffer.from('hunter2').toString('base64').slice(0, 9);
  for (const [command = '', ...words] of [
    ['apply'],
    ['apply', '--progress=json'],
    ['diff'],
    ['diff', '--format=json'],
  ]) {
    const { exitCode, stdout, stderr } = await room.run(command, ...words, 'two.yaml');
    expect(exitCode).not.toBe(0);
    expect(`${stdout}${stderr}`).not.toMatch(new RegExp(`hunter2|${encoded}`));
  }
});
