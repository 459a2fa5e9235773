/** `orchestrator diff`: what an apply would do, and what would follow from it; as text and as JSON, and nothing is changed. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openRoom, type Room } from './room.ts';
import { deployment, limited, manifest, together } from './stories.ts';

const map = (name: string, value = '1') =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: value } });
const secret = (password: string) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { password } });

const write = (room: Room, text: string) =>
  writeFile(join(room.cwd, 'all.yaml'), text.replaceAll('REGISTRY', room.cluster.registry.host));

interface Told {
  readonly action: string;
  readonly kind: string;
  readonly name: string;
  readonly diff: string;
  readonly notes: readonly { readonly about: string; readonly message: string }[];
}

async function diffOf(room: Room, ...words: string[]): Promise<readonly Told[]> {
  const { stdout } = await room.run('diff', 'all.yaml', '--format=json', ...words);
  return JSON.parse(stdout).objects;
}

const messages = (told: Told | undefined, about: string) =>
  told?.notes.filter((note) => note.about === about).map(({ message }) => message);

describe('what changes', () => {
  test('is told, and nothing is changed; 1 with changes, 0 without', async (context) => {
    const room = await openRoom(context, { 'all.yaml': together(map('a'), map('b')) });
    await room.run('apply', 'all.yaml');
    expect(await room.run('diff', 'all.yaml')).toMatchObject({
      exitCode: 0,
      stdout: '0 to create, 0 to update, 0 to replace, 2 to keep in real\n',
    });
    await write(room, together(map('a', '2'), map('b'), map('c')));
    const run = await room.run('diff', 'all.yaml');
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(
      /^update ConfigMap .*\/a\n[\s\S]*- {2}a: "1"\n\+ {2}a: "2"\n[\s\S]*create ConfigMap .*\/c\n/,
    );
    expect(run.stdout).toContain('1 to create, 1 to update, 0 to replace, 1 to keep in real\n');
    expect(await room.kubectl('get', 'configmap', 'a', '-o', 'jsonpath={.data.a}')).toBe('1');
    expect(await room.kubectl('get', 'configmap', 'c', '--ignore-not-found')).toBe('');
  });

  test('each kind of change, of a set too', async (context) => {
    const job = (image: string) =>
      manifest('batch/v1', 'Job', 'once', {
        suspend: true,
        template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image }] } },
      });
    const room = await openRoom(context, { 'all.yaml': together(map('a'), map('b'), map('old'), job('x:1')) });
    await room.run('apply', 'all.yaml', '--set-name=web', '--status-check=false');
    await write(room, together(map('a', '2'), map('b'), map('new'), job('x:2')));
    const told = await diffOf(room, '--set-name=web');
    expect(told.map(({ action, kind, name }) => `${action} ${kind} ${name}`)).toEqual([
      'update ConfigMap a',
      'keep ConfigMap b',
      'create ConfigMap new',
      'replace Job once',
      'prune ConfigMap old',
    ]);
    const lines = told[3]?.diff.split('\n').filter((line) => /^[-+] /.test(line));
    expect(lines).toEqual(['-        - image: x:1', '+        - image: x:2']);
  });

  test('an object that nobody could make is no replacement: it is told as wrong', async (context) => {
    const room = await openRoom(context, { 'all.yaml': deployment() });
    await room.run('apply', 'all.yaml', '--status-check=false');
    await write(room, deployment({ spec: { replicas: -1 } }));
    const { exitCode, stderr } = await room.run('diff', 'all.yaml');
    expect([exitCode, stderr]).toEqual([
      6,
      expect.stringMatching(/spec\.replicas: Invalid value: -1[\s\S]*all\.yaml:1:1/),
    ]);
  });

  test('values of a Secret are hidden, as text and as JSON; digests say that one changes', async (context) => {
    const room = await openRoom(context, { 'all.yaml': secret('canary-1') });
    await room.run('apply', 'all.yaml');
    await write(room, secret('canary-2'));
    const digests = new Set<string>();
    for (const words of [[], ['--format=json']]) {
      const { stdout, stderr } = await room.run('diff', 'all.yaml', ...words);
      const [, before = '', after = ''] =
        /- +password: \*\*\* (\S{10})(?:\n|\\n)\+ +password: \*\*\* (\S{10})/.exec(stdout) ?? [];
      expect(before).toMatch(/^\([0-9a-f]{8}\)$/);
      expect(after).not.toBe(before);
      digests.add(after);
      expect(stdout + stderr).not.toMatch(/canary|Y2FuYXJ5/);
    }
    // Each run has its own: what one shows can be held against nothing.
    expect(digests.size).toBe(2);
  });
});

test('what the server says of a Secret is told without its values', async (context) => {
  const room = await openRoom(context, {
    'all.yaml': '{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {pin: 987654321}}',
  });
  const run = await room.run('apply', 'all.yaml', '--format=json');
  expect(run.exitCode).toBe(6);
  expect(run.stdout + run.stderr).toMatch(/\.stringData\.pin: expected string, got .*Value:\*\*\*/);
  // Nor in the line of the file that is shown with it.
  expect(run.stdout + run.stderr).not.toContain('987654321');
});

describe('what follows', () => {
  const hpa = manifest('autoscaling/v2', 'HorizontalPodAutoscaler', 'scale', {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 2,
    maxReplicas: 5,
  });
  const budget = manifest('policy/v1', 'PodDisruptionBudget', 'keep', {
    minAvailable: 1,
    selector: { matchLabels: { app: 'web' } },
  });
  const quota = manifest('v1', 'ResourceQuota', 'few', { hard: { pods: '1', 'requests.cpu': '100m' } });
  const range = manifest('v1', 'LimitRange', 'r', {
    limits: [{ type: 'Container', defaultRequest: { cpu: '60m' } }],
  });

  test('pods that are replaced are counted, and those of a CronJob are not', async (context) => {
    const cron = (image: string) =>
      manifest('batch/v1', 'CronJob', 'c', {
        schedule: '0 0 1 1 *',
        jobTemplate: {
          spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image }] } } },
        },
      });
    const web = (replicas: number, second: string) =>
      deployment({ spec: { replicas }, container: { command: ['sleep', second] } });
    const room = await openRoom(context, { 'all.yaml': together(web(2, '3600'), cron('x:1')) });
    await room.run('apply', 'all.yaml', '--status-check=false');
    await write(room, together(web(3, '3601'), cron('x:2')));
    const [told, nightly] = await diffOf(room);
    expect(messages(told, 'pods')).toEqual([
      'scales from 2 to 3 pods',
      'its 2 pods are replaced, 1 more and 0 less at a time',
    ]);
    expect(nightly).toMatchObject({ action: 'update', notes: [] });
  });

  test('an autoscaler, a disruption budget and a quota of the cluster are heard', async (context) => {
    const room = await openRoom(context, { 'around.yaml': together(hpa, budget, quota, range), 'all.yaml': '' });
    await write(room, deployment());
    await room.run('apply', 'around.yaml', '--status-check=false');
    await expect
      .poll(() => room.kubectl('get', 'resourcequota', 'few', '-o', 'jsonpath={.status.used.pods}'))
      .toBe('0');
    const [alone] = await diffOf(room);
    expect(alone?.notes).toEqual([
      {
        about: 'disruption',
        message:
          'PodDisruptionBudget keep wants 1 of 1 pod at all times: a node with one of its pods can never be drained',
      },
    ]);
    await write(room, deployment({ spec: { replicas: 2 } }));
    const [told] = await diffOf(room);
    expect(messages(told, 'autoscaler')).toEqual([
      'HorizontalPodAutoscaler scale sets replicas too, between 2 and 5: each apply sets 2 again; leave replicas out',
    ]);
    expect(messages(told, 'quota')).toEqual([
      expect.stringContaining('ResourceQuota few has 1 pod of 1 pod left, and this needs 2 pods more'),
      expect.stringContaining('has 100m requests.cpu of 100m requests.cpu left, and this needs 120m requests.cpu more'),
    ]);
  });

  test('and what the quota says comes true', async (context) => {
    const room = await openRoom(context, { 'around.yaml': quota, 'all.yaml': '' });
    await write(room, deployment({ spec: { replicas: 1 } }));
    await room.run('apply', 'around.yaml');
    const [told] = await diffOf(room);
    expect(messages(told, 'quota')).toEqual([
      'ResourceQuota few counts requests.cpu, and container main says none: the pods will be refused',
    ]);
    const run = await room.run('apply', 'all.yaml', '--timeout=60s');
    expect([run.exitCode, run.stderr]).toEqual([7, expect.stringMatching(/must specify requests\.cpu/)]);
    expect(run.stderr).toContain('container main says none: the pods will be refused');
  });

  test('those of the set are heard before they are there', async (context) => {
    const room = await openRoom(context, { 'all.yaml': '' });
    await write(room, together(quota, hpa, deployment({ spec: { replicas: 3 } })));
    const [, , told] = await diffOf(room);
    expect(told?.notes.map(({ about }) => about)).toEqual(['autoscaler', 'quota', 'quota']);
  });

  test('who may not see them is told what was not looked at', async (context) => {
    const room = await openRoom(context, { 'all.yaml': '' });
    await write(room, deployment());
    const kubeconfig = await limited(room, ['get,list', 'deployments.apps']);
    const { exitCode, stdout } = await room.run('diff', 'all.yaml', `--kubeconfig=${kubeconfig}`);
    expect([exitCode, stdout]).toEqual([
      1,
      expect.stringMatching(/not looked at: .*cannot list resource "resourcequotas"/),
    ]);
  });
});

test('what would be made, and what the server has against it', async (context) => {
  const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: v}\nspec: {ports: [{port: 80}, {port: 81}]}\n';
  const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n';
  const room = await openRoom(context, { 'all.yaml': `${map}---\n${service}` });
  const refusal = /^create Service \S+\/v\n {2}the API server refuses it: .*spec\.ports\[0\]\.name: Required value/m;
  const { exitCode, stdout } = await room.run('diff', 'all.yaml');
  expect([exitCode, stdout]).toEqual([1, expect.stringMatching(refusal)]);
  expect((await room.run('apply', 'all.yaml', '--dry-run')).stdout).toMatch(refusal);
  expect(stdout.match(/refuses it/g)).toHaveLength(1);
  expect(await room.kubectl('get', 'configmap', 'm', '--ignore-not-found')).toBe('');
});
