/**
 * What takes its time, or stumbles, and comes up all the same: the wait never gives it up. Two more are told elsewhere:
 * a definition and its object in one set (apply.e2e.test.ts), and a watch that ends with 410 (e2e/matrix).
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { answer } from '../faults/rules.ts';
import { startScriptedProxy } from '../faults/scripted-proxy.ts';
import { allowRegistry } from '../services/cluster/containerd.ts';
import { startSpareApiServer } from '../services/cluster/control-plane.ts';
import { findPort } from '../services/ports.ts';
import { openRun } from '../services/run.ts';
import { needProgram } from '../services/service.ts';
import { findKube, findTool } from '../services/tools.ts';
import { openProxy } from './proxy.ts';
import { openRoom } from './room.ts';
import {
  deployment,
  expectReady,
  job,
  limited,
  makeReady,
  manifest,
  readyByFile,
  replicasOf,
  shell,
  together,
} from './stories.ts';

const APPLY = ['apply', 'all.yaml', '--timeout=90s'] as const;
/** Ready when the test says so. */
const held = (parts: object = {}) => deployment({ ...parts, container: { readinessProbe: readyByFile } });

test('a slow start', async (context) => {
  const command = shell('sleep 4; touch /tmp/ready; exec sleep 3600');
  const startupProbe = { ...readyByFile, failureThreshold: 30 };
  const room = await openRoom(context, { 'all.yaml': deployment({ container: { command, startupProbe } }) });
  expectReady(await room.run(...APPLY));
  expect(await replicasOf(room)).toBe('1/1');
});

test('two crashes, then fine', async (context) => {
  const script = 'echo x >> /runs/log; [ $(wc -l < /runs/log) -gt 2 ] && touch /tmp/ready && exec sleep 3600; exit 1';
  const volume = { volumes: [{ name: 'runs', emptyDir: {} }] };
  const volumeMounts = [{ name: 'runs', mountPath: '/runs' }];
  const container = { command: shell(script), volumeMounts, readinessProbe: readyByFile };
  const room = await openRoom(context, { 'all.yaml': deployment({ pod: volume, container }) });
  expectReady(await room.run(...APPLY));
  const restarts = 'jsonpath={.items[*].status.containerStatuses[*].restartCount}';
  expect(await room.kubectl('get', 'pods', '-o', restarts)).toBe('2');
});

test('an image that is pulled late: its registry is out of order until it is pushed', async (context) => {
  const room = await openRoom(context);
  const { registry, registries } = room.cluster;
  const crane = needProgram('crane', findTool('crane'), 'install-tools.sh');
  let isPushed = false;
  const outage = { when: { if: () => !isPushed }, do: answer(503) };
  const late = await startScriptedProxy({ upstream: `http://${registry.host}`, rules: [outage] });
  onTestFinished(() => late.close());
  await allowRegistry(registries, late.host);
  const name = `stories/${room.namespace}:1`;
  await writeFile(join(room.cwd, 'all.yaml'), deployment({ container: { image: `${late.host}/${name}` } }));
  const running = room.start(...APPLY);
  await running.says(/waits for its image .*503/);
  await execa(crane, ['copy', `${registry.host}/base/busybox:1`, `${registry.host}/${name}`]);
  isPushed = true;
  expectReady(await running.finished);
});

test('no node, then one', async (context) => {
  const room = await openRoom(context);
  const label = `stories/${room.namespace}`;
  const manifests = deployment({ pod: { nodeSelector: { [label]: 'here' } } });
  await writeFile(join(room.cwd, 'all.yaml'), manifests.replace('REGISTRY', room.cluster.registry.host));
  const running = room.start(...APPLY);
  await running.says(/has no node yet: 0\/1 nodes are available: .*node affinity/);
  onTestFinished(async () => void (await room.kubectl('label', 'node', '--all', `${label}-`)));
  await room.kubectl('label', 'node', '--all', `${label}=here`);
  expectReady(await running.finished);
});

test('a rollout that is paused and resumed', async (context) => {
  const room = await openRoom(context, { 'all.yaml': deployment() });
  expectReady(await room.run(...APPLY));
  await writeFile(join(room.cwd, 'all.yaml'), held().replace('REGISTRY', room.cluster.registry.host));
  const running = room.start(...APPLY);
  await running.says(/1 of 2 replicas still old|0 of 1 replica updated/);
  await room.kubectl('rollout', 'pause', 'deployment/web');
  await running.says(/its rollout is paused/);
  await makeReady(room, 2);
  await room.kubectl('rollout', 'resume', 'deployment/web');
  expectReady(await running.finished);
  expect(await room.kubectl('rollout', 'status', 'deployment/web', '--watch=false')).toContain('successfully');
});

test('a webhook that is slow: too slow for pods at first', async (context) => {
  const room = await openRoom(context, { 'all.yaml': deployment() });
  const { pki } = room.cluster;
  const allow = async ({ readText }: { readText(): Promise<string> }) => {
    const { uid } = JSON.parse(await readText()).request;
    const body = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid, allowed: true } };
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  };
  const webhook = await startScriptedProxy({
    upstream: 'http://127.0.0.1:1',
    tls: { cert: await readFile(pki.server.cert, 'utf8'), key: await readFile(pki.server.key, 'utf8') },
    rules: [
      { when: { path: /^\/pods/, nth: [1, 2] }, do: { kind: 'hang' } },
      { when: { path: /^\/deployments/ }, afterMs: 1500, do: { kind: 'answer', with: allow } },
      { when: {}, do: { kind: 'answer', with: allow } },
    ],
  });
  onTestFinished(() => webhook.close());
  const caBundle = (await readFile(pki.ca.cert)).toString('base64');
  const configuration = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: room.namespace },
    webhooks: [
      ['deployments', 'apps', 10],
      ['pods', '', 1],
    ].map(([resource, group, timeoutSeconds]) => ({
      name: `${resource}.stories.test`,
      clientConfig: { url: `${webhook.url}/${resource}`, caBundle },
      rules: [{ apiGroups: [group], apiVersions: ['v1'], resources: [resource], operations: ['CREATE'] }],
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': room.namespace } },
      ...{ timeoutSeconds, sideEffects: 'None', admissionReviewVersions: ['v1'] },
    })),
  };
  await writeFile(join(room.cwd, 'webhook.json'), JSON.stringify(configuration));
  onTestFinished(async () => void (await room.kubectl('delete', '-f', join(room.cwd, 'webhook.json'))));
  await room.kubectl('create', '-f', join(room.cwd, 'webhook.json'));
  const { exitCode, stderr } = await room.run(...APPLY);
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('failed calling webhook')]);
  expect(webhook.requests.filter(({ outcome }) => outcome === 'hang').length).toBeGreaterThan(0);
});

test('an API server that is killed and restarted during the wait', async (context) => {
  const room = await openRoom(context, { 'all.yaml': held() });
  const { cluster, cwd } = room;
  const { run, close } = await openRun('stories', cluster.folders.logs);
  onTestFinished(close);
  const kube = needProgram('kube', await findKube(), 'install-tools.sh');
  const port = await findPort();
  const start = () => startSpareApiServer(run, { kube, pki: cluster.pki, etcd: cluster.etcd, port });
  const first = await start();
  const kubeconfig = join(cwd, 'spare.kubeconfig');
  // No administrator: a server that has just started knows no rights of others for a moment.
  const rules = ['get,list,watch,patch,create', 'deployments.apps,replicasets.apps,pods,events'] as const;
  const direct = await readFile(await limited(room, rules), 'utf8');
  await writeFile(kubeconfig, direct.replaceAll(cluster.server, `https://127.0.0.1:${port}`));
  const running = room.start(...APPLY, `--kubeconfig=${kubeconfig}`);
  await running.says(/0 of 1 replica available/);
  await first.stop();
  const second = await start();
  onTestFinished(() => second.stop());
  await makeReady(room);
  expectReady(await running.finished);
});

test('watches that end with 410, as an answer and as an event', async (context) => {
  const room = await openRoom(context, { 'all.yaml': held() });
  const gone = { kind: 'Status', status: 'Failure', code: 410, reason: 'Expired' };
  const { kubeconfig, proxy } = await openProxy(room, [
    { when: { path: /watch=1/, nth: [1, 2, 3] }, do: answer(410, {}, gone) },
    {
      when: { path: /watch=1/, nth: [4, 5, 6] },
      do: answer(200, {}, `${JSON.stringify({ type: 'ERROR', object: gone })}\n`),
    },
  ]);
  const running = room.start(...APPLY, `--kubeconfig=${kubeconfig}`);
  await running.says(/0 of 1 replica available/);
  await makeReady(room);
  expectReady(await running.finished);
  const watches = proxy.requests.filter(({ path }) => path.includes('watch=1'));
  expect(watches.filter(({ outcome }) => outcome === 'answer')).toHaveLength(6);
  expect(watches.length).toBeLessThan(40);
});

test('a client that writes /scale, as an autoscaler does, and is not fought over', async (context) => {
  const room = await openRoom(context, { 'all.yaml': held() });
  const running = room.start(...APPLY);
  await running.says(/0 of 1 replica available/);
  await room.kubectl('scale', 'deployment/web', '--replicas=2');
  await running.says(/of 2 replicas available/);
  await makeReady(room, 2);
  expectReady(await running.finished);
  expect(await replicasOf(room)).toBe('2/2');
  const more = `${held()}\n---\n${manifest('v1', 'ConfigMap', 'more')}`;
  await writeFile(join(room.cwd, 'all.yaml'), more.replace('REGISTRY', room.cluster.registry.host));
  expect(await room.run(...APPLY)).toMatchObject({
    exitCode: 0,
    stdout: '1 created, 0 updated, 1 unchanged in real\n',
  });
  expect(await replicasOf(room)).toBe('2/2');
});

test('a job that retries', async (context) => {
  const room = await openRoom(context);
  const pod = { volumes: [{ name: 'room', hostPath: { path: room.cwd } }] };
  const container = {
    command: shell('mkdir /room/tried && exit 1; exit 0'),
    volumeMounts: [{ name: 'room', mountPath: '/room' }],
  };
  const manifests = job({ spec: { backoffLimit: 2 }, pod, container });
  await writeFile(join(room.cwd, 'all.yaml'), manifests.replace('REGISTRY', room.cluster.registry.host));
  expectReady(await room.run(...APPLY));
  expect(await room.kubectl('get', 'job', 'once', '-o', 'jsonpath={.status.failed}/{.status.succeeded}')).toBe('1/1');
});

test('a namespace that is being made, with a workload in it', async (context) => {
  const room = await openRoom(context);
  const name = `${room.namespace}-made`;
  const inside = deployment().replace('"name":"web"', `"name":"web","namespace":"${name}"`);
  const all = together(inside, manifest('v1', 'Namespace', name));
  await writeFile(join(room.cwd, 'all.yaml'), all.replace('REGISTRY', room.cluster.registry.host));
  onTestFinished(async () => void (await room.kubectl('delete', 'namespace', name, '--wait=false')));
  expectReady(await room.run(...APPLY));
});

test('a pod whose image is changed in place, and that is slow to end', async (context) => {
  // The first process of a container ignores a signal that it does not handle.
  const pod = (image: string) =>
    manifest('v1', 'Pod', 'alone', {
      terminationGracePeriodSeconds: 4,
      containers: [
        {
          name: 'main',
          image,
          command: ['sleep', '3600'],
          readinessProbe: { exec: { command: ['true'] }, periodSeconds: 1 },
        },
      ],
    });
  const room = await openRoom(context, { 'all.yaml': pod('REGISTRY/base/busybox:1') });
  const imageId = () => room.kubectl('get', 'pod', 'alone', '-o', 'jsonpath={.status.containerStatuses[0].imageID}');
  expectReady(await room.run(...APPLY));
  const { host, images } = room.cluster.registry;
  for (const { name, digest } of [images.multi, images.busybox]) {
    await room.write({ 'all.yaml': pod(`${host}/${name}@${digest}`) });
    expectReady(await room.run(...APPLY));
    expect(await imageId()).toContain(digest);
  }
});
