/** What the API server does not take: told at once, with what has to be changed or asked for; and a wait that is left. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRoom } from './room.ts';
import { deployment, expectSoon, limited, manifest, readyByFile, shell, timed, together } from './stories.ts';

const settings = manifest('v1', 'ConfigMap', 'settings');

describe('what is not valid', () => {
  test.for([
    ['a field that there is not', { replica: 2 }, /field not declared in schema|unknown field "spec.replica"/],
    ['a value that cannot be', { replicas: -1 }, /spec\.replicas: Invalid value: -1/],
    ['a value of another type', { replicas: 'two' }, /replicas/],
  ] as const)('%s', async ([, spec, message], context) => {
    const room = await openRoom(context, { 'all.yaml': together(settings, deployment({ spec })) });
    const started = new Date().toISOString();
    const { exitCode, stderr, endedAt } = await timed(room.run('apply', 'all.yaml'));
    expect([exitCode, stderr]).toEqual([6, expect.stringMatching(message)]);
    expectSoon(endedAt, started);
    expect(stderr).toMatch(/APPLY_FAILED: apply Deployment \S+\/web: [\s\S]*all\.yaml:3:1/);
    expect(await room.kubectl('get', 'deployment', '-o', 'name')).toBe('');
  });

  test('a field that cannot be changed', async (context) => {
    const room = await openRoom(context, { 'all.yaml': deployment() });
    expect(await room.run('apply', 'all.yaml', '--status-check=false')).toMatchObject({ exitCode: 0 });
    const changed = deployment().replaceAll('"app":"web"', '"app":"shop"');
    await writeFile(join(room.cwd, 'all.yaml'), changed.replace('REGISTRY', room.cluster.registry.host));
    const { exitCode, stderr } = await room.run('apply', 'all.yaml');
    expect([exitCode, stderr]).toEqual([
      6,
      expect.stringMatching(/APPLY_FAILED: .*spec\.selector: .*field is immutable/),
    ]);
    expect(await room.kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.spec.selector.matchLabels.app}')).toBe(
      'web',
    );
  });
});

describe('what is forbidden', () => {
  test('names the verb and the resource, and nothing is written', async (context) => {
    const room = await openRoom(context, { 'all.yaml': together(settings, deployment()) });
    const { exitCode, stderr } = await room.run('apply', `--kubeconfig=${await limited(room)}`, 'all.yaml');
    expect(exitCode).toBe(6);
    expect(stderr).toMatch(/CLUSTER_DENIED: .*cannot (?:get|list) resource "(?:configmaps|deployments)"/);
    expect(await room.kubectl('get', 'deployment', '-o', 'name')).toBe('');
  });

  test('who may read and not write is told so for the object', async (context) => {
    const room = await openRoom(context, { 'all.yaml': settings });
    const kubeconfig = await limited(room, ['get,list', 'configmaps']);
    const { exitCode, stderr } = await room.run('apply', `--kubeconfig=${kubeconfig}`, 'all.yaml');
    expect(exitCode).toBe(6);
    expect(stderr).toMatch(/CLUSTER_DENIED: .*cannot patch resource "configmaps"/);
  });

  test('who may not see pods waits by what the workload says of itself', async (context) => {
    const room = await openRoom(context, { 'all.yaml': deployment() });
    const kubeconfig = await limited(room, ['get,list,watch,patch,create', 'deployments.apps']);
    expect(await room.run('apply', `--kubeconfig=${kubeconfig}`, 'all.yaml', '--timeout=60s')).toMatchObject({
      exitCode: 0,
    });
  });

  test('who may not watch what is waited for is told before the deadline', async (context) => {
    const room = await openRoom(context, { 'all.yaml': deployment() });
    const kubeconfig = await limited(room, ['get,patch,create', 'deployments.apps']);
    const started = performance.now();
    const { exitCode, stderr } = await room.run('apply', `--kubeconfig=${kubeconfig}`, 'all.yaml', '--timeout=60s');
    expect(exitCode).toBe(6);
    expect(stderr).toMatch(/CLUSTER_DENIED: .*cannot list resource "deployments"/);
    expect(performance.now() - started).toBeLessThan(50_000);
  });
});

test('Ctrl-C ends the wait with 130, and what was applied stays', async (context) => {
  const slow = shell('sleep 60; touch /tmp/ready; exec sleep 3600');
  const room = await openRoom(context, {
    'all.yaml': together(settings, deployment({ container: { command: slow, readinessProbe: readyByFile } })),
  });
  const running = room.start('apply', 'all.yaml', '--timeout=100s');
  await running.says(/0 of 1 replica available/);
  const pressed = performance.now();
  running.kill('SIGINT');
  const { exitCode, stderr } = await running.finished;
  expect(exitCode).toBe(130);
  expect(performance.now() - pressed).toBeLessThan(10_000);
  expect(stderr).not.toMatch(/^\s+at /m);
  const names = await room.kubectl('get', 'deployment/web', 'configmap/settings', '-o', 'name');
  expect(names).toBe('deployment.apps/web\nconfigmap/settings\n');
});
