/** Fields of the config whose effect shows only in a whole run. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { createStore } from '../src/adapters/blobs/store.ts';
import { createRegistryServer } from '../src/servers/registry/server.ts';
import { orchestrator, readArtifacts } from './program.ts';
import { createFolder, requireService } from './services/provided.ts';

const services = inject('services');

/** @param rest Lines after `build:` and its tag policy, indented as below it. */
const config = (rest: string): string => `apiVersion: orchestrator/v1
kind: Config
build:
  tagPolicy: {envTemplate: {template: fixed}}
${rest}`;

const layersOf = (image: string, more = ''): string =>
  `    - {image: ${image}, ${more}layers: {files: [{src: data, dest: /data}]}}\n`;

const build = (cwd: string, ...words: readonly string[]) =>
  orchestrator(['build', '--file-output=artifacts.json', ...words], { cwd });

const digestIn = async (cwd: string): Promise<string> => {
  const [built] = (await readArtifacts(cwd)).builds;
  return built?.tag.split('@')[1] ?? '';
};

/** What the store has under the only artifact's digest. */
async function manifestIn(cwd: string): Promise<{ readonly manifests?: readonly { readonly platform: unknown }[] }> {
  const hex = (await digestIn(cwd)).replace('sha256:', '');
  return JSON.parse(await readFile(join(cwd, '.orchestrator/registry/blobs/sha256', hex), 'utf8'));
}

describe('build', () => {
  // Two hooks that wait for each other: both must run at once, or neither ends well.
  const meet = 'touch $1; for i in $(seq 40); do [ -e $2 ] && exit 0; sleep 0.05; done; exit 1\n';
  const meeting = (local: string): string => {
    const one = (me: string, other: string) =>
      layersOf(me, `hooks: {before: [{command: [sh, ../meet.sh, ${me}, ${other}], dir: data}]}, `);
    return config(`  local: {${local}}\n  artifacts:\n${one('a', 'b')}${one('b', 'a')}`);
  };

  test.each([
    ['concurrency: 2', [], 0],
    ['concurrency: 0', [], 0],
    ['concurrency: 1', [], 3],
    ['concurrency: 1', ['--build-concurrency=2'], 0],
  ])('local.%s with %j lets artifacts meet or not', async (local, words, exitCode) => {
    const cwd = await createFolder({ 'orchestrator.yaml': meeting(local), 'meet.sh': meet, 'data/x': '' });
    expect((await build(cwd, ...words)).exitCode).toBe(exitCode);
  });

  test('local.push: false keeps the image in the store, and --push decides against it', async () => {
    const files = { 'orchestrator.yaml': config(`  local: {push: false}\n  artifacts:\n${layersOf('a')}`), data: '1' };
    const cwd = await createFolder(files);
    const repo = '--default-repo=127.0.0.1:1/nobody';
    expect((await build(cwd, repo)).exitCode).toBe(0);
    expect((await build(cwd, repo, '--push', '--tag=other')).stderr).toContain('REGISTRY_UNREACHABLE');
  });

  test('local.tryImportMissing takes what has the tag', async () => {
    const of = (take: boolean) => config(`  local: {tryImportMissing: ${take}}\n  artifacts:\n${layersOf('a')}`);
    const cwd = await createFolder({ 'orchestrator.yaml': of(true), data: '1' });
    const digests: string[] = [];
    for (const take of [true, true, false]) {
      await writeFile(join(cwd, 'orchestrator.yaml'), of(take));
      await writeFile(join(cwd, 'data'), String(digests.length));
      expect((await build(cwd)).exitCode).toBe(0);
      digests.push(await digestIn(cwd));
    }
    expect(digests[1]).toBe(digests[0]);
    expect(digests[2]).not.toBe(digests[0]);
  });

  test('runtimeType goes into the artifacts file', async () => {
    const cwd = await createFolder({
      'orchestrator.yaml': config(`  artifacts:\n${layersOf('a', 'runtimeType: go, ')}`),
      data: '1',
    });
    expect((await build(cwd)).exitCode).toBe(0);
    expect((await readArtifacts(cwd)).builds).toMatchObject([{ imageName: 'a', runtimeType: 'go' }]);
  });

  test('platforms: all is every one that the artifact names', async () => {
    const able = 'platforms: [linux/amd64, linux/arm64], ';
    const cwd = await createFolder({
      'orchestrator.yaml': config(`  platforms: [all]\n  artifacts:\n${layersOf('a', able)}`),
      data: '1',
    });
    expect((await build(cwd)).exitCode).toBe(0);
    expect((await manifestIn(cwd)).manifests).toHaveLength(2);
    expect((await build(cwd, '--disable-multi-platform-build')).exitCode).toBe(0);
    expect((await manifestIn(cwd)).manifests).toBeUndefined();
  });

  test('hooks run in dir, and only on the systems of os', async () => {
    const hook = (name: string, more: string): string => `{command: [sh, -c, 'pwd > ${name}'], ${more}}`;
    const hooks = `[${hook('here', '')}, ${hook('there', 'dir: sub')}, ${hook('never', 'os: [windows]')}]`;
    const cwd = await createFolder({
      'orchestrator.yaml': config(`  hooks: {after: ${hooks}}\n  artifacts:\n${layersOf('a')}`),
      data: '1',
      'sub/x': '',
    });
    expect((await build(cwd)).exitCode).toBe(0);
    expect(await readFile(join(cwd, 'here'), 'utf8')).toMatch(/[^/]\n$/);
    expect(await readFile(join(cwd, 'sub/there'), 'utf8')).toMatch(/\/sub\n$/);
    await expect(readFile(join(cwd, 'never'))).rejects.toThrow('ENOENT');
  });
});

test('a registry whose certificate nobody vouches for is taken where caFile does', async (context) => {
  const files = requireService(services.certificates, context);
  const tls = { cert: await readFile(files.serverCert, 'utf8'), key: await readFile(files.serverKey, 'utf8') };
  const server = createRegistryServer({ store: createStore(join(await createFolder(), 'store')), port: 0, tls });
  onTestFinished(() => server.close());
  const host = `localhost:${(await server.listen(new AbortController().signal)).port}`;
  const cwd = await createFolder({ data: '1', 'ca.pem': await readFile(files.ca) });
  const artifacts = `  artifacts:\n${layersOf('a')}`;
  const push = async (text: string, ...words: readonly string[]) => {
    await writeFile(join(cwd, 'orchestrator.yaml'), text);
    return build(cwd, `--default-repo=${host}/team`, ...words);
  };
  const refused = await push(`${config(artifacts)}registries: [{host: '${host}', insecure: false}]\n`);
  expect(refused).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('certificate') });
  const vouched = `${config(artifacts)}registries: [{host: '${host}', caFile: ca.pem}]\n`;
  expect(await push(vouched)).toMatchObject({ exitCode: 0 });
  // Listed, it is spoken to in plain HTTP; nothing is tried both ways.
  expect((await push(config(`  insecureRegistries: ['${host}']\n${artifacts}`), '--tag=2')).exitCode).toBe(4);
});

test('resourceSelector.podSpec and manifests.images find images that are not built in', async () => {
  const widget = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec:\n';
  const cwd = await createFolder({
    'orchestrator.yaml': `${config(`  artifacts:\n${layersOf('web')}`)}manifests:
  rawYaml: [k8s]
  images: [{kind: Gadget, path: 'spec/tasks[]/picture'}]
resourceSelector:
  allow: [{groupKind: Widget.example.com, podSpec: [.spec.pod]}]
  deny: [{groupKind: Pod, image: [.spec.containers.image]}]
`,
    data: '1',
    'k8s/a.yaml': `${widget}  pod:\n    containers: [{image: web}]\n    initContainers: [{image: web}]\n  image: web\n`,
    'k8s/b.yaml': 'apiVersion: v1\nkind: Gadget\nmetadata: {name: g}\nspec: {tasks: [{picture: web}]}\n',
  });
  expect((await build(cwd)).exitCode).toBe(0);
  const run = await orchestrator(['render', '-a', 'artifacts.json', '--offline'], { cwd });
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.stdout.match(/localhost:5080\/web:fixed@sha256:/g)).toHaveLength(3);
  expect(run.stdout).toContain('\n  image: web\n');
});
