/** Undo of a deploy, roll back of a run, and both where requests are turned away and answers are lost. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answer } from '../faults/rules.ts';
import { openProxy } from './proxy.ts';
import { openRoom } from './room.ts';
import { pageOf, repoOf, shop } from './shop.ts';

test('a run that does not become ready is rolled back; an undo in the folder of the config is of its set', async (context) => {
  const room = await openRoom(context, shop());
  const run = (...words: string[]) => room.run('run', repoOf(room), ...words);
  expect(await run()).toMatchObject({ exitCode: 0 });
  await writeFile(join(room.cwd, 'site/index.html'), 'two\n');
  await rm(join(room.cwd, 'k8s/settings.yaml'));
  expect(await run()).toMatchObject({ exitCode: 0 });
  expect(await pageOf(room)).toBe('two\n');

  // A page that is not there is never ready.
  const { 'k8s/web.yaml': web } = shop();
  await writeFile(join(room.cwd, 'k8s/web.yaml'), web.replace('path: /,', 'path: /nope,'));
  const failed = await run('--rollback-on-failure', '--timeout=5s');
  expect([failed.exitCode, failed.stderr]).toEqual([
    7,
    expect.stringContaining('What was before is there again: 1 restored'),
  ]);
  const probe = 'jsonpath={..readinessProbe.httpGet.path}';
  expect(await room.kubectl('get', 'deployment/web', '-o', probe)).toBe('/');

  expect(await room.run('undo')).toMatchObject({
    exitCode: 0,
    stdout: 'revision 2 undone: 1 restored, 1 made again, 0 deleted in real\n',
  });
  expect(await pageOf(room)).toBe('one\n');
  expect(await room.kubectl('get', 'configmap/settings', '-o', 'jsonpath={.data.a}')).toBe('1');
});

test('an undo gets through where requests are turned away and answers are lost', async (context) => {
  const map = (name: string, a: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: "${a}"}\n`;
  const room = await openRoom(context);
  const apply = async (...objects: readonly string[]) => {
    await writeFile(join(room.cwd, 'all.yaml'), objects.join('---\n'));
    expect(await room.run('apply', '--set-name=web', 'all.yaml')).toMatchObject({ exitCode: 0 });
  };
  await apply(map('a', '1'), map('b', '1'), map('gone', '1'));
  await apply(map('a', '2'), map('b', '2'), map('made', '1'));
  const { kubeconfig } = await openProxy(room, [
    { when: { method: 'PATCH', path: /\/secrets\//, nth: 1 }, do: { kind: 'cut', direction: 'response', bytes: 0 } },
    {
      when: { method: 'PATCH', path: /\/configmaps\/a\?(?!.*dryRun)/, nth: 1 },
      do: { kind: 'cut', direction: 'response', bytes: 0 },
    },
    { when: { method: 'PATCH', path: /\/configmaps\/gone\?/, nth: 1 }, do: answer(429, { 'retry-after': '1' }) },
    {
      when: { method: 'DELETE', path: /\/configmaps\/made/, nth: 1 },
      do: { kind: 'cut', direction: 'response', bytes: 0 },
    },
    { when: { method: 'GET', path: /\/secrets\?/, nth: 1 }, do: answer(503) },
  ]);
  const undone = await room.run('undo', '--set-name=web', `--kubeconfig=${kubeconfig}`);
  expect([undone.exitCode, undone.stdout]).toEqual([
    0,
    'revision 2 undone: 2 restored, 1 made again, 1 deleted in real\n',
  ]);
  const names = await room.kubectl(
    'get',
    'configmap',
    '-o',
    'jsonpath={range .items[*]}{.metadata.name}={.data.a} {end}',
  );
  expect(names).toBe('a=1 b=1 gone=1 kube-root-ca.crt= web= ');
  const { revisions } = JSON.parse((await room.run('undo', '--set-name=web', '--list', '--format=json')).stdout);
  expect(revisions[0]).toMatchObject({ number: 3, outcome: 'done' });
});

test('an object that was applied in another version goes back in the one that it had', async (context) => {
  const scaler = (version: string, target: string) => `apiVersion: autoscaling/${version}
kind: HorizontalPodAutoscaler
metadata: {name: h}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: nobody}, maxReplicas: 3, ${target}}
`;
  const room = await openRoom(context);
  const apply = async (text: string) => {
    await writeFile(join(room.cwd, 'all.yaml'), text);
    expect(await room.run('apply', '--set-name=web', 'all.yaml')).toMatchObject({ exitCode: 0 });
  };
  const metric = (value: number) =>
    `metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: ${value}}}}]`;
  await apply(scaler('v1', 'targetCPUUtilizationPercentage: 70'));
  await apply(scaler('v2', metric(50)));
  const target = () => room.kubectl('get', 'hpa.v2.autoscaling', 'h', '-o', 'jsonpath={..averageUtilization}');
  expect(await target()).toBe('50');
  expect(await room.run('undo', '--set-name=web')).toMatchObject({ exitCode: 0 });
  expect(await target()).toBe('70');
  await writeFile(join(room.cwd, 'all.yaml'), scaler('v1', 'targetCPUUtilizationPercentage: 70'));
  expect(await room.run('apply', '--set-name=web', 'all.yaml')).toMatchObject({
    stdout: expect.stringContaining('1 unchanged'),
  });
});
