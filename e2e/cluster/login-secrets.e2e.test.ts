/** No way of a kubeconfig to log in shows its secret, also where a server repeats what it was told. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, type TestContext, test } from 'vitest';
import type { Seen } from '../faults/requests.ts';
import { canary, createSearch } from '../matrix/canaries.ts';
import { configMap } from '../matrix/cluster-objects.ts';
import { openProxy } from './proxy.ts';
import { openRoom } from './room.ts';

const PLACES = ['token', 'file', 'password', 'key', 'plugin', 'variable'] as const;
const { found, foundBelow } = createSearch(Object.fromEntries(PLACES.map((place) => [place, canary(place)])));
const coded = (text: string): string => Buffer.from(text).toString('base64');
/** What the test itself puts there. */
const GIVEN = /^proxied\.kubeconfig$/;

const login = (status: object): string =>
  JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status });

interface Way {
  /** Of a kubeconfig; without, it has the certificate and the key of an administrator. @param folder Of its files. */
  readonly user?: (folder: string) => object;
  /** What a program prints. */
  readonly prints?: string;
  /** With which a program ends. */
  readonly ends?: number;
  /** Before anything is asked of a server; undefined: it works. */
  readonly exitCode?: number;
}

const plugin = (folder: string): object => ({
  exec: {
    ...{ apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'Never' },
    command: join(folder, 'plugin'),
    env: [{ name: 'PLUGIN_SECRET', value: canary('variable') }],
  },
});

const ways: Readonly<Record<string, Way>> = {
  'a key': {},
  'a token': { user: () => ({ token: canary('token') }) },
  'a file with a token': { user: (folder) => ({ tokenFile: join(folder, 'token') }) },
  'a name and a password': { user: () => ({ username: 'tess', password: canary('password') }) },
  'a key that is none': {
    user: () => ({ 'client-certificate-data': coded('none'), 'client-key-data': coded(canary('key')) }),
    exitCode: 11,
  },
  'a program': { user: plugin, prints: login({ token: canary('plugin') }) },
  'a program that gives a key that is none': {
    user: plugin,
    prints: login({ clientCertificateData: 'none', clientKeyData: canary('key') }),
    exitCode: 11,
  },
  'a program that prints no login': { user: plugin, prints: `{"status": ${canary('plugin')}`, exitCode: 11 },
  'a program that fails': { user: plugin, prints: canary('plugin'), ends: 3, exitCode: 11 },
};

/** A server that says what it was told. */
const repeats = (status: number) => ({
  when: { if: ({ path }: Seen) => path.includes('configmaps') || path.includes('selfsubject') },
  do: {
    kind: 'answer' as const,
    with: ({ headers }: Seen) => ({
      status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'Status', code: status, message: `you said ${headers.authorization}` }),
    }),
  },
});

/** A part of a key as it is written in the kubeconfig, and as it is in its own file. */
const keysIn = (data: string): readonly string[] => [
  data.slice(100, 140),
  Buffer.from(data, 'base64').toString('utf8').slice(60, 100),
];

async function expectSilence(context: TestContext, { user, prints = '', ends = 0, exitCode }: Way): Promise<void> {
  const outside = await mkdtemp(join(tmpdir(), 'plugin-'));
  onTestFinished(() => rm(outside, { recursive: true, force: true }));
  const room = await openRoom(context, { 'a.yaml': configMap('a') });
  await writeFile(join(outside, 'token'), canary('file'));
  const { kubeconfig, proxy } = await openProxy(room);
  const config = JSON.parse(await readFile(kubeconfig, 'utf8'));
  const keys = keysIn(config.users[0].user['client-key-data']);
  if (user !== undefined) config.users[0].user = user(outside);
  await writeFile(kubeconfig, JSON.stringify(config));
  const program = `#!/bin/sh\ncat <<'EOF'\n${prints}\nEOF\nexit ${ends}\n`;
  await writeFile(join(outside, 'plugin'), program, { mode: 0o700 });
  const target = [`--kubeconfig=${kubeconfig}`, `--namespace=${room.namespace}`, '--verbosity=trace'];
  for (const status of exitCode === undefined ? [undefined, 401, 403, 422] : [undefined]) {
    if (status !== undefined) proxy.add(repeats(status));
    for (const words of [
      ['apply', '--progress=plain', 'a.yaml'],
      ['diff', '--progress=json', '--format=json', 'a.yaml'],
      ['status', '--progress=list', 'a.yaml'],
    ]) {
      const run = await room.bare({ API_TOKEN: canary('token') }, ...words, ...target);
      if (status === undefined) expect([words, run.exitCode, run.stderr]).toEqual([words, exitCode ?? 0, run.stderr]);
      const said = run.stdout + run.stderr;
      const told = [...found(said), ...keys.filter((part) => said.includes(part))];
      expect([words, status, told, said]).toEqual([words, status, [], said]);
      expect(foundBelow(room.cwd, GIVEN)).toEqual([]);
    }
  }
}

test.for(Object.entries(ways))('of a kubeconfig with %s nothing is told or written', async ([, way], context) => {
  await expectSilence(context, way);
});
