/** Writes and reads that are turned away, lost, slow or refused: the API server behind a proxy, or one that is killed. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openProxy } from '../cluster/proxy.ts';
import { openRoom, type Room } from '../cluster/room.ts';
import type { Seen } from '../faults/requests.ts';
import { answer, type Rule } from '../faults/rules.ts';
import { startSpareApiServer } from '../services/cluster/control-plane.ts';
import { findPort } from '../services/ports.ts';
import { openRun } from '../services/run.ts';
import { needProgram } from '../services/service.ts';
import { findKube } from '../services/tools.ts';
import { configMap, configMaps, unavailable } from './cluster-objects.ts';

const namesOf = async (room: Room): Promise<readonly string[]> =>
  (await room.kubectl('get', 'configmap', '-o', 'name')).split('\n').filter((name) => /\/m\d+$/.test(name));

test.for<[string, Rule[]]>([
  ['429 with Retry-After', [{ when: { method: 'PATCH', nth: [1, 2, 5] }, do: answer(429, { 'retry-after': '1' }) }]],
  ['503', [{ when: { method: 'PATCH', nth: [1, 4] }, do: answer(503, {}, unavailable) }]],
  [
    'an answer that is cut',
    [{ when: { method: 'PATCH', nth: [2, 6] }, do: { kind: 'cut', direction: 'response', bytes: 40 } }],
  ],
  [
    'a request that is cut',
    [{ when: { method: 'PATCH', nth: [3] }, do: { kind: 'cut', direction: 'request', bytes: 20 } }],
  ],
  ['a list that fails', [{ when: { path: /configmaps\?/, nth: 1 }, do: answer(504, {}, unavailable) }]],
  ['answers that take 5 s', [{ when: { method: 'PATCH' }, afterMs: 5000, do: { kind: 'pass' } }]],
])('K5: %s: all is applied, each object once', async ([, rules], context) => {
  const room = await openRoom(context, { 'all.yaml': configMaps(10) });
  const { kubeconfig, proxy } = await openProxy(room, rules);
  const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, 'all.yaml');
  expect(run).toMatchObject({ exitCode: 0, stderr: expect.any(String) });
  expect(await namesOf(room)).toHaveLength(10);
  const met = ({ outcome }: Seen): boolean => outcome === 'answer' || outcome === 'cut' || (rules[0]?.afterMs ?? 0) > 0;
  expect(proxy.requests.some(met)).toBe(true);
});

test('K5: a server that bears four writes at once gets fewer, and refuses few', async (context) => {
  const room = await openRoom(context, { 'all.yaml': configMaps(100) });
  const writes = (): readonly Seen[] => proxy.requests.filter(({ method }) => method === 'PATCH');
  const isTooMany = (): boolean => writes().filter(({ status }) => status === 0).length > 4;
  const { kubeconfig, proxy } = await openProxy(room, [
    { when: { method: 'PATCH', if: isTooMany }, do: answer(429, { 'retry-after': '1' }) },
    { when: { method: 'PATCH' }, afterMs: 150, do: { kind: 'pass' } },
  ]);
  const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, 'all.yaml');
  expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('100 created, 0 updated, 0 unchanged') });
  expect(await namesOf(room)).toHaveLength(100);
  const refused = writes().filter(({ status }) => status === 429);
  expect(writes().length - refused.length).toBe(100);
  // 32 at once all the time are refused over 90 times.
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(80);
});

test('K5: 429 is waited for as long as it says', async (context) => {
  const room = await openRoom(context, { 'all.yaml': configMap('m0') });
  const limit: Rule = { when: { method: 'PATCH', nth: 1 }, do: answer(429, { 'retry-after': '2' }) };
  const { kubeconfig, proxy } = await openProxy(room, [limit]);
  expect((await room.run('apply', `--kubeconfig=${kubeconfig}`, 'all.yaml')).exitCode).toBe(0);
  const [first, second] = proxy.requests.filter(({ method }) => method === 'PATCH');
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(1990);
});

test('K6: an API server that is killed after the 40th of 100 writes gets the rest when it is back', async (context) => {
  const room = await openRoom(context, { 'all.yaml': configMaps(100) });
  const { pki, etcd, server, kubeconfig: own } = room.cluster;
  const { run, close } = await openRun('faults');
  onTestFinished(close);
  const kube = needProgram('kube', await findKube(), 'install-tools.sh');
  const port = await findPort();
  const start = () => startSpareApiServer(run, { kube, pki, etcd, port });
  const first = await start();
  const kubeconfig = join(room.cwd, 'spare.kubeconfig');
  await writeFile(kubeconfig, (await readFile(own, 'utf8')).replaceAll(server, `https://127.0.0.1:${port}`));
  const running = room.start('apply', 'all.yaml', `--kubeconfig=${kubeconfig}`, '--progress=json');
  await running.says(/"done":40,/);
  await first.stop();
  const second = await start();
  onTestFinished(() => second.stop());
  const { exitCode, stdout } = await running.finished;
  expect([exitCode, await namesOf(room)]).toMatchObject([0, { length: 100 }]);
  // One whose answer was lost is found to be there.
  const [, created = '', updated = ''] = /(\d+) created, (\d+) updated, 0 unchanged/.exec(stdout) ?? [];
  expect(Number(created) + Number(updated)).toBe(100);
  expect(await room.run('apply', 'all.yaml')).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('100 unchanged'),
  });
});

test('K12: a definition that is served late is waited for, and its object is applied', async (context) => {
  const group = `late-${Date.now()}.example.com`;
  const spec = {
    ...{ group, scope: 'Namespaced', names: { plural: 'things', kind: 'Thing' } },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  };
  const definition = {
    ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', spec },
    metadata: { name: `things.${group}` },
  };
  const thing = { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name: 'one' } };
  const room = await openRoom(context, {
    'all.yaml': [thing, definition].map((one) => JSON.stringify(one)).join('\n---\n'),
  });
  onTestFinished(async () => void (await room.kubectl('delete', 'crd', `things.${group}`)));
  let first: Buffer | undefined;
  const before = (bytes: Buffer): Buffer => {
    first ??= bytes;
    return first;
  };
  const asBefore: Rule = { when: { path: '/apis', nth: [1, 2, 3, 4] }, do: { kind: 'alter', body: before } };
  const { kubeconfig, proxy } = await openProxy(room, [asBefore]);
  const run = await room.run('apply', `--kubeconfig=${kubeconfig}`, 'all.yaml');
  expect(run).toMatchObject({ exitCode: 0, stderr: expect.any(String) });
  expect(await room.kubectl('get', `things.${group}`, '-o', 'name')).toContain('/one');
  expect(proxy.requests.filter(({ path }) => path === '/apis').length).toBeGreaterThan(4);
});
