/** The docker builder through podman's socket, which speaks Docker's API with an accent. */
import { describe, expect, inject, type TestContext, test } from 'vitest';
import { docker } from '../src/builders/docker.ts';
import { crane, createBuildRoom, expectNoneLiving, fileOf, living, pathsOf } from './build-room.ts';
import { createFolder, requireService } from './services/provided.ts';

const services = inject('services');
const spec = { dockerfile: 'Dockerfile' } as const;

async function arrange(context: TestContext) {
  const { dockerHost } = requireService(services.podman, context);
  const { host } = requireService(services.registry, context);
  requireService(services.images, context);
  const { program } = requireService(services.crane, context);
  return { host, crane: program, room: await createBuildRoom({ DOCKER_HOST: dockerHost }) };
}

describe('podman', () => {
  test('is known as such', async (context) => {
    const { room } = await arrange(context);
    const { engine, signal } = room.context();
    expect(await engine.info(signal)).toMatchObject({ isPodman: true, platform: expect.stringMatching(/^linux\//) });
  });

  test('builds and pushes; the digest, told as prose, is the one of the registry', async (context) => {
    const { host, crane: program, room } = await arrange(context);
    const folder = await createFolder({
      Dockerfile: 'FROM busybox:1.36\nARG A\nCOPY . /all/\nRUN echo "$A" > /out\n',
      '.dockerignore': 'b\n',
      b: '2',
    });
    const target = `${host}/e2e/podman:v1`;
    const job = room.job({ ...spec, buildArgs: { A: 'one' }, network: 'host' }, folder, target);
    const built = await docker.build(job, room.context());
    const digest = await crane(program, 'digest', target);
    expect(built).toEqual({ reference: `${target}@${digest}`, digest, pushed: true });
    expect(await fileOf(program, target, 'out')).toBe('one');
    expect(await pathsOf(program, target)).not.toContain('all/b');
  });

  test('takes no step from its cache that another argument had made', async (context) => {
    const { room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM scratch\nARG A\nENV A=$A\nCOPY Dockerfile /\n' });
    const build = (A: string) =>
      docker.build(
        room.job({ ...spec, buildArgs: { A } }, folder, `localhost/args:${A}`, { push: false }),
        room.context(),
      );
    const [one, two] = [await build('one'), await build('two')];
    expect(one.reference).not.toBe(two.reference);
  });

  test('keeps an image by its id', async (context) => {
    const { room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
    const built = await docker.build(room.job(spec, folder, 'localhost/kept:v1', { push: false }), room.context());
    expect(built).toEqual({ reference: expect.stringMatching(/^localhost\/kept:[0-9a-f]{64}$/), pushed: false });
    const { engine, signal } = room.context();
    const found = await engine.findImage(built.reference, signal);
    expect(found?.id).toBe(`sha256:${built.reference.split(':')[1]}`);
    await engine.remove(built.reference, signal);
    expect(await engine.findImage(built.reference, signal)).toBeUndefined();
  });

  test('names a step that failed', async (context) => {
    const { room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\nRUN echo about to fail; exit 3\n' });
    const job = room.job({ ...spec, network: 'host' }, folder, 'fails:1', { push: false });
    await expect(docker.build(job, room.context())).rejects.toMatchObject({
      problems: [{ code: 'BUILD_FAILED', message: expect.stringMatching(/exit (?:status|code:?) 3/) }],
    });
    expect(room.output()).toContain('about to fail');
  });

  test('says why a registry refuses', async (context) => {
    const { room } = await arrange(context);
    const { host } = requireService(services.passwordRegistry, context);
    const folder = await createFolder({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
    await expect(docker.build(room.job(spec, folder, `${host}/denied:1`), room.context())).rejects.toMatchObject({
      problems: [{ code: expect.stringMatching(/^REGISTRY_(?:UNAUTHORIZED|DENIED)$/) }],
    });
  });

  // Its API has no way to end the command of a RUN: podman 4.3 lets it come to its own end after the client has left.
  test('a cancelled build ends here at once', async (context) => {
    const { room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\nRUN sleep 7.49\n' });
    const controller = new AbortController();
    const job = room.job({ ...spec, network: 'host', noCache: true }, folder, 'cancelled:1', { push: false });
    const failed = expect(docker.build(job, room.context(controller.signal))).rejects.toMatchObject({
      problems: [{ code: 'CANCELLED' }],
    });
    await expect.poll(() => living('sleep 7.49'), { timeout: 30_000 }).toBeGreaterThan(0);
    controller.abort();
    await failed;
    expect(await living('sleep 7.49')).toBeGreaterThan(0);
    await expectNoneLiving('sleep 7.49');
  });
});
