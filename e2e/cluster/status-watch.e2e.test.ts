/** `status --watch`: what is there comes up before one's eyes, while another run or nobody waits for it. */
import { expect, test } from 'vitest';
import { openProxy } from './proxy.ts';
import { openRoom } from './room.ts';
import { deployment, makeReady, manifest, readyByFile, together } from './stories.ts';

const SET = '--set-name=shop';
const held = together(
  manifest('v1', 'ConfigMap', 'settings'),
  deployment({ container: { readinessProbe: readyByFile } }),
);

test('until all is ready: then it says how it is; nothing is written', async (context) => {
  const room = await openRoom(context, { 'all.yaml': held });
  await room.run('apply', 'all.yaml', SET, '--status-check=false');
  const { kubeconfig, proxy } = await openProxy(room);
  const watching = room.start('status', SET, '--watch', '--progress=plain', `--kubeconfig=${kubeconfig}`);
  await watching.says(/Deployment \S+\/web.*0 of 1 replica/);
  await makeReady(room);
  expect(await watching.finished).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^ready +Deployment \S+\/web: 1 of 1 replica available\n2 of 2 ready, /m),
  });
  expect(proxy.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  // What is ready already is not waited for.
  expect(await room.run('status', 'all.yaml', '--watch')).toMatchObject({ exitCode: 0 });
});

test('until one cannot become it, the deadline, or Ctrl-C', async (context) => {
  const room = await openRoom(context, { 'all.yaml': held });
  await room.run('apply', 'all.yaml', '--status-check=false');
  const late = await room.run('status', 'all.yaml', '--watch', '--timeout=3s');
  expect([late.exitCode, late.stderr]).toEqual([
    7,
    expect.stringMatching(/NOT_READY: Deployment \S+ is not ready within 3 s/),
  ]);
  const watching = room.start('status', 'all.yaml', '--watch', '--progress=plain');
  await watching.says(/0 of 1 replica/);
  watching.kill('SIGINT');
  expect((await watching.finished).exitCode).toBe(130);
  const image = `${room.cluster.registry.host}/base/nothing:1`;
  await room.write({ 'all.yaml': deployment({ container: { image } }) });
  await room.run('apply', 'all.yaml', '--status-check=false');
  const broken = await room.run('status', 'all.yaml', '--watch', '--timeout=60s');
  expect([broken.exitCode, broken.stderr]).toEqual([7, expect.stringMatching(/NOT_READY: .*cannot have its image/)]);
});

test('reads no standard input', async (context) => {
  const room = await openRoom(context);
  expect(await room.run('status', '-', '--watch')).toMatchObject({ exitCode: 2 });
});
