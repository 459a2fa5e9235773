/** The docker builder through the engine's API, against dockerd 20.10. */
import { symlink, writeFile } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, inject, onTestFinished, type TestContext, test } from 'vitest';
import { docker } from '../src/builders/docker.ts';
import { crane, createBuildRoom, expectNoneLiving, fileOf, living, pathsOf } from './build-room.ts';
import { createFolder, requireService } from './services/provided.ts';

const services = inject('services');
const spec = { dockerfile: 'Dockerfile' } as const;

async function arrange(context: TestContext) {
  const { dockerHost } = requireService(services.dockerd, context);
  const registry = requireService(services.registry, context);
  requireService(services.images, context);
  const { program } = requireService(services.crane, context);
  const cli = requireService(services.docker, context).program;
  return {
    host: registry.host,
    crane: program,
    docker: (...args: string[]) => execa(cli, args, { env: { DOCKER_HOST: dockerHost } }),
    room: await createBuildRoom({ DOCKER_HOST: dockerHost }),
  };
}

const APP = `FROM busybox:1.36 AS build
WORKDIR /src
COPY main.txt .
ARG WORD=none
ARG TARGETARCH
ARG SKAFFOLD_RUN_MODE
RUN echo "$WORD $TARGETARCH $SKAFFOLD_RUN_MODE $(cat main.txt)" > app
FROM busybox:1.36 AS small
COPY --from=build /src/app /app
CMD ["cat", "/app"]
FROM small
COPY missing /never
`;

describe('a build through the engine', () => {
  test('pushes an image whose digest is the one that the registry has, and that runs', async (context) => {
    const { host, crane: program, docker: cli, room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: APP, 'main.txt': 'hello' });
    const target = `${host}/e2e/docker-app:v1`;
    const job = room.job({ ...spec, target: 'small', buildArgs: { WORD: '{{.WORD}}' } }, folder, target);
    const built = await docker.build(job, room.context());

    const digest = await crane(program, 'digest', target);
    expect(built).toEqual({ reference: `${target}@${digest}`, digest, pushed: true });
    const arch = process.arch === 'x64' ? 'amd64' : process.arch;
    expect(await fileOf(program, built.reference, 'app')).toBe(`expanded ${arch} build hello`);
    const ran = await cli('run', '--rm', '--network', 'none', built.reference);
    expect(ran.stdout).toBe(`expanded ${arch} build hello`);
    expect(room.output()).toContain('Step 1/');
    expect(room.events).toContainEqual(expect.objectContaining({ type: 'step.progress', unit: 'bytes' }));
  });

  test('without a push is named by its image id, under a tag that the engine knows', async (context) => {
    const { docker: cli, room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\nLABEL a=b\nRUN echo kept > /kept\n' });
    const job = room.job({ ...spec, labels: { word: '{{.WORD}}' } }, folder, 'kept/app:v1', { push: false });
    const built = await docker.build(job, room.context());
    expect(built).toEqual({ reference: expect.stringMatching(/^kept\/app:[0-9a-f]{64}$/), pushed: false });
    const { stdout } = await cli('inspect', '--format', '{{.Id}} {{json .Config.Labels}}', built.reference);
    expect(stdout).toBe(`sha256:${built.reference.split(':')[1]} {"a":"b","word":"expanded"}`);
  });

  test('sends what .dockerignore keeps, and neither our state nor a Dockerfile from outside', async (context) => {
    const { host, crane: program, room } = await arrange(context);
    const folder = await createFolder({
      'docker/Dockerfile': 'FROM scratch\nCOPY . /all/\n',
      'web/.dockerignore': 'secret*\n*.log\n!keep.log\n',
      'web/secret.txt': 'x',
      'web/a.log': 'x',
      'web/keep.log': 'x',
      'web/src/app.txt': 'x',
      'web/.orchestrator/state': 'x',
    });
    const job = room.job({ dockerfile: 'docker/Dockerfile' }, `${folder}/web`, `${host}/e2e/ignored:1`, {
      configDir: folder,
    });
    const built = await docker.build(job, room.context());
    const paths = await pathsOf(program, built.reference);
    expect(paths.toSorted()).toEqual(['all', 'all/.dockerignore', 'all/keep.log', 'all/src', 'all/src/app.txt']);
  });

  test('warns of what cannot be sent, and goes on', async (context) => {
    const { host, crane: program, room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM scratch\nCOPY . /all/\n', file: 'x' });
    await symlink('/etc/passwd', join(folder, 'link'));
    await execa('mkfifo', [join(folder, 'fifo')]);
    const built = await docker.build(room.job(spec, folder, `${host}/e2e/odd:1`), room.context());
    expect(await pathsOf(program, built.reference)).toEqual(['all', 'all/Dockerfile', 'all/file', 'all/link']);
    const warnings = room.events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
    expect(warnings).toEqual([
      expect.stringContaining('"link" links out of the context'),
      expect.stringContaining('"fifo" is a socket, a FIFO or a device'),
    ]);
  });

  test('takes the rules that belong to one Dockerfile', async (context) => {
    const { host, crane: program, room } = await arrange(context);
    const folder = await createFolder({
      'a.Dockerfile': 'FROM scratch\nCOPY . /all/\n',
      'a.Dockerfile.dockerignore': '*\n!only\n',
      '.dockerignore': 'only\n',
      only: 'x',
      other: 'x',
    });
    const job = room.job({ dockerfile: 'a.Dockerfile' }, folder, `${host}/e2e/own-rules:1`);
    const built = await docker.build(job, room.context());
    const paths = await pathsOf(program, built.reference);
    expect(paths).toEqual(['all', 'all/only']);
  });

  test('builds on what it requires, by digest', async (context) => {
    const { host, room } = await arrange(context);
    const base = await createFolder({ Dockerfile: 'FROM busybox:1.36\nRUN echo base > /base\n' });
    const app = await createFolder({ Dockerfile: 'ARG BASE\nFROM $BASE\nRUN cat /base\n' });
    const first = await docker.build(room.job(spec, base, `${host}/e2e/base-image:1`), room.context());
    const requires = [{ alias: 'BASE', reference: first.reference }];
    const built = await docker.build(room.job(spec, app, `${host}/e2e/on-base:1`, { requires }), room.context());
    expect(built.pushed).toBe(true);
    expect(room.output()).toContain(`FROM $BASE`);
  });

  test('has no network where none is given', async (context) => {
    const { room } = await arrange(context);
    const folder = await createFolder({
      Dockerfile: 'FROM busybox:1.36\nRUN ls /sys/class/net > /nets && cat /nets\n',
    });
    const job = room.job({ ...spec, network: 'NONE', noCache: true }, folder, 'none/app:1', { push: false });
    await docker.build(job, room.context());
    expect(room.output().split('\n')).toContain('lo');
    expect(room.output()).not.toMatch(/^eth0$/m);
  });

  test('goes on without a cache that cannot be pulled, and says so', async (context) => {
    const { host, room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\nRUN true\n' });
    const target = `${host}/e2e/cached:2`;
    const job = room.job({ ...spec, cacheFrom: [`${host}/e2e/cached`] }, folder, target);
    expect((await docker.build(job, room.context())).pushed).toBe(true);
    expect(room.events).toContainEqual(
      expect.objectContaining({ type: 'notice', level: 'warning', message: `the cache ${target} cannot be pulled` }),
    );
    expect(job.spec.cacheFrom).toEqual([`${host}/e2e/cached`]);
  });
});

describe('a build that fails', () => {
  test('names the step, and what the command said last', async (context) => {
    const { room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\nRUN echo about to fail; exit 3\n' });
    await expect(
      docker.build(room.job(spec, folder, 'fails:1', { push: false }), room.context()),
    ).rejects.toMatchObject({
      problems: [
        {
          code: 'BUILD_FAILED',
          message: expect.stringMatching(/at step 2\/2, "RUN echo about to fail; exit 3": .*code: 3/),
        },
      ],
    });
    expect(room.output()).toContain('about to fail');
  });

  test('where the registry wants a password that nobody has', async (context) => {
    const { room } = await arrange(context);
    const { host } = requireService(services.passwordRegistry, context);
    const folder = await createFolder({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
    await expect(docker.build(room.job(spec, folder, `${host}/denied:1`), room.context())).rejects.toMatchObject({
      problems: [{ code: 'REGISTRY_UNAUTHORIZED', message: expect.stringContaining(`${host}/denied:1`) }],
    });
  });

  test('where no registry listens', async (context) => {
    const { room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
    await expect(docker.build(room.job(spec, folder, '127.0.0.1:9/gone:1'), room.context())).rejects.toMatchObject({
      problems: [{ code: 'REGISTRY_UNREACHABLE' }],
    });
  });

  test('where a base image does not exist', async (context) => {
    const { host, room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: `FROM ${host}/no/such:1\n` });
    await expect(docker.build(room.job(spec, folder, 'x:1', { push: false }), room.context())).rejects.toMatchObject({
      problems: [{ code: 'BUILD_FAILED', message: expect.stringMatching(/step 1\/1.*manifest unknown/) }],
    });
  });

  test('names a source that is not there by its place, before anything is sent', async (context) => {
    const { room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\nCOPY gone /\n' });
    await expect(docker.build(room.job(spec, folder, 'x:1', { push: false }), room.context())).rejects.toMatchObject({
      problems: [
        { code: 'INPUT_MISSING', message: '"gone" is not in the context', at: { file: 'Dockerfile', start: 23 } },
      ],
    });
    expect(room.output()).toBe('');
  });

  test('where a file of the context changes while it is sent', async (context) => {
    const { room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\nCOPY . /all/\n', data: 'before' });
    const inner = room.context();
    // Walked, and written to before it is read: what a build tool does in another terminal.
    const tree = {
      ...inner.tree,
      walk: async (...args: Parameters<typeof inner.tree.walk>) => {
        const entries = await inner.tree.walk(...args);
        await writeFile(join(folder, 'data'), 'after!');
        return entries;
      },
    };
    await expect(
      docker.build(room.job(spec, folder, 'x:1', { push: false }), { ...inner, tree }),
    ).rejects.toMatchObject({ problems: [{ code: 'INPUT_CHANGED', message: expect.stringContaining('data') }] });
  });

  test('where the engine goes away in the middle', async (context) => {
    const { dockerHost, socket } = requireService(services.dockerd, context);
    requireService(services.images, context);
    expect(dockerHost).toContain(socket);
    const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\nRUN echo before; sleep 5151\n' });
    const between = join(await createFolder(), 'between.sock');
    const open = new Set<Socket>();
    const server = createServer((client) => {
      const engine = createConnection(socket);
      for (const end of [client, engine]) open.add(end.on('error', () => undefined));
      client.pipe(engine).pipe(client);
    }).listen(between);
    onTestFinished(() => void server.close());
    const room = await createBuildRoom({ DOCKER_HOST: `unix://${between}` });
    const job = room.job({ ...spec, noCache: true }, folder, 'cut:1', { push: false });
    const failed = expect(docker.build(job, room.context())).rejects.toMatchObject({
      problems: [{ code: 'ENGINE_UNREACHABLE', message: expect.stringContaining('the connection was cut') }],
    });
    await expect.poll(() => living('sleep 5151'), { timeout: 30_000 }).toBeGreaterThan(0);
    for (const end of open) end.destroy();
    await failed;
    await expectNoneLiving('sleep 5151');
  });

  test('where no engine is', async () => {
    const room = await createBuildRoom({ DOCKER_HOST: 'unix:///no/such/docker.sock' });
    const folder = await createFolder({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
    await expect(docker.build(room.job(spec, folder, 'x:1'), room.context())).rejects.toMatchObject({
      problems: [
        { code: 'ENGINE_UNREACHABLE', message: expect.stringContaining('/no/such/docker.sock (DOCKER_HOST)') },
      ],
    });
  });
});

test('a push logs in with the password of that registry', async (context) => {
  const { dockerHost } = requireService(services.dockerd, context);
  const { host, username, password } = requireService(services.passwordRegistry, context);
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  const config = await createFolder({ 'config.json': JSON.stringify({ auths: { [host]: { auth } } }) });
  const room = await createBuildRoom({ DOCKER_HOST: dockerHost, DOCKER_CONFIG: config });
  const folder = await createFolder({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
  const built = await docker.build(room.job(spec, folder, `${host}/e2e/allowed:1`), room.context());
  expect(built.pushed).toBe(true);

  const again = await createFolder({ Dockerfile: `FROM ${built.reference}\n` });
  expect((await docker.build(room.job(spec, again, `${host}/e2e/allowed:2`), room.context())).pushed).toBe(true);
  expect(JSON.stringify(room.events)).not.toContain(password);
});

test('a cancelled build leaves nothing running in the engine', async (context) => {
  const { room } = await arrange(context);
  const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\nRUN echo started-47; sleep 4747\n' });
  const controller = new AbortController();
  const building = docker.build(
    room.job({ ...spec, noCache: true }, folder, 'cancelled:1', { push: false }),
    room.context(controller.signal),
  );
  const failed = expect(building).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
  await expect.poll(() => living('sleep 4747'), { timeout: 30_000 }).toBeGreaterThan(0);
  controller.abort();
  await failed;
  await expectNoneLiving('sleep 4747');
});
