/** Proves that the engines of the run build, push, run and know the base images. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { execa } from 'execa';
import { pack } from 'tar-stream';
import { describe, expect, inject, test } from 'vitest';
import { ask } from './http.ts';
import { createFolder, requireService } from './provided.ts';

const services = inject('services');
const DOCKERFILE = 'FROM alpine:3.20\nRUN cat /etc/alpine-release > /built\nCMD ["cat", "/built"]\n';

describe.each(['dockerd', 'podman'] as const)('%s', (name) => {
  test('builds FROM a name of Docker Hub through its API, runs the image and pushes it', async (context) => {
    const { socket: socketPath } = requireService(services[name], context);
    const registry = requireService(services.registry, context);
    requireService(services.images, context);
    const image = `${registry.host}/smoke/${name}`;
    const call = (method: string, path: string, body?: string | Uint8Array, headers = {}) =>
      ask(`http://engine/v1.40${path}`, { method, socketPath, headers, ...(body !== undefined && { body }) });

    const tar = pack();
    tar.entry({ name: 'Dockerfile' }, DOCKERFILE);
    tar.finalize();
    const query = new URLSearchParams({ t: `${image}:1`, networkmode: 'none' });
    const built = await call('POST', `/build?${query}`, await buffer(tar), { 'content-type': 'application/x-tar' });
    expect(built.text).toContain('Successfully tagged');

    // Podman asks for more open files than a machine without CAP_SYS_RESOURCE may have, unless told.
    const Ulimits = ['nofile', 'nproc'].map((Name) => ({ Name, Soft: 1024, Hard: 1024 }));
    const HostConfig = { NetworkMode: 'none', Ulimits };
    const container = JSON.stringify({ Image: `${image}:1`, HostConfig });
    const created = await call('POST', '/containers/create', container, { 'content-type': 'application/json' });
    const { Id: id } = JSON.parse(created.text) as { Id: string };
    expect((await call('POST', `/containers/${id}/start`)).status).toBe(204);
    const waited = await call('POST', `/containers/${id}/wait`);
    expect(JSON.parse(waited.text)).toMatchObject({ StatusCode: 0 });
    expect((await call('GET', `/containers/${id}/logs?stdout=1`)).text).toContain('3.20.0');
    expect((await call('DELETE', `/containers/${id}?force=1`)).status).toBeLessThan(300);

    const login = Buffer.from('{}').toString('base64');
    const pushed = await call('POST', `/images/${image}/push?tag=1`, '', { 'x-registry-auth': login });
    const [digest] = /sha256:[0-9a-f]{64}(?=[ "].*size|","Size)/i.exec(pushed.text) ?? [];
    expect(digest).toBeDefined();
    const manifest = await ask(`${registry.url}/v2/smoke/${name}/manifests/${digest}`, {
      headers: {
        accept: 'application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json',
      },
    });
    expect(`sha256:${createHash('sha256').update(manifest.body).digest('hex')}`).toBe(digest);
  });
});

describe('buildx', () => {
  const CROSS = `FROM --platform=$BUILDPLATFORM busybox:1.36 AS build
ARG TARGETARCH
RUN --mount=type=secret,id=word test "$(cat /run/secrets/word)" = opensesame
RUN echo "for $TARGETARCH" > /target
FROM scratch
COPY --from=build /target /target
`;

  test.for(['registry', 'olareg'] as const)(
    'builds two platforms with a secret and pushes to %s',
    async (target, context) => {
      const { buildx, dockerConfig, builder } = requireService(services.buildkitd, context);
      const { host, url } = requireService(services[target], context);
      requireService(services.images, context);
      const folder = await createFolder({ Dockerfile: CROSS, word: 'opensesame' });
      const metadata = join(folder, 'metadata.json');
      await execa(
        buildx,
        [
          ...['build', '--builder', builder, '--platform', 'linux/amd64,linux/arm64', '--provenance=false'],
          ...['--secret', `id=word,src=${join(folder, 'word')}`, '--metadata-file', metadata],
          ...['--push', '-t', `${host}/smoke/cross:1`, folder],
        ],
        { env: { DOCKER_CONFIG: dockerConfig } },
      );
      const { 'containerimage.digest': digest } = JSON.parse(await readFile(metadata, 'utf8')) as Record<
        string,
        string
      >;
      const accept =
        'application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.oci.image.index.v1+json';
      const index = await ask(`${url}/v2/smoke/cross/manifests/${digest}`, { headers: { accept } });
      const { manifests } = JSON.parse(index.text) as { manifests: { platform: { architecture: string } }[] };
      expect(manifests.map(({ platform }) => platform.architecture)).toEqual(['amd64', 'arm64']);
    },
  );

  test('is a plugin of docker in the config folder that the run names', async (context) => {
    const { dockerConfig, builder } = requireService(services.buildkitd, context);
    const { program } = requireService(services.docker, context);
    const { stdout } = await execa(program, ['buildx', 'inspect', builder], { env: { DOCKER_CONFIG: dockerConfig } });
    expect(stdout).toMatch(/Driver:\s+remote/);
    expect(stdout).toMatch(/Status:\s+running/);
  });

  test('builds through dockerd with the network named', async (context) => {
    const { buildx, dockerConfig } = requireService(services.buildkitd, context);
    const { dockerHost } = requireService(services.dockerd, context);
    requireService(services.images, context);
    const folder = await createFolder({ Dockerfile: DOCKERFILE });
    const ids = join(folder, 'id');
    const args = ['build', '--network', 'none', '--load', '--iidfile', ids, '-t', 'smoke/engine:1', folder];
    await execa(buildx, args, { env: { DOCKER_CONFIG: dockerConfig, DOCKER_HOST: dockerHost } });
    expect(await readFile(ids, 'utf8')).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

test('the node image runs a program', async (context) => {
  const { dockerHost } = requireService(services.dockerd, context);
  const { program } = requireService(services.docker, context);
  const { host } = requireService(services.registry, context);
  const { node } = requireService(services.images, context);
  const run = ['run', '--rm', '--network', 'none', `${host}/${node.name}`, 'node', '-p', '6 * 7'];
  const { stdout } = await execa(program, run, { env: { DOCKER_HOST: dockerHost } });
  expect(stdout).toBe('42');
});
