/** Which cluster is written to: the one that was meant, and never another whose context has the same name. */
import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { answer, type Rule } from '../faults/rules.ts';
import { type ClusterProxy, openProxy } from './proxy.ts';
import { openRoom, type Room } from './room.ts';

const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "1"}\n';

/** The second cluster behind a proxy that counts; the namespace is there, so that only the guard stands in the way. */
async function openSecond(room: Room): Promise<ClusterProxy & { readonly text: string }> {
  const { second } = room.cluster;
  await room.kubectl(`--kubeconfig=${second.kubeconfig}`, 'create', 'namespace', room.namespace);
  onTestFinished(async () => {
    await room.kubectl(`--kubeconfig=${second.kubeconfig}`, 'delete', 'namespace', room.namespace, '--wait=false');
  });
  const proxy = await openProxy({ ...room, cluster: { ...room.cluster, ...second } });
  return { ...proxy, text: await readFile(proxy.kubeconfig, 'utf8') };
}

async function expectUntouched(room: Room, { counts }: ClusterProxy): Promise<void> {
  expect(counts().writes).toBe(0);
  const words = ['get', 'configmap', 'a', '--ignore-not-found', '-o', 'name'];
  expect(await room.kubectl(`--kubeconfig=${room.cluster.second.kubeconfig}`, ...words)).toBe('');
}

describe('another cluster under the same name', () => {
  test('a kubeconfig that is swapped between two runs is refused with both identities, by every command', async (context) => {
    const room = await openRoom(context, { 'a.yaml': map });
    const second = await openSecond(room);
    const file = join(room.cwd, 'kubeconfig');
    const run = (...words: string[]) =>
      room.run(words[0] ?? '', '--kubeconfig=kubeconfig', ...words.slice(1), 'a.yaml');
    await writeFile(file, await readFile(room.cluster.kubeconfig));
    const first = await run('apply');
    expect(first).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('from now on no other cluster') });
    expect((await run('apply')).stderr).not.toContain('from now on');

    await writeFile(file, second.text);
    for (const words of [['apply'], ['apply', '--force-conflicts'], ['diff'], ['delete'], ['delete', '--dry-run']]) {
      const refused = await run(...words);
      expect(refused.exitCode, words.join(' ')).toBe(10);
      expect(refused.stderr).toMatch(/TARGET_REFUSED: context "real" .*expected ca sha256:.*found ca sha256:/s);
      expect(refused.stderr).toContain('--accept-target');
    }
    await expectUntouched(room, second);

    expect((await run('diff', '--accept-target')).exitCode).toBe(1);
    expect((await run('diff')).exitCode).toBe(1);
    await writeFile(file, await readFile(room.cluster.kubeconfig));
    expect((await run('apply')).exitCode).toBe(10);
    await expectUntouched(room, second);
  });

  test('a kubeconfig that is swapped during a run changes nothing: all goes where it was looked', async (context) => {
    const room = await openRoom(context, { 'a.yaml': map });
    const second = await openSecond(room);
    const swap = () => {
      writeFileSync(join(room.cwd, 'kubeconfig'), second.text);
      return false;
    };
    const first = await openProxy(room, [{ when: { path: /kube-system/, if: swap }, do: { kind: 'pass' } }]);
    await writeFile(join(room.cwd, 'kubeconfig'), await readFile(first.kubeconfig));
    expect((await room.run('apply', '--kubeconfig=kubeconfig', 'a.yaml')).exitCode).toBe(0);
    expect(await readFile(join(room.cwd, 'kubeconfig'), 'utf8')).toBe(second.text);
    expect(first.counts().writes).toBe(1);
    await expectUntouched(room, second);
  });

  test.for<[string, (flip: () => unknown) => Rule]>([
    [
      'while a write is answered',
      (flip) => ({
        when: { method: 'PATCH', if: () => flip() === true },
        do: { kind: 'pass' },
      }),
    ],
    [
      'while nothing is under way',
      (flip) => ({
        when: { method: 'PATCH', if: () => Boolean(setTimeout(flip, 300)) },
        do: answer(429, { 'retry-after': '1' }),
      }),
    ],
  ])('an address that leads elsewhere %s is noticed before the next write', async ([, ruleOf], context) => {
    const room = await openRoom(context, { 'a.yaml': map });
    const second = await openSecond(room);
    const relay = await openRelay();
    const first = await openProxy(room, [ruleOf(() => relay.leadTo(second.proxy.host))]);
    relay.leadTo(first.proxy.host);
    const text = (await readFile(first.kubeconfig, 'utf8')).replaceAll(first.proxy.url, relay.url);
    await writeFile(join(room.cwd, 'kubeconfig'), text);
    const run = await room.run('apply', '--kubeconfig=kubeconfig', 'a.yaml');
    expect(run.exitCode).toBe(10);
    expect(run.stderr).toMatch(/TARGET_REFUSED: .*leads to another cluster/);
    expect(second.proxy.requests.length).toBeGreaterThan(0);
    await expectUntouched(room, second);
  });
});

/** TCP, to wherever it is told; what is open when that changes is cut. */
async function openRelay(): Promise<{ readonly url: string; leadTo(host: string): void }> {
  let target = '';
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const [host = '', port] = target.split(':');
    const upstream = connect(Number(port), host);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => {
          open.delete(socket);
          client.destroy();
          upstream.destroy();
        });
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  onTestFinished(async () => {
    cut();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo: (host) => {
      if (host === target) return;
      target = host;
      cut();
    },
  };
}

describe('orchestrator.targets.yaml', () => {
  test('only what it lists is written to; a protected one refuses what is drastic', async (context) => {
    const room = await openRoom(context, { 'a.yaml': map });
    const proxy = await openProxy(room);
    const run = (command: string, ...words: string[]) =>
      room.run(command, `--kubeconfig=${proxy.kubeconfig}`, ...words, 'a.yaml');
    const list = (targets: string) =>
      writeFile(
        join(room.cwd, 'orchestrator.targets.yaml'),
        `apiVersion: orchestrator/v1\nkind: Targets\ntargets: [${targets}]\n`,
      );
    await list('');
    const refused = await run('apply');
    expect(refused).toMatchObject({ exitCode: 10, stderr: expect.stringContaining('is not listed') });
    expect(proxy.counts().writes).toBe(0);
    // What it says to write is what is right.
    const [, entry = ''] = /add (\{.*?\}) to targets/.exec(refused.stderr) ?? [];
    await list(entry);
    expect((await run('apply')).exitCode).toBe(0);

    await list(entry.replace('}', ', protected: true}'));
    const { writes } = proxy.counts();
    for (const words of [['delete'], ['apply', '--force-conflicts']] as const) {
      const [command, ...rest] = words;
      expect(await run(command, ...rest)).toMatchObject({ exitCode: 10, stderr: expect.stringContaining('protected') });
    }
    expect(proxy.counts().writes).toBe(writes);
    expect((await run('delete', '--allow-protected')).exitCode).toBe(0);

    await list(entry.replace(/kubeSystem: ./, 'kubeSystem: 0').replace('}', ', ca: 1}'));
    expect((await run('apply')).exitCode).toBe(2);
  });

  test('where kube-system may not be read, authority and address count, and that is said', async (context) => {
    const room = await openRoom(context, { 'a.yaml': map });
    await room.kubectl('create', 'serviceaccount', 'dev');
    const name = `${room.namespace}:dev`;
    await room.kubectl('create', 'rolebinding', 'dev', '--clusterrole=edit', `--serviceaccount=${name}`);
    const config = JSON.parse(await readFile(room.cluster.kubeconfig, 'utf8'));
    config.users[0].user = { token: (await room.kubectl('create', 'token', 'dev')).trim() };
    const write = (text = JSON.stringify(config)) => writeFile(join(room.cwd, 'kubeconfig'), text);
    await write();
    const run = await room.run('apply', '--kubeconfig=kubeconfig', 'a.yaml');
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stderr.split('may not be read')).toHaveLength(2);
    await write(JSON.stringify(config).replaceAll('127.0.0.1', 'localhost'));
    const moved = await room.run('apply', '--kubeconfig=kubeconfig', 'a.yaml');
    expect(moved).toMatchObject({ exitCode: 10, stderr: expect.stringContaining('https://localhost') });
  });
});

describe('a program that the kubeconfig logs in with', () => {
  test('is run as it was at first, and not when it is another one', async (context) => {
    const room = await openRoom(context, { 'a.yaml': map });
    const folder = await mkdtemp(join(room.cluster.folders.temporary, 'login-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const config = JSON.parse(await readFile(room.cluster.kubeconfig, 'utf8'));
    const [{ user }] = config.users;
    const pem = async (file: string, data: string) =>
      data === undefined ? await readFile(file, 'utf8') : Buffer.from(data, 'base64').toString();
    const status = {
      clientCertificateData: await pem(user['client-certificate'], user['client-certificate-data']),
      clientKeyData: await pem(user['client-key'], user['client-key-data']),
    };
    const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status };
    await writeFile(join(folder, 'credential'), JSON.stringify(credential));
    const login = join(folder, 'login');
    await writeFile(login, `#!/bin/sh\necho "$*" >> ${folder}/ran\ncat ${folder}/credential\n`, { mode: 0o755 });
    const apply = async (args: readonly string[], ...words: string[]) => {
      const exec = { apiVersion: credential.apiVersion, command: login, args, interactiveMode: 'Never' };
      config.users[0].user = { exec };
      await writeFile(join(room.cwd, 'kubeconfig'), JSON.stringify(config));
      return room.run('apply', '--kubeconfig=kubeconfig', ...words, 'a.yaml');
    };
    const ran = async () => new Set((await readFile(join(folder, 'ran'), 'utf8')).split('\n').filter(Boolean));
    expect(await apply(['token'])).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('no other program') });
    const refused = await apply(['other']);
    expect(refused.exitCode).toBe(10);
    expect(refused.stderr).toMatch(/KUBE_PROGRAM_REFUSED: .*arguments were \["token"\], now \["other"\]/);
    expect(await ran()).toEqual(new Set(['token']));
    expect((await apply(['other'], '--accept-target')).exitCode).toBe(0);
    expect(await ran()).toEqual(new Set(['token', 'other']));
  });

  test('is never one of the project, wherever in it the program runs', async (context) => {
    const room = await openRoom(context, { 'a.yaml': map, 'bin/login': '#!/bin/sh\ntouch ran\n' });
    await mkdir(join(room.cwd, '.git'));
    const config = JSON.parse(await readFile(room.cluster.kubeconfig, 'utf8'));
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: join(room.cwd, 'bin/login') };
    config.users[0].user = { exec: { ...exec, interactiveMode: 'Never' } };
    await writeFile(join(room.cwd, 'kubeconfig'), JSON.stringify(config));
    const run = await room.run('apply', '--kubeconfig=kubeconfig', '--accept-target', 'a.yaml');
    expect(run).toMatchObject({ exitCode: 10, stderr: expect.stringContaining('inside the project') });
  });
});
