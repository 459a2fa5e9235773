/** `deploy` and `run` to a cluster: from a config, as it is, to what serves. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRoom } from './room.ts';
import { pageOf, repoOf, shop } from './shop.ts';

describe('run', () => {
  test('builds, pushes, pins, applies and waits: it serves; again, nothing is sent; what leaves the config goes', async (context) => {
    const room = await openRoom(context, shop());
    const run = (...words: string[]) => room.run('run', repoOf(room), '--format=json', ...words);
    const first = await run();
    expect([first.exitCode, first.stderr]).toEqual([0, expect.any(String)]);
    const record = JSON.parse(first.stdout);
    expect(record).toMatchObject({ context: 'real', set: { name: 'shop', namespace: room.namespace }, pruned: [] });
    expect(record.objects.map(({ kind, outcome }: Record<string, string>) => `${kind} ${outcome}`).sort()).toEqual([
      'ConfigMap created',
      'Deployment created',
      'Service created',
    ]);
    const [{ tag }] = record.builds;
    expect(await room.kubectl('get', 'deployment/web', '-o', 'jsonpath={..image}')).toBe(tag);
    expect(tag).toMatch(/@sha256:[0-9a-f]{64}$/);
    expect(await pageOf(room)).toBe('one\n');

    const again = JSON.parse((await run()).stdout);
    expect(again.objects.map(({ outcome }: Record<string, string>) => outcome)).toEqual(Array(3).fill('unchanged'));

    await writeFile(join(room.cwd, 'site/index.html'), 'two\n');
    await rm(join(room.cwd, 'k8s/settings.yaml'));
    expect(JSON.parse((await run()).stdout)).toMatchObject({ pruned: [{ kind: 'ConfigMap', name: 'settings' }] });
    expect(await pageOf(room)).toBe('two\n');
  });

  test('takes a skaffold.yaml as it is, with its namespace, and its context unless a flag names another', async (context) => {
    const room = await openRoom(context, {
      ...shop('deploy:\n  kubeContext: real\n  kubectl: {defaultNamespace: "{{.TO}}"}\n', 'skaffold.yaml'),
    });
    const env = { TO: room.namespace };
    const words = ['run', repoOf(room), `--kubeconfig=${room.cluster.kubeconfig}`];
    const done = await room.bare(env, ...words);
    expect([done.exitCode, done.stdout]).toEqual([0, '3 created, 0 updated, 0 unchanged, 0 pruned in real\n']);
    expect(await pageOf(room)).toBe('one\n');
    const other = await room.bare(env, ...words, '--kube-context=nowhere');
    expect([other.exitCode, other.stderr]).toEqual([11, expect.stringContaining('has no context "nowhere"')]);
    const unset = await room.bare({}, ...words);
    expect([unset.exitCode, unset.stderr]).toEqual([2, expect.stringContaining('which is no name of a namespace')]);
  });

  test('tells a cluster that is away before it builds', async (context) => {
    const room = await openRoom(context, shop('deploy: {kubectl: {}}\n'));
    const away = join(room.cwd, 'away.kubeconfig');
    const { readFile } = await import('node:fs/promises');
    const text = await readFile(room.cluster.kubeconfig, 'utf8');
    await writeFile(away, text.replaceAll(room.cluster.server, 'https://nowhere.invalid'));
    const run = await room.bare({}, 'run', repoOf(room), `--kubeconfig=${away}`, '--progress=plain');
    expect(run.exitCode).toBe(11);
    expect(run.stderr).not.toContain('build web');
  });
});

describe('deploy', () => {
  test('takes images that were built before; a dry run says what would change, and changes nothing', async (context) => {
    const room = await openRoom(context, shop());
    const built = await room.bare({}, 'build', repoOf(room), '--file-output=artifacts.json');
    expect(built.exitCode).toBe(0);
    const dry = await room.run('deploy', '--build-artifacts=artifacts.json', '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('3 to create') });
    expect(await room.kubectl('get', 'deployment', '-o', 'name')).toBe('');
    const done = await room.run('deploy', '--build-artifacts=artifacts.json');
    expect([done.exitCode, done.stdout]).toEqual([0, '3 created, 0 updated, 0 unchanged, 0 pruned in real\n']);
    expect(await pageOf(room)).toBe('one\n');
  });

  test('refuses flags of kubectl that would change what is applied, with their place, and tells those without a meaning', async (context) => {
    const flags = (list: string) => shop(`deploy:\n  kubectl:\n    flags: {apply: [${list}]}\n`);
    const room = await openRoom(context, flags('--prune'));
    const refused = await room.run('deploy', '--images=web=localhost/web@sha256:'.padEnd(96, '0'));
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/CONFIG_UNSUPPORTED: deploy\.kubectl\.flags\.apply: --prune[\s\S]*orchestrator\.yaml:14:/),
    ]);
  });

  test('an object that cannot be applied is told where it was written', async (context) => {
    const room = await openRoom(context, {
      ...shop(),
      'k8s/web.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: Not-A-Name}\nspec: {}\n',
    });
    const run = await room.run('run', repoOf(room));
    expect([run.exitCode, run.stderr]).toEqual([6, expect.stringMatching(/Not-A-Name[\s\S]*k8s\/web\.yaml:1:1/)]);
  });
});

test('a failure is waited for until the deadline where the config says so, and may be mended by then', async (context) => {
  const pod = `apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  terminationGracePeriodSeconds: 0
  containers: [{name: a, image: 'REGISTRY/base/none:1', command: [sleep, "600"]}]
`;
  const more = ', statusCheckDeadlineSeconds: 60, tolerateFailuresUntilDeadline: true';
  const room = await openRoom(context, { ...shop(`deploy: {kubectl: {}${more}}\n`), 'k8s/web.yaml': pod });
  const run = room.start('run', repoOf(room), '--progress=plain');
  await run.says(/base\/none:1/);
  // As somebody mends it by hand.
  const image = `${room.cluster.registry.host}/base/busybox:1`;
  await room.kubectl('patch', 'pod', 'p', '-p', `{"spec":{"containers":[{"name":"a","image":"${image}"}]}}`);
  expect(await run.finished).toMatchObject({ exitCode: 0 });
  await room.kubectl('delete', 'pod', 'p');
  const short = await room.run('run', repoOf(room), '--timeout=5s');
  expect([short.exitCode, short.stderr]).toEqual([7, expect.stringContaining('base/none:1')]);
});

describe('images by their digest', () => {
  const missing = `@sha256:${'0'.repeat(64)}`;

  test('that no registry has are told before anything is written, by deploy and by apply', async (context) => {
    const room = await openRoom(context, {
      ...shop(),
      'pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: 'REGISTRY/base/none${missing}'}]}\n`,
    });
    const deploy = await room.run('deploy', `--images=web=${room.cluster.registry.host}/none/web:1${missing}`);
    expect([deploy.exitCode, deploy.stderr]).toEqual([
      4,
      expect.stringMatching(
        /REGISTRY_NOT_FOUND: Deployment web: the image \S+ is not in its registry[\s\S]*k8s\/web\.yaml:1:1/,
      ),
    ]);
    const apply = await room.run('apply', 'pod.yaml');
    expect([apply.exitCode, apply.stderr]).toEqual([4, expect.stringContaining('REGISTRY_NOT_FOUND: Pod p')]);
    expect(
      await room.kubectl('get', 'deployment,pod,configmap', '-l', 'applyset.kubernetes.io/part-of', '-o', 'name'),
    ).toBe('');
  });

  test('of a registry that cannot be asked are applied, with a warning', async (context) => {
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: '127.0.0.1:1/a${missing}'}]}\n`;
    const room = await openRoom(context, { 'pod.yaml': pod });
    const apply = await room.run('apply', '--status-check=false', 'pod.yaml');
    expect([apply.exitCode, apply.stderr]).toEqual([0, expect.stringContaining('whether 127.0.0.1:1 has the images')]);
  });
});
