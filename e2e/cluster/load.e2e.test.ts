/**
 * `--load`: pods of the node run images that no registry has. containerd is the node's own; kind, k3d and minikube are
 * programs of `node-tools`, which do to it what the real ones do to theirs.
 */
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, type TestContext, test } from 'vitest';
import { startDockerd } from '../services/dockerd.ts';
import { openRun } from '../services/run.ts';
import { findProgram } from '../services/tools.ts';
import { openRoom, type Room } from './room.ts';

const pod = (name: string, more = ''): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  terminationGracePeriodSeconds: 0
  restartPolicy: Never
  containers: [{name: main, image: ${name}${more}}]
`;
const config = (artifacts: string, pods: readonly string[]): string => `apiVersion: orchestrator/v1
kind: Config
build:
  tagPolicy: {inputDigest: {}}
  artifacts:
${artifacts}
manifests: {rawYaml: [${pods.map((name) => `${name}.yaml`).join(', ')}]}
`;
/** Says a word of its own, so that the node cannot have had the image before. */
const layers = (name: string): string => `    - image: ${name}
      layers:
        base: REGISTRY/base/busybox:1
        files: [{src: word, dest: /word}]
        cmd: [sh, -c, 'cat /word; sleep 3600']
`;
const word = (): string => `${process.pid} ${performance.now()}\n`;
const arrange = async (context: TestContext, env: Readonly<Record<string, string>> = {}, more = '') => {
  const files = { 'orchestrator.yaml': config(layers('web'), ['web']), 'web.yaml': pod('web', more), word: word() };
  return openNodeRoom(context, files, env);
};

async function openNodeRoom(
  context: TestContext,
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<Room> {
  const room = await openRoom(context, files, (cluster) => ({ CONTAINERD_ADDRESS: cluster.containerd, ...env }));
  const before = await imagesOf(room);
  onTestFinished(async () => {
    const added = [...(await imagesOf(room))].filter((name) => !before.has(name) && name.includes('/'));
    if (added.length > 0) await ctr(room, 'rm', ...added);
  });
  return room;
}

const ctr = async ({ cluster }: Room, ...words: readonly string[]): Promise<string> =>
  (
    await execa(findProgram('ctr') ?? 'no ctr', [
      '--address',
      cluster.containerd,
      '--namespace',
      'k8s.io',
      'images',
      ...words,
    ])
  ).stdout;
const imagesOf = async (room: Room): Promise<ReadonlySet<string>> =>
  new Set((await ctr(room, 'list', '--quiet')).split('\n'));

/** Renders what was built and applies it: ends well once the pods run. */
async function applyBuilt(room: Room): Promise<void> {
  const rendered = await room.run('render', '--build-artifacts=artifacts.json', '--offline', '--output=out.yaml');
  expect(rendered).toMatchObject({ exitCode: 0, stderr: expect.any(String) });
  const applied = await room.run('apply', 'out.yaml', '--timeout=60s');
  expect(applied).toMatchObject({ exitCode: 0, stderr: expect.any(String) });
}

describe('images without a registry', () => {
  test('of layers run on the node under their digest, and are loaded once', async (context) => {
    const room = await arrange(context);
    const built = await room.run('build', '--load', '--file-output=artifacts.json');
    expect(built).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('1 image into node1 by ctr') });
    await applyBuilt(room);
    expect(await room.kubectl('logs', 'web')).toBe(await readFile(join(room.cwd, 'word'), 'utf8'));
    const events = await room.kubectl('get', 'events', '-o', 'jsonpath={.items[*].message}');
    expect(events).toContain('already present on machine');
    const again = await room.run('build', '--load', '--file-output=artifacts.json');
    expect(again).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('the nodes have all') });
  });

  test('of docker and of a custom build get a digest out of the engine', async (context) => {
    const { run, close } = await openRun('load');
    onTestFinished(close);
    const artifacts = `    - image: app
      docker: {dockerfile: Dockerfile}
    - image: own
      custom: {buildCommand: 'docker build --quiet --tag "$IMAGE" --file own.docker .', dependencies: {paths: [word, own.docker]}}
`;
    const files = {
      'orchestrator.yaml': config(artifacts, ['app', 'own']),
      ...{ 'app.yaml': pod('app'), 'own.yaml': pod('own'), word: word() },
      Dockerfile: 'FROM busybox:1.36\nCOPY word /word\nCOPY word /two\nCMD ["sh", "-c", "cat /word; sleep 3600"]\n',
      'own.docker': 'FROM busybox:1.36\nLABEL a=b\nCOPY word /word\nCMD ["sh", "-c", "cat /word; sleep 3600"]\n',
    };
    const env = { DOCKER_HOST: '' };
    const room = await openNodeRoom(context, files, env);
    const dockerd = await startDockerd(run, { mirror: `http://${room.cluster.registry.host}` });
    run.defer(dockerd.stop);
    env.DOCKER_HOST = dockerd.facts.dockerHost;
    const words = ['build', '--load', '--file-output=artifacts.json'] as const;
    expect(await room.run(...words)).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('2 images into') });
    const first = await readFile(join(room.cwd, 'artifacts.json'), 'utf8');
    await applyBuilt(room);
    expect(await room.kubectl('logs', 'app')).toBe(await room.kubectl('logs', 'own'));
    // What was kept is forgotten, and the engine has both still.
    await rm(join(room.cwd, '.orchestrator'), { recursive: true });
    expect(await room.run(...words)).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(room.cwd, 'artifacts.json'), 'utf8')).toBe(first);
  });

  test('of a registry that is asked and has none of them are applied all the same, where they were loaded', async (context) => {
    const room = await arrange(context);
    const to = `--default-repo=${room.cluster.registry.host}/loaded`;
    const built = await room.run('build', '--load', to, '--file-output=artifacts.json');
    expect(built).toMatchObject({ exitCode: 0, stderr: expect.any(String) });
    await applyBuilt(room);
    await rm(join(room.cwd, '.orchestrator'), { recursive: true });
    await room.kubectl('delete', 'pod', 'web', '--now');
    const away = await room.run('apply', 'out.yaml');
    expect(away).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('is not in its registry') });
  });

  test('are in the nodes before the pods of a run are made', async (context) => {
    const room = await arrange(context);
    await appendFile(join(room.cwd, 'orchestrator.yaml'), 'deploy: {kubectl: {}}\n');
    const run = await room.run('run', '--load', '--timeout=60s');
    expect(run).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('1 image into node1 by ctr') });
    expect(await room.kubectl('logs', 'web')).toBe(await readFile(join(room.cwd, 'word'), 'utf8'));
  });

  test('whose container would be pulled all the same is refused before anything is loaded', async (context) => {
    const room = await arrange(context, {}, ', imagePullPolicy: Always');
    const before = await imagesOf(room);
    const run = await room.run('run', '--load');
    expect(run).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('its container would pull it') });
    expect(run.stderr).toMatch(/web\.yaml:7:\d+/);
    expect(await imagesOf(room)).toEqual(before);
  });

  test('are told where no program knows the way, or containerd is not there', async (context) => {
    const room = await arrange(context, { CONTAINERD_ADDRESS: '/nowhere/containerd.sock' });
    const run = await room.run('build', '--load', '--file-output=artifacts.json');
    expect(run).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('LOAD_FAILED') });
    const kubeconfig = await renamed(room, 'kind-e2e');
    const other = await room.run('build', '--load', `--kubeconfig=${kubeconfig}`);
    expect(other).toMatchObject({ exitCode: 11, stderr: expect.stringContaining('there is no program "kind"') });
  });
});

describe('by the program of the cluster, here a stand-in', () => {
  test.for([
    ['kind-e2e', /^kind load image-archive \S+ --name e2e --nodes node1$/],
    ['k3d-e2e', /^k3d image import \S+ --cluster e2e$/],
    ['minikube', /^minikube --profile minikube image load \S+$/],
  ] as const)('a context %s', async ([name, command], context) => {
    const tools = join(import.meta.dirname, 'node-tools');
    const env = { PATH: `${tools}${delimiter}${process.env['PATH']}`, TOOL_LOG: '' };
    const room = await arrange(context, env);
    env.TOOL_LOG = join(room.cwd, 'tools.log');
    const kubeconfig = await renamed(room, name);
    const built = await room.run('build', '--load', '--file-output=artifacts.json', `--kubeconfig=${kubeconfig}`);
    expect(built).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('1 image into node1') });
    expect((await readFile(env.TOOL_LOG, 'utf8')).trim()).toMatch(command);
    await applyBuilt(room);
    expect(await room.kubectl('logs', 'web')).toBe(await readFile(join(room.cwd, 'word'), 'utf8'));
  });
});

/** A kubeconfig whose context is called otherwise. */
async function renamed({ cluster, cwd }: Room, name: string): Promise<string> {
  const file = join(cwd, 'renamed.kubeconfig');
  const config = JSON.parse(await readFile(cluster.kubeconfig, 'utf8'));
  config.contexts[0].name = name;
  config['current-context'] = name;
  await writeFile(file, JSON.stringify(config));
  return file;
}
