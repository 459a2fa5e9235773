/**
 * `orchestrator.lock` for Dockerfiles: whoever builds, a tag that was moved in the registry changes nothing before
 * `--refresh`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, type TestContext, test } from 'vitest';
import { fileOf } from './build-room.ts';
import { type Finished, orchestrator } from './program.ts';
import { createFolder, requireService } from './services/provided.ts';

const services = inject('services');

/** Who builds, as the environment says it, and what of the config asks for it. */
const ways = {
  dockerd: (context: TestContext) => ({
    env: { DOCKER_HOST: requireService(services.dockerd, context).dockerHost },
    settings: 'network: host',
  }),
  podman: (context: TestContext) => ({
    env: { DOCKER_HOST: requireService(services.podman, context).dockerHost },
    settings: 'network: host',
  }),
  'a remote BuildKit': (context: TestContext) => {
    const { dockerConfig, builder } = requireService(services.buildkitd, context);
    return { env: { DOCKER_CONFIG: dockerConfig, BUILDX_BUILDER: builder }, settings: 'buildx: true' };
  },
  'the BuildKit of dockerd': (context: TestContext) => {
    const { dockerConfig } = requireService(services.buildkitd, context);
    const { dockerHost } = requireService(services.dockerd, context);
    return {
      env: { DOCKER_HOST: dockerHost, DOCKER_CONFIG: dockerConfig, BUILDX_BUILDER: 'default' },
      settings: 'buildx: true, network: host',
    };
  },
} as const;
type Way = keyof typeof ways;
const everyWay = Object.keys(ways) as Way[];

let count = 0;

async function arrange(way: Way, context: TestContext, dockerfile: (bases: string) => string) {
  const { env, settings } = ways[way](context);
  const { host } = requireService(services.registry, context);
  requireService(services.images, context);
  const { program } = requireService(services.crane, context);
  count += 1;
  const bases = `${host}/lock-docker-${process.pid}-${Date.now()}-${count}`;
  const config = (image: string, builder: string) => `apiVersion: orchestrator/v1
kind: Config
build:
  tagPolicy: {sha256: {}}
  artifacts: [{image: ${image}, ${builder}}]
`;
  const app = await createFolder({
    'orchestrator.yaml': config('app', `docker: {${settings}}`),
    Dockerfile: dockerfile(bases),
    own: 'own\n',
  });
  const base = await createFolder({
    'orchestrator.yaml': config('base', 'platforms: [linux/amd64], layers: {files: [{src: src, dest: /}]}'),
    'src/which': '',
  });
  const build = (...words: string[]): Promise<Finished> =>
    orchestrator(['build', '--progress=plain', `--default-repo=${bases}`, ...words], { cwd: app, env });
  return {
    app,
    env,
    bases,
    host,
    build,
    lock: (): string => readFileSync(join(app, 'orchestrator.lock'), 'utf8'),
    /** Builds, and reads a file of the image. */
    async built(file: string, ...words: string[]): Promise<string> {
      const finished = await build(...words);
      expect(finished.exitCode, finished.stderr).toBe(0);
      return fileOf(program, finished.stdout.trim().replace(/^app -> /, ''), file);
    },
    async moveBase(text: string, name = 'base'): Promise<void> {
      writeFileSync(join(base, 'src', 'which'), text);
      const yaml = config(name, 'platforms: [linux/amd64], layers: {files: [{src: src, dest: /}]}');
      writeFileSync(join(base, 'orchestrator.yaml'), yaml);
      const finished = await orchestrator(['build', `--default-repo=${bases}`], { cwd: base });
      expect(finished.exitCode, finished.stderr).toBe(0);
    },
  };
}

describe.each(everyWay)('%s', (way) => {
  test('builds on what the lock says until --refresh, whatever the tag means', async (context) => {
    const room = await arrange(way, context, (bases) => `ARG TAG=none\nFROM ${bases}/base:\${TAG}\nCOPY own /own\n`);
    const { app, build, built, moveBase, lock } = room;
    const config = join(app, 'orchestrator.yaml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('docker: {', 'docker: {buildArgs: {TAG: latest}, '));
    await moveBase('one');

    const offline = await build('--offline');
    expect(offline.exitCode).toBe(11);
    expect(offline.stderr).toMatch(
      /base:latest" is not in orchestrator\.lock, and this run is offline\n.*Dockerfile:2/,
    );
    expect(existsSync(join(app, 'orchestrator.lock'))).toBe(false);

    expect(await built('which')).toBe('one');
    const locked = lock();
    await moveBase('two');
    expect((await build()).stderr).toMatch(/cached/);
    expect(await built('which', '--cache-artifacts=false')).toBe('one');
    // The engine has nothing of its own that it could fall back to.
    expect(await built('which', '--rebuild')).toBe('one');
    expect(lock()).toBe(locked);

    const refreshed = await build('--refresh');
    expect(refreshed.stderr).toMatch(
      /base:latest moved from [0-9a-f]{12} and is now [0-9a-f]{12} in orchestrator\.lock/,
    );
    expect(await built('which')).toBe('two');
    expect(await built('own')).toBe('own');

    // Who gets the old lock back builds the old image, and `why` names the base.
    writeFileSync(join(app, 'orchestrator.lock'), locked);
    const why = await orchestrator(['why', 'app', '--format=json', '--default-repo', room.bases], {
      cwd: app,
      env: room.env,
    });
    expect(JSON.parse(why.stdout).artifacts[0].changes).toEqual([
      { field: expect.stringMatching(/^base .*base:latest$/), before: expect.any(String), after: expect.any(String) },
    ]);
    expect(await built('which')).toBe('one');
  });

  test('copies from an image by its digest, and tells a mistake at the line of the user’s file', async (context) => {
    const { app, host, build, built, moveBase, lock } = await arrange(
      way,
      context,
      (bases) =>
        `# first\nFROM busybox:1.36 AS shell\nFROM \\\n  ${bases}/base\nCOPY --from=shell /etc/passwd /passwd\n` +
        `COPY --from=${bases}/tools which /tools\nCOPY . /all/\n`,
    );
    await moveBase('one');
    await moveBase('tools', 'tools');
    expect(await built('tools')).toBe('tools');
    expect(Object.keys(JSON.parse(lock()).images)).toEqual([
      expect.stringMatching(/\/base:latest$/),
      expect.stringMatching(/\/tools:latest$/),
      // Not even the name of its registry is known here: whoever builds has a mirror, and says what it has.
      'docker.io/library/busybox:1.36',
    ]);
    const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json';
    const manifest = await fetch(`http://${host}/v2/library/busybox/manifests/1.36`, { headers: { accept } });
    const { digest } = JSON.parse(lock()).images['docker.io/library/busybox:1.36'];
    expect(digest).toBe(manifest.headers.get('docker-content-digest'));
    await moveBase('moved', 'tools');
    expect(await built('tools', '--cache-artifacts=false')).toBe('tools');
    // The image holds the user's own Dockerfile, and nothing of ours.
    expect(await built('all/Dockerfile')).toBe(readFileSync(join(app, 'Dockerfile'), 'utf8').trim());
    await expect(built('all/orchestrator.lock')).rejects.toThrow();

    writeFileSync(join(app, 'Dockerfile'), `${readFileSync(join(app, 'Dockerfile'), 'utf8')}FROBNICATE x\n`);
    const failed = await build();
    expect(failed.exitCode).toBe(3);
    expect(failed.stderr).toMatch(/line 8|Dockerfile:8|[Uu]nknown instruction:? "?FROBNICATE/);
  });
});

test('a base that only the engine has is locked by its id, told, and moved by --refresh', async (context) => {
  const { env, bases, app, build, lock } = await arrange(
    'dockerd',
    context,
    () => 'FROM only-here:dev\nCOPY own /own\n',
  );
  const maker = await createFolder({
    'orchestrator.yaml': `apiVersion: orchestrator/v1
kind: Config
build: {local: {push: false}, artifacts: [{image: only-here, docker: {network: host}}]}
`,
    Dockerfile: 'FROM scratch\nCOPY which /\n',
  });
  const make = async (text: string): Promise<void> => {
    writeFileSync(join(maker, 'which'), text);
    const finished = await orchestrator(['build', '--tag=dev'], { cwd: maker, env });
    expect(finished.exitCode, finished.stderr).toBe(0);
  };
  await make('one');
  const first = await build();
  expect(first.exitCode, first.stderr).toBe(0);
  expect(first.stderr).toMatch(
    /is now [0-9a-f]{12}, an image of the engine that no registry has, in orchestrator\.lock/,
  );
  expect(first.stderr).toMatch(/the base "only-here:dev" is the image [0-9a-f]{12} of this engine/);
  const locked = lock();
  expect(JSON.parse(locked).images['docker.io/library/only-here:dev']).toMatchObject({ in: 'engine' });
  await make('two');
  expect((await build()).stdout).toBe(first.stdout);
  expect((await build('--cache-artifacts=false')).exitCode).toBe(0);
  expect(lock()).toBe(locked);
  const moved = await build('--refresh');
  expect(moved.stderr).toMatch(/only-here:dev moved from/);
  expect(moved.stdout).not.toBe(first.stdout);
  expect(existsSync(join(app, 'orchestrator.lock')) && bases).toBeTruthy();
});
