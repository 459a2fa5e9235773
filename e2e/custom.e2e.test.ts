/** The custom builder: commands that build with the docker program, with crane, or not at all. */
import { describe, expect, inject, type TestContext, test } from 'vitest';
import { custom } from '../src/builders/custom.ts';
import { crane, createBuildRoom, expectNoneLiving, living } from './build-room.ts';
import { createFolder, requireService } from './services/provided.ts';

const services = inject('services');

async function arrange(context: TestContext) {
  const { dockerHost } = requireService(services.dockerd, context);
  const { host } = requireService(services.registry, context);
  requireService(services.images, context);
  const { program } = requireService(services.crane, context);
  const cli = requireService(services.docker, context).program;
  return { host, crane: program, cli, room: await createBuildRoom({ DOCKER_HOST: dockerHost, DOCKER_BUILDKIT: '0' }) };
}

describe('a custom build', () => {
  test('that pushes is pinned by what the registry has', async (context) => {
    const { host, crane: program, cli, room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\nCOPY Dockerfile /\n' });
    const target = `${host}/e2e/custom:v1`;
    const buildCommand = `${cli} build -t "$IMAGE" "$BUILD_CONTEXT" && if $PUSH_IMAGE; then ${cli} push "$IMAGE"; fi`;
    const built = await custom.build(room.job({ buildCommand }, folder, target), room.context());
    const digest = await crane(program, 'digest', target);
    expect(built).toEqual({ reference: `${target}@${digest}`, digest, pushed: true });
  });

  test('that stays in the engine is named by its id', async (context) => {
    const { cli, room } = await arrange(context);
    const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\nCOPY Dockerfile /\n' });
    const buildCommand = `${cli} build -t $IMAGE .`;
    const built = await custom.build(
      room.job({ buildCommand }, folder, 'own/custom:v1', { push: false }),
      room.context(),
    );
    expect(built).toEqual({ reference: expect.stringMatching(/^own\/custom:[0-9a-f]{64}$/), pushed: false });
  });

  test.for([true, false])('that makes nothing is a failure, pushed or not: %s', async (push, context) => {
    const { host, room } = await arrange(context);
    const folder = await createFolder();
    const target = `${host}/e2e/nothing:v1`;
    const building = custom.build(room.job({ buildCommand: 'true' }, folder, target, { push }), room.context());
    await expect(building).rejects.toMatchObject({
      problems: [{ code: 'BUILD_FAILED', message: `the custom script didn't produce an image with tag "${target}"` }],
    });
  });

  test('that is cancelled takes all its processes along, those that will not listen too', async (context) => {
    const { room } = await arrange(context);
    const folder = await createFolder();
    const controller = new AbortController();
    const buildCommand = '(trap "" TERM; sleep 5050; sleep 5050) & sleep 5050';
    const building = custom.build(room.job({ buildCommand }, folder, 'x:1'), room.context(controller.signal));
    const failed = expect(building).rejects.toMatchObject({ problems: [{ code: 'CANCELLED' }] });
    await expect.poll(() => living('sleep 5050'), { timeout: 10_000 }).toBeGreaterThan(2);
    controller.abort();
    await failed;
    await expectNoneLiving('sleep 5050');
  });
});
