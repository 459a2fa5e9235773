/** An apply over what is broken: what it mends comes up, what it cannot mend is told at once, with what has to be done. */
import { expect, test } from 'vitest';
import { openRoom } from './room.ts';
import { deployment, expectReady, manifest, together } from './stories.ts';

const APPLY = ['apply', 'all.yaml', '--timeout=90s'] as const;
const settings = manifest('v1', 'ConfigMap', 'settings');
const quota = (pods: string) => manifest('v1', 'ResourceQuota', 'small', { hard: { pods } });

test('a ConfigMap that was missing comes with the next apply, which changes no pod', async (context) => {
  const web = deployment({ container: { envFrom: [{ configMapRef: { name: 'settings' } }] } });
  const room = await openRoom(context, { 'all.yaml': web });
  expect(await room.run(...APPLY)).toMatchObject({ exitCode: 7 });
  await room.write({ 'all.yaml': together(settings, web) });
  const again = await room.run(...APPLY);
  expectReady(again);
  expect(again).toMatchObject({
    stdout: '1 created, 0 updated, 1 unchanged in real\n',
    stderr: expect.stringContaining('configmap "settings" not found; it is there by now'),
  });
});

test('a quota that is raised lets in the pods that it refused before', async (context) => {
  const room = await openRoom(context, { 'all.yaml': together(quota('0'), deployment()) });
  expect(await room.run(...APPLY)).toMatchObject({ exitCode: 7 });
  await room.write({ 'all.yaml': together(quota('5'), deployment()) });
  const again = await room.run(...APPLY);
  expectReady(again);
  expect(again.stderr).toMatch(/exceeded quota: small.* \(before this change; it is tried again\)/);
});

test('a Secret that an Ingress of the same apply names is waited for', async (context) => {
  const secretName = 'web-tls';
  const volumes = [{ name: 'tls', secret: { secretName } }];
  const container = { volumeMounts: [{ name: 'tls', mountPath: '/tls' }] };
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const ingress = manifest('networking.k8s.io/v1', 'Ingress', 'site', {
    tls: [{ hosts: ['web.test'], secretName }],
    rules: [{ host: 'web.test', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
  });
  const room = await openRoom(context, { 'all.yaml': together(ingress, deployment({ pod: { volumes }, container })) });
  const running = room.start(...APPLY);
  await running.says(/secret "web-tls" not found; Ingress site may bring it/);
  await room.kubectl('create', 'secret', 'generic', secretName, '--from-literal=tls.crt=x');
  expectReady(await running.finished);
});

test('a StatefulSet that its broken pod keeps from updating says so at once, and goes on when that is deleted', async (context) => {
  const database = (image: string) =>
    deployment({ container: { image: `REGISTRY/base/${image}` } }).replace(/"Deployment"|web/g, (text) =>
      text === 'web' ? 'db' : '"StatefulSet"',
    );
  const room = await openRoom(context, { 'all.yaml': database('busybox:nope') });
  expect(await room.run(...APPLY)).toMatchObject({ exitCode: 7 });
  await room.write({ 'all.yaml': database('busybox:1') });
  const blocked = await room.run(...APPLY);
  expect([blocked.exitCode, blocked.stderr]).toEqual([
    7,
    expect.stringMatching(
      /pod db-0 of the revision before keeps the update from going on until it is deleted: container main cannot have its image/,
    ),
  ]);
  await room.kubectl('delete', 'pod', 'db-0');
  expectReady(await room.run(...APPLY));
});
