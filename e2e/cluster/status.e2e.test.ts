/** How a set, or what files describe, is: verdicts with their reasons, what others changed, and the last run. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openProxy } from './proxy.ts';
import { openRoom, type Room } from './room.ts';
import { deployment, limited, manifest, together } from './stories.ts';

const settings = manifest('v1', 'ConfigMap', 'settings');
const never = { readinessProbe: { exec: { command: ['false'] }, periodSeconds: 1 } };
const fine = together(settings, deployment({ spec: { replicas: 1 } }));
const SET = '--set-name=shop';

async function statusOf({ run }: Room, ...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await run('status', '--format=json', ...words);
  return { exitCode, stderr, ...JSON.parse(stdout) };
}

describe('a set', () => {
  test('that is ready: exit code 0, each object, and the run that made it', async (context) => {
    const room = await openRoom(context, { 'all.yaml': fine });
    expect(await room.run('apply', 'all.yaml', SET)).toMatchObject({ exitCode: 0 });
    expect(await statusOf(room, SET)).toMatchObject({
      exitCode: 0,
      set: { name: 'shop', namespace: room.namespace },
      ready: 2,
      total: 2,
      objects: [
        { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', state: 'ready', changed: [] },
        {
          kind: 'Deployment',
          namespace: room.namespace,
          state: 'ready',
          reason: '1 of 1 replica available',
          changed: [],
        },
      ],
      lastRun: { revision: 1, command: 'apply', outcome: 'done', by: expect.stringMatching(/./) },
      unseen: [],
    });
    const { exitCode, stdout } = await room.run('status', SET);
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(
        /^ready {7}ConfigMap \S+\/settings: it is there\nready {7}Deployment \S+\/web: 1 of 1 replica available\n2 of 2 ready, 0 changed by others in real\nlast run: revision 1, apply by \S+ at \S+: done\n$/,
      ),
    ]);
  });

  test('of which others changed a field that was applied: which one, and who; never what it holds', async (context) => {
    const room = await openRoom(context, { 'all.yaml': fine });
    await room.run('apply', 'all.yaml', SET, '--status-check=false');
    await room.kubectl('scale', 'deployment/web', '--replicas=2');
    await room.kubectl('annotate', 'configmap/settings', 'theirs=secret-of-theirs');
    const first = await statusOf(room, SET);
    expect(first.objects).toMatchObject([
      { kind: 'ConfigMap', changed: [] },
      { kind: 'Deployment', changed: [{ path: '.spec.replicas', manager: expect.stringMatching(/kubectl/) }] },
    ]);
    expect(JSON.stringify(first)).not.toContain('secret-of-theirs');
    expect((await statusOf(room, 'all.yaml')).objects[1].changed).toEqual(first.objects[1].changed);
    expect((await room.run('status', SET)).stdout).toMatch(/^ {2}\.spec\.replicas: changed by kubectl/m);
  });

  test('knows what it applied of an object that no run has touched since, however many there were', async (context) => {
    const map = (name: string, value: string | number) =>
      manifest('v1', 'ConfigMap', name).replace(/}$/, `,"data":{"a":"${value}","b":"1"}}`);
    const room = await openRoom(context);
    // Eleven revisions later the first is kept no longer, eleven more, and what it had told is not carried by the next.
    for (let count = 1; count <= 23; count += 1) {
      await room.write({
        'all.yaml': together(map('once', 1), map('often', count), ...(count < 3 ? [map('gone', 1)] : [])),
      });
      await room.run('apply', 'all.yaml', SET);
    }
    await room.kubectl('patch', 'configmap', 'once', '--type=json', '-p', '[{"op":"remove","path":"/data/b"}]');
    await room.kubectl('patch', 'configmap', 'once', '--type=merge', '-p', '{"data":{"a":"theirs"}}');
    expect((await statusOf(room, SET)).objects).toMatchObject([
      { name: 'often', changed: [] },
      {
        name: 'once',
        changed: [
          { path: '.data.a', manager: 'kubectl-patch' },
          { path: '.data.b', manager: null },
        ],
      },
    ]);
  });

  test('that a run is at work on: who, since when, and what it has begun', async (context) => {
    const room = await openRoom(context, { 'all.yaml': settings });
    await room.run('apply', 'all.yaml', SET);
    expect(await statusOf(room, SET)).toMatchObject({ holder: null, begun: null });
    const begun = { version: 1, number: 7, token: 9, state: 'begun', by: 'ann@laptop', program: '1.2.3' };
    const intent = JSON.stringify({ ...begun, began: '2026-01-01T00:00:00Z' });
    await room.kubectl('annotate', 'configmap/shop', '--overwrite', `orchestrator.dev/intent=${intent}`);
    expect((await room.run('status', SET)).stdout).toMatch(
      /^revision 7 of ann@laptop, begun at 2026-01-01T00:00:00Z, has not ended/m,
    );
    const times = { acquireTime: '2026-01-01T00:00:00.000000Z', renewTime: '2026-01-01T00:00:00.000000Z' };
    const spec = { holderIdentity: 'ann@laptop/3f2a91c0', leaseDurationSeconds: 60, ...times };
    const lease = { ...JSON.parse(manifest('coordination.k8s.io/v1', 'Lease', 'orchestrator.shop')), spec };
    await writeFile(join(room.cwd, 'lease.json'), JSON.stringify(lease));
    await room.kubectl('apply', '--server-side', '--force-conflicts', '-f', join(room.cwd, 'lease.json'));
    expect(await statusOf(room, SET)).toMatchObject({
      exitCode: 0,
      holder: { identity: 'ann@laptop/3f2a91c0', run: null },
      begun: { revision: 7, by: 'ann@laptop' },
    });
    expect((await room.run('status', SET)).stdout).toMatch(
      /^held by ann@laptop since 2026-01-01T00:00:00Z: revision 7 /m,
    );
  });

  test('whose last run kept nothing: that an undo cannot take it back', async (context) => {
    const room = await openRoom(context, { 'all.yaml': settings });
    const few = 'get,list,watch,create,update,patch,delete';
    const kubeconfig = await limited(room, [few, 'configmaps,leases.coordination.k8s.io']);
    await room.run('apply', 'all.yaml', SET);
    expect(await statusOf(room, SET)).toMatchObject({ lastRun: { revision: 1 }, notKept: null });
    await room.write({ 'all.yaml': together(settings, manifest('v1', 'ConfigMap', 'more')) });
    await room.run('apply', 'all.yaml', SET, `--kubeconfig=${kubeconfig}`);
    expect(await statusOf(room, SET)).toMatchObject({ lastRun: { revision: 1 }, notKept: { revision: 2 } });
    expect((await room.run('status', SET)).stdout).toMatch(/^revision 2 of \S+, begun at \S+, is not kept: /m);
    // Who may not see what is kept is told nothing of it.
    expect(await statusOf(room, SET, `--kubeconfig=${kubeconfig}`)).toMatchObject({ lastRun: null, notKept: null });
  });

  test('that is not there is told with how to name it', async (context) => {
    const room = await openRoom(context);
    const { exitCode, stderr } = await room.run('status', '--set-name=nothing');
    expect([exitCode, stderr]).toEqual([10, expect.stringMatching(/no set "nothing"[\s\S]*--set-name/)]);
  });
});

describe('files', () => {
  test.for([SET, '--set-name='])('as they were applied (%s): what others removed is told too', async (set, context) => {
    const room = await openRoom(context, { 'all.yaml': settings.replace('}}', '},"data":{"a":"1","b":"2"}}') });
    await room.run('apply', 'all.yaml', set);
    expect((await statusOf(room, 'all.yaml')).objects).toMatchObject([{ changed: [], asApplied: true }]);
    await room.kubectl('patch', 'configmap', 'settings', '--type=json', '-p', '[{"op":"remove","path":"/data/b"}]');
    expect((await statusOf(room, 'all.yaml')).objects).toMatchObject([
      { changed: [{ path: '.data.b', manager: null }], asApplied: true },
    ]);
    expect((await room.run('status', 'all.yaml')).stdout).toMatch(/^ {2}\.data\.b: removed$/m);
  });

  test('that were edited since: that they were, and not that anybody removed what was never applied', async (context) => {
    const room = await openRoom(context, { 'all.yaml': settings });
    await room.run('apply', 'all.yaml', SET);
    await room.write({ 'all.yaml': settings.replace('}}', '},"data":{"new":"1"}}') });
    expect((await statusOf(room, 'all.yaml')).objects).toMatchObject([{ changed: [], asApplied: false }]);
    expect((await room.run('status', 'all.yaml')).stdout).toMatch(/^ {2}not applied as the file has it/m);
  });

  test('what is not ready is told as a tree, and what is not there too; exit code 7, and nothing is written', async (context) => {
    const room = await openRoom(context, { 'all.yaml': together(settings, deployment({ container: never })) });
    expect(await statusOf(room, 'all.yaml')).toMatchObject({
      exitCode: 7,
      set: null,
      objects: [{ state: 'missing' }, { state: 'missing', reason: 'it is not there' }],
    });
    await room.run('apply', 'all.yaml', '--status-check=false');
    const running = 'jsonpath={.items[*].status.containerStatuses[*].state.running.startedAt}';
    await expect.poll(() => room.kubectl('get', 'pods', '-o', running), { timeout: 60_000 }).not.toBe('');
    const { kubeconfig, proxy } = await openProxy(room);
    const { exitCode, stdout } = await room.run('status', 'all.yaml', `--kubeconfig=${kubeconfig}`);
    expect([exitCode, stdout]).toEqual([
      7,
      expect.stringMatching(
        /^progressing Deployment \S+: 0 of 1 replica available; .*\n {2}└─ ReplicaSet web-\w+: 0 of 1 pod ready\n {5}└─ pod web-\S+\n {8}[├└]─ container main/m,
      ),
    ]);
    expect(proxy.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('who may not see pods or Secrets gets what there is to see', async (context) => {
    const room = await openRoom(context, { 'all.yaml': deployment() });
    expect(await room.run('apply', 'all.yaml', SET)).toMatchObject({ exitCode: 0 });
    const kubeconfig = await limited(room, ['get,list', 'deployments.apps,configmaps']);
    expect(await statusOf(room, SET, `--kubeconfig=${kubeconfig}`)).toMatchObject({
      exitCode: 0,
      objects: [{ state: 'ready', changed: null }],
      lastRun: null,
      unseen: expect.arrayContaining([expect.stringMatching(/cannot list resource "pods"/)]),
    });
  });
});
