/** The embedded registry against the specification's own suite, and against the clients that people have. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { createStore } from '../src/adapters/blobs/store.ts';
import type { Problem } from '../src/errors/problem.ts';
import { createRegistryServer, type Listening, type RegistryServerOptions } from '../src/servers/registry/server.ts';
import { cleanEnv, programPath } from './program.ts';
import { runConformance } from './services/conformance.ts';
import { findPort } from './services/ports.ts';
import { createFolder, requireService } from './services/provided.ts';

const services = inject('services');
const signal = new AbortController().signal;

/** One of the test's own. At the test's end it must have had nothing to tell. */
async function startRegistry(options: Partial<RegistryServerOptions> = {}): Promise<Listening> {
  const store = createStore(join(await createFolder(), '.orchestrator', 'registry'));
  const told: Problem[] = [];
  const server = createRegistryServer({ store, port: 0, notify: (problem) => told.push(problem), ...options });
  onTestFinished(async () => {
    await server.close();
    expect(told).toEqual([]);
  });
  return server.listen(signal);
}

describe('the conformance suite', () => {
  test('passes every check of the released specification', async (context) => {
    const { program } = requireService(services.conformance, context);
    const { host } = await startRegistry();
    const result = await runConformance({ program, host, folder: await createFolder(), scope: '1.1' });
    expect(result).toMatchObject({ skipped: 0, disabled: 2, failed: [] });
    expect(result.total).toBeGreaterThan(850);
  });

  test('passes everything that the suite knows, with nothing switched off', async (context) => {
    const { program } = requireService(services.conformance, context);
    const { host } = await startRegistry({ allowSparse: true });
    const result = await runConformance({ program, host, folder: await createFolder(), scope: 'everything' });
    expect(result).toMatchObject({ skipped: 0, disabled: 0, failed: [] });
    expect(result.total).toBeGreaterThan(1000);
  });

  test('passes behind a password and TLS too', async (context) => {
    const { program } = requireService(services.conformance, context);
    const files = requireService(services.certificates, context);
    const tls = { cert: await readFile(files.serverCert, 'utf8'), key: await readFile(files.serverKey, 'utf8') };
    const { host } = await startRegistry({ address: '127.0.0.1', password: 'open sesame', tls });
    // The suite is a Go program and trusts what this says.
    vi.stubEnv('SSL_CERT_FILE', files.ca);
    const suite = { program, host, folder: await createFolder(), scope: '1.1', tls: 'enabled' } as const;
    const user = { username: 'anybody', password: 'open sesame' };
    expect(await runConformance({ ...suite, user })).toMatchObject({ skipped: 0, failed: [] });
    const { failed } = await runConformance({ ...suite, user: { ...user, password: 'wrong' } });
    expect(failed.length).toBeGreaterThan(100);
  });
});

describe('clients', () => {
  test('docker pushes an image, forgets it, and pulls it by its digest', async (context) => {
    const { program } = requireService(services.docker, context);
    const { dockerHost } = requireService(services.dockerd, context);
    const { host } = await startRegistry();
    const docker = (...args: readonly string[]) => execa(program, args, { env: { DOCKER_HOST: dockerHost } });
    const name = `${host}/team/data`;
    const folder = await createFolder({
      Dockerfile: 'FROM scratch\nCOPY data /\nLABEL of=test\n',
      data: randomBytes(3e6),
    });
    await docker('build', '--tag', `${name}:1`, folder);
    const { stdout } = await docker('push', `${name}:1`);
    const digest = /digest: (sha256:[0-9a-f]{64})/.exec(stdout)?.[1] ?? '';
    await docker('rmi', `${name}:1`);
    const pulled = await docker('pull', `${name}@${digest}`);
    expect(pulled.stdout).toContain('Download complete');
    const { stdout: digests } = await docker('image', 'inspect', '--format', '{{.RepoDigests}}', `${name}@${digest}`);
    expect(digests).toContain(`${name}@${digest}`);
    await docker('rmi', `${name}@${digest}`);
  });

  test('buildx pushes platforms with attestations, and a cache that is an index of layers', async (context) => {
    const { buildx, dockerConfig, builder } = requireService(services.buildkitd, context);
    requireService(services.images, context);
    const { host, url } = await startRegistry();
    const folder = await createFolder({
      Dockerfile: 'FROM busybox:1.36 AS one\nRUN echo 1 > /1\nFROM scratch\nCOPY --from=one /1 /\n',
    });
    const cache = `type=registry,ref=${host}/team/cache:1`;
    const build = (...args: readonly string[]) =>
      execa(
        buildx,
        [
          ...['build', '--builder', builder, '--platform', 'linux/amd64,linux/arm64', '--provenance=mode=max'],
          ...['--progress=plain', '--push', '-t', `${host}/team/app:1`, ...args, folder],
        ],
        { env: { DOCKER_CONFIG: dockerConfig } },
      );
    await build('--cache-to', `${cache},mode=max,image-manifest=false`);
    const index = await (await fetch(`${url}/v2/team/app/manifests/1`)).text();
    expect(index).toContain('attestation-manifest');
    const cached = await (await fetch(`${url}/v2/team/cache/manifests/1`)).text();
    expect(cached).toContain('application/vnd.buildkit.cacheconfig.v0');
    const { stderr } = await build('--cache-from', cache);
    expect(stderr).toContain(`importing cache manifest from ${host}/team/cache:1`);
  });

  test('skopeo copies an image of several platforms there and back, digest for digest', async (context) => {
    const { program } = requireService(services.skopeo, context);
    const registry = requireService(services.registry, context);
    const { multi } = requireService(services.images, context);
    const { host } = await startRegistry();
    const plain = ['--src-tls-verify=false', '--dest-tls-verify=false', '--all', '--preserve-digests'];
    const target = `docker://${host}/deep/er/multi:1`;
    await execa(program, ['copy', ...plain, `docker://${registry.host}/${multi.name}`, target]);
    const layout = await createFolder();
    await execa(program, [
      'copy',
      '--src-tls-verify=false',
      '--all',
      '--preserve-digests',
      target,
      `oci:${layout}:back`,
    ]);
    const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8'));
    expect(index.manifests[0].digest).toBe(multi.digest);
    const { stdout } = await execa(program, ['list-tags', '--tls-verify=false', `docker://${host}/deep/er/multi`]);
    expect(JSON.parse(stdout).Tags).toEqual(['1']);
    await execa(program, ['delete', '--tls-verify=false', target]);
    const after = await execa(program, ['inspect', '--tls-verify=false', target], { reject: false });
    expect(after.stderr).toMatch(/manifest unknown|no manifest/);
  });

  test('crane copies, lists, reads, tags and deletes', async (context) => {
    const { program } = requireService(services.crane, context);
    const registry = requireService(services.registry, context);
    const { multi } = requireService(services.images, context);
    const { host } = await startRegistry();
    const crane = async (...args: readonly string[]) => (await execa(program, args)).stdout;
    await crane('copy', `${registry.host}/${multi.name}`, `${host}/multi:1`);
    expect(await crane('digest', `${host}/multi:1`)).toBe(multi.digest);
    expect(await crane('manifest', `${host}/multi:1`)).toContain('"architecture":"arm64"');
    await crane('tag', `${host}/multi:1`, 'two');
    expect(await crane('ls', `${host}/multi`)).toBe('1\ntwo');
    expect(await crane('catalog', host)).toBe('multi');
    await crane('copy', `${host}/multi:1`, `${host}/other:1`);
    await crane('validate', '--remote', `${host}/other:1`);
    await crane('delete', `${host}/multi:two`);
    expect(await crane('ls', `${host}/multi`)).toBe('1');
    await crane('delete', `${host}/multi@${multi.digest}`);
    await expect(crane('digest', `${host}/multi:1`)).rejects.toThrow(/MANIFEST_UNKNOWN/);
  });
});

describe('the program', () => {
  /** Serves the folder's store; ends with the test. */
  async function serve(
    cwd: string,
    under: readonly string[] = [],
  ): Promise<{ readonly host: string; readonly kill: () => Promise<unknown> }> {
    const port = await findPort();
    const words = [...under, process.execPath, programPath, 'registry', 'serve', '--port', String(port)];
    const [file = '', ...args] = words;
    const child = execa(file, args, { cwd, env: cleanEnv(cwd), extendEnv: false, reject: false });
    onTestFinished(async () => {
      child.kill('SIGTERM');
      await child;
    });
    const ping = async () => (await fetch(`http://127.0.0.1:${port}/v2/`)).status;
    await expect.poll(() => ping().catch(() => 0), { timeout: 10_000 }).toBe(200);
    const kill = async () => {
      child.kill('SIGKILL');
      await child;
    };
    return { host: `127.0.0.1:${port}`, kill };
  }
  const project = () =>
    createFolder({ 'orchestrator.yaml': 'apiVersion: orchestrator/v1\nkind: Config\nmetadata: {name: serve}\n' });

  test('killed in the middle of pushes shows only whole images afterwards', async (context) => {
    const { program } = requireService(services.crane, context);
    const registry = requireService(services.registry, context);
    const { node: image } = requireService(services.images, context);
    const cwd = await project();
    const copy = (to: string) => execa(program, ['copy', `${registry.host}/${image.name}`, to], { reject: false });
    const validate = (name: string) => execa(program, ['validate', '--remote', name]);
    const first = await serve(cwd);
    await copy(`${first.host}/kill/one:kept`);
    await first.kill();
    for (const waitMs of [20, 150, 500]) {
      const { host, kill } = await serve(cwd);
      const pushes = ['one', 'two'].map((name) => copy(`${host}/kill/${name}:after-${waitMs}`));
      // The moment is arbitrary on purpose: every one must do.
      await setTimeout(waitMs);
      await kill();
      for (const push of pushes) push.kill();
      await Promise.all(pushes);
    }
    const { host } = await serve(cwd);
    for (const name of [`${host}/kill/one`, `${host}/kill/two`]) {
      const { stdout = '' } = await execa(program, ['ls', name], { reject: false });
      for (const tag of stdout.split('\n').filter((line) => line !== '')) await validate(`${name}:${tag}`);
    }
    await validate(`${host}/kill/one:kept`);
    await copy(`${host}/kill/two:again`);
    await validate(`${host}/kill/two:again`);
  });

  test('takes and gives many images at once with 64 file descriptors', async (context) => {
    const { program } = requireService(services.crane, context);
    const registry = requireService(services.registry, context);
    const { multi } = requireService(services.images, context);
    const { host } = await serve(await project(), ['sh', '-c', 'ulimit -n 64 && exec "$@"', 'sh']);
    const names = Array.from({ length: 6 }, (_, at) => `${host}/few/${at}:1`);
    await Promise.all(names.map((name) => execa(program, ['copy', `${registry.host}/${multi.name}`, name])));
    await Promise.all(names.map((name) => execa(program, ['validate', '--remote', name])));
  });
});
