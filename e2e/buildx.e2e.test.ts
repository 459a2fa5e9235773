/** The docker builder through docker buildx: a remote BuildKit, and the one inside of dockerd 20.10. */
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, type TestContext, test } from 'vitest';
import type { DockerSpec } from '../src/builders/docker.schema.ts';
import { docker } from '../src/builders/docker.ts';
import { crane, createBuildRoom, expectNoneLiving, fileOf, living, pathsOf } from './build-room.ts';
import { createFolder, requireService } from './services/provided.ts';

const services = inject('services');
const spec: DockerSpec = { dockerfile: 'Dockerfile' };
const platforms = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64' },
];

/** A room whose buildx builds by the remote BuildKit of the run. */
async function arrange(context: TestContext) {
  const { buildx, dockerConfig, builder } = requireService(services.buildkitd, context);
  const { host } = requireService(services.registry, context);
  requireService(services.images, context);
  const { program } = requireService(services.crane, context);
  const room = await createBuildRoom({ DOCKER_CONFIG: dockerConfig, WORD: 'opensesame' });
  return { host, crane: program, buildx, local: { builder }, room };
}

const CROSS = `FROM --platform=$BUILDPLATFORM busybox:1.36 AS build
ARG TARGETARCH
RUN --mount=type=secret,id=word test "$(cat /run/secrets/word)" = opensesame
RUN --mount=type=secret,id=env test "$(cat /run/secrets/env)" = opensesame
RUN echo "for $TARGETARCH" > /target
FROM scratch
COPY --from=build /target /target
`;
const secrets = [
  { id: 'word', src: 'word.txt' },
  { id: 'env', env: 'WORD' },
];

describe('a remote BuildKit', () => {
  test('builds two platforms with secrets; the digest is the one of the registry, twice the same', async (context) => {
    const { host, crane: program, local, room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: CROSS, 'word.txt': 'opensesame' });
    const target = `${host}/e2e/cross:v1`;
    const job = room.job({ ...spec, secrets }, folder, target, { local, platforms });
    const built = await docker.build(job, room.context());

    const digest = await crane(program, 'digest', target);
    expect(built).toEqual({ reference: `${target}@${digest}`, digest, pushed: true });
    expect(await fileOf(program, built.reference, 'target', 'linux/amd64')).toBe('for amd64');
    expect(await fileOf(program, built.reference, 'target', 'linux/arm64')).toBe('for arm64');
    const { manifests } = JSON.parse(await crane(program, 'manifest', target));
    expect(manifests).toHaveLength(2);
    expect((await docker.build(job, room.context())).digest).toBe(digest);
    expect(room.output()).toMatch(/^CACHED \[.*RUN echo/m);
    expect(room.output()).not.toContain('{"vertexes"');
  });

  test('sends neither what the rules leave out nor our state', async (context) => {
    const { host, crane: program, local, room } = await arrange(context);
    const folder = await createFolder({
      'docker/Dockerfile': 'FROM scratch\nCOPY . /all/\n',
      'web/.dockerignore': '*.log\n!keep.log\n.dockerignore\n',
      'web/a.log': 'x',
      'web/keep.log': 'x',
      'web/.orchestrator/state': 'x',
      'web/sub/.orchestrator/state': 'x',
    });
    const settings = { ...spec, dockerfile: 'docker/Dockerfile', buildx: true };
    const more = { local, configDir: folder };
    const built = await docker.build(
      room.job(settings, `${folder}/web`, `${host}/e2e/x-ignored:1`, more),
      room.context(),
    );
    expect(await pathsOf(program, built.reference)).toEqual(['all', 'all/keep.log', 'all/sub']);
  });

  test('passes arguments, labels, flags and the target on', async (context) => {
    const { host, crane: program, local, room } = await arrange(context);
    const folder = await createFolder({
      Dockerfile:
        'FROM busybox:1.36 AS one\nARG A\nARG WORD\nRUN echo "$A $WORD" > /out\nFROM scratch AS two\nCOPY gone /\n',
    });
    const settings: DockerSpec = {
      ...spec,
      target: 'one',
      buildArgs: { A: '{{.WORD}}', WORD: null },
      labels: { made: '{{.WORD}}' },
      cliFlags: ['--annotation=org.example.word={{.WORD}}'],
    };
    const built = await docker.build(room.job(settings, folder, `${host}/e2e/x-args:1`, { local }), room.context());
    expect(await fileOf(program, built.reference, 'out')).toBe('expanded opensesame');
    const config = JSON.parse(await crane(program, 'config', built.reference));
    expect(config.config.Labels).toEqual({ made: 'expanded' });
    const manifest = JSON.parse(await crane(program, 'manifest', built.reference));
    expect(manifest.annotations).toEqual({ 'org.example.word': 'expanded' });
  });

  test('a failing step is named, with what it said', async (context) => {
    const { host, local, room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\nRUN echo about to fail; exit 3\n' });
    const job = room.job({ ...spec, buildx: true, noCache: true }, folder, `${host}/e2e/x-fails:1`, { local });
    await expect(docker.build(job, room.context())).rejects.toMatchObject({
      problems: [
        {
          code: 'BUILD_FAILED',
          message: expect.stringMatching(/at "\[2\/2\] RUN echo about to fail; exit 3": .*exit code: 3/),
        },
      ],
    });
    expect(room.output().split('\n')).toContain('about to fail');
  });

  test.for([
    ['passwordRegistry', /^REGISTRY_(?:UNAUTHORIZED|DENIED)$/],
    ['nobody', /^REGISTRY_UNREACHABLE$/],
  ] as const)('a push to %s is a failure of the registry', async ([where, code], context) => {
    const { local, room } = await arrange(context);
    const host = where === 'nobody' ? '127.0.0.1:9' : requireService(services[where], context).host;
    const folder = await createFolder({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
    const job = room.job({ ...spec, buildx: true }, folder, `${host}/x/denied:1`, { local });
    await expect(docker.build(job, room.context())).rejects.toMatchObject({
      problems: [{ code: expect.stringMatching(code), message: expect.stringContaining('/x/denied:1') }],
    });
  });

  test('a cancelled build leaves no process here and none there', async (context) => {
    const { host, local, room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\nRUN sleep 4848\n' });
    const controller = new AbortController();
    const job = room.job({ ...spec, buildx: true, noCache: true }, folder, `${host}/e2e/x-cancel:1`, { local });
    const building = docker.build(job, room.context(controller.signal));
    const failed = expect(building).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
    await expect.poll(() => living('sleep 4848'), { timeout: 30_000 }).toBeGreaterThan(0);
    controller.abort();
    await failed;
    expect(await living('orc-buildx-')).toBe(0);
    await expectNoneLiving('sleep 4848');
  });
});

describe('the BuildKit of dockerd', () => {
  async function arrangeDaemon(context: TestContext) {
    const { buildx } = requireService(services.buildkitd, context);
    const { dockerHost } = requireService(services.dockerd, context);
    const { host } = requireService(services.registry, context);
    requireService(services.images, context);
    // A config of its own: nothing but the plugin, and so the engine's own builder.
    const config = await createFolder();
    await mkdir(join(config, 'cli-plugins'));
    await cp(buildx, join(config, 'cli-plugins/docker-buildx'));
    const room = await createBuildRoom({ DOCKER_HOST: dockerHost, DOCKER_CONFIG: config });
    return { host, dockerHost, room, crane: requireService(services.crane, context).program };
  }

  test('keeps an image in the engine, named by its id', async (context) => {
    const { room, dockerHost } = await arrangeDaemon(context);
    const cli = requireService(services.docker, context).program;
    const folder = await createFolder({
      Dockerfile: 'FROM busybox:1.36\nRUN --mount=type=cache,target=/c echo kept > /kept\n',
    });
    const job = room.job({ ...spec, network: 'none' }, folder, 'x-kept/app:v1', { push: false });
    const built = await docker.build(job, room.context());
    expect(built).toEqual({ reference: expect.stringMatching(/^x-kept\/app:[0-9a-f]{64}$/), pushed: false });
    const { stdout } = await execa(cli, ['run', '--rm', '--network', 'none', built.reference, 'cat', '/kept'], {
      env: { DOCKER_HOST: dockerHost },
    });
    expect(stdout).toBe('kept');
  });

  test('pushes, and tells the manifest and not the image id', async (context) => {
    const { host, crane: program, room } = await arrangeDaemon(context);
    const folder = await createFolder({
      '.dockerignore': 'b\n',
      Dockerfile: 'FROM scratch\nCOPY . /\n',
      a: '1',
      b: '2',
      '.orchestrator/x': '3',
    });
    const target = `${host}/e2e/x-daemon:1`;
    const built = await docker.build(room.job({ ...spec, buildx: true }, folder, target), room.context());
    expect(built.digest).toBe(await crane(program, 'digest', target));
    expect(await pathsOf(program, target)).toEqual(['.dockerignore', 'Dockerfile', 'a']);
  });
});

test('what only BuildKit can do is refused by name where no buildx is', async (context) => {
  requireService(services.dockerd, context);
  const room = await createBuildRoom({ DOCKER_HOST: 'unix:///no/such.sock' });
  const folder = await createFolder({ Dockerfile: CROSS });
  const bare = room.context();
  const system = { ...bare.system, processes: { ...bare.system.processes, find: async () => undefined } };
  await expect(docker.build(room.job(spec, folder, 'x:1'), { ...bare, system })).rejects.toMatchObject({
    problems: [
      {
        code: 'TOOL_MISSING',
        message: 'FROM --platform=$BUILDPLATFORM needs BuildKit, and docker buildx is not there',
      },
    ],
  });
});
