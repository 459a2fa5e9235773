/** The registry client against real registries, with and without faults in between. */
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { digestOf } from '../src/image/digest.ts';
import { mediaTypes } from '../src/oci/media-types.ts';
import { selectImage } from '../src/oci/select-image.ts';
import { answer, type Rule, registryError } from './faults/rules.ts';
import { startScriptedProxy } from './faults/scripted-proxy.ts';
import { withProxy } from './faults/toxiproxy.ts';
import {
  connect,
  descriptorOf,
  hashOf,
  image,
  imageOf,
  MIB,
  problemOf,
  randomLayer,
  signal,
  sourceOf,
} from './registry-client.cases.ts';
import { requireService } from './services/provided.ts';

const services = inject('services');

describe.each(['registry', 'olareg'] as const)('against %s', (name) => {
  test.for([
    ['in one request', {}],
    ['in chunks', { chunkBytes: MIB }],
  ] as const)('pushes an image %s that crane finds whole', async ([, options], context) => {
    const { host } = requireService(services[name], context);
    const { program } = requireService(services.crane, context);
    const client = await connect(options);
    const tars = [randomLayer(100_000), randomLayer(5 * MIB + 17)];
    // What is random does not become smaller; crane takes every layer for a packed one.
    const layers = tars.map((tar) => gzipSync(tar, { level: 0 }));
    const { manifest, config } = imageOf(layers, {}, tars);
    const at = image(host, `client/push-${Math.floor(performance.now() * 1000)}`, '1');
    const progress: number[] = [];
    for (const layer of layers)
      expect(await client.pushBlob(at, sourceOf(layer), { onProgress: (done) => progress.push(done), signal })).toBe(
        'sent',
      );
    await client.pushBlob(at, sourceOf(config, mediaTypes.ociConfig), { signal });
    await client.pushManifest(at, manifest, signal);

    expect(progress.at(-1)).toBe(layers[1]?.length);
    await execa(program, ['validate', '--remote', `${at.name}:1`]);
    const { stdout } = await execa(program, ['digest', `${at.name}:1`]);
    expect(stdout).toBe(manifest.descriptor.digest);

    expect(await client.pushBlob(at, sourceOf(layers[0] ?? config), { signal })).toBe('present');
    const neighbour = image(host, `${at.repository}-mounted`, '1');
    expect(await client.pushBlob(neighbour, sourceOf(layers[0] ?? config), { mountFrom: [at], signal })).toBe(
      'mounted',
    );
    expect(await client.resolve(at, signal)).toEqual(manifest.descriptor);
    expect(await client.tags(at, signal)).toEqual(['1']);
  });

  test('finds and pulls the image of a platform in an index, every byte checked', async (context) => {
    const { host } = requireService(services[name], context);
    const images = requireService(services.images, context);
    const [repository = '', tag = ''] = images.multi.name.split(':');
    const at = image(host, repository, tag);
    const client = await connect();
    const root = await client.pullManifest(at, signal);
    expect(root.descriptor.digest).toBe(images.multi.digest);
    const selected = await selectImage(root, { os: 'linux', architecture: 'arm64' }, async (descriptor) => {
      if (descriptor.mediaType !== mediaTypes.ociConfig)
        return (await client.pullManifest(image(host, repository, descriptor.digest), signal)).bytes;
      const chunks: Uint8Array[] = [];
      for await (const chunk of client.pullBlob(at, descriptor, signal)) chunks.push(chunk);
      return Buffer.concat(chunks);
    });
    expect(selected.config.architecture).toBe('arm64');
    for (const layer of selected.manifest.layers)
      expect(await hashOf(client.pullBlob(at, layer, signal))).toBe(layer.digest);
  });

  test('what is not there is not there', async (context) => {
    const { host } = requireService(services[name], context);
    const client = await connect();
    const at = image(host, 'client/nothing', '1');
    expect(await client.resolve(at, signal)).toBeUndefined();
    expect(await client.resolve(image(host, 'client/nothing', digestOf('nothing')), signal)).toBeUndefined();
    expect(await client.hasBlob(at, digestOf('nothing'), signal)).toBe(false);
    expect(await problemOf(client.pullManifest(at, signal))).toMatchObject({ code: 'REGISTRY_NOT_FOUND' });
  });

  test('lists more tags than a page holds, and what refers to an image', async (context) => {
    const { host } = requireService(services[name], context);
    const client = await connect();
    const repository = `client/lists-${Math.floor(performance.now() * 1000)}`;
    const { manifest, config } = imageOf([]);
    await client.pushBlob(image(host, repository, 'v0'), sourceOf(config, mediaTypes.ociConfig), { signal });
    const tags = Array.from({ length: 25 }, (_, n) => `v${n}`);
    await Promise.all(tags.map((tag) => client.pushManifest(image(host, repository, tag), manifest, signal)));
    expect((await client.tags(image(host, repository, 'v0'), signal)).toSorted()).toEqual(tags.toSorted());

    const { digest } = manifest.descriptor;
    expect(await client.referrers(image(host, repository, 'v0'), digest, signal)).toEqual([]);
    for (const artifactType of ['e2e/one', 'e2e/two']) {
      const signature = imageOf([], { subject: manifest.descriptor, artifactType }).manifest;
      await client.pushManifest(image(host, repository, signature.descriptor.digest), signature, signal);
    }
    const found = await client.referrers(image(host, repository, 'v0'), digest, signal);
    expect(found.map(({ artifactType }) => artifactType).toSorted()).toEqual(['e2e/one', 'e2e/two']);
  });

  test('an upload survives a reset at every 64 KiB of a chunk', async (context) => {
    const { host } = requireService(services[name], context);
    const at = (proxy: string, n: number) => image(proxy, `client/reset-${n}`, '1');
    const chunkBytes = 512 * 1024;
    for (let n = 0; n <= 8; n += 1) {
      const rule: Rule = {
        when: { method: 'PATCH', nth: 2 },
        do: { kind: 'cut', direction: 'request', bytes: n * 65_536 },
      };
      await using proxy = await startScriptedProxy({ upstream: `http://${host}`, rules: [rule] });
      const client = await connect({ chunkBytes });
      const layer = randomLayer(3 * chunkBytes);
      expect(await client.pushBlob(at(proxy.host, n), sourceOf(layer), { signal })).toBe('sent');
      expect(await hashOf(client.pullBlob(at(proxy.host, n), descriptorOf(layer, 'a/b'), signal))).toBe(
        digestOf(layer),
      );
      const sent = proxy.requests.reduce(
        (sum, { method, requestBytes }) => sum + (method === 'PATCH' ? requestBytes : 0),
        0,
      );
      // docker-registry 2.8 forgets an upload whose piece broke off, so there it begins anew.
      expect(sent).toBeLessThanOrEqual(layer.length + (name === 'olareg' ? 1 : 2) * chunkBytes);
    }
  });

  test.for([
    ['in one request', {}],
    ['in chunks', { chunkBytes: MIB }],
  ] as const)('a blob whose last answer is lost is found: %s', async ([, options], context) => {
    const { host } = requireService(services[name], context);
    const rule: Rule = {
      when: { method: 'PUT', path: /\/blobs\/uploads\//, nth: 1 },
      do: { kind: 'cut', direction: 'response', bytes: 0 },
    };
    await using proxy = await startScriptedProxy({ upstream: `http://${host}`, rules: [rule] });
    const client = await connect(options);
    const layer = randomLayer(2 * MIB);
    const at = image(proxy.host, 'client/lost', '1');
    expect(await client.pushBlob(at, sourceOf(layer), { signal })).toBe('sent');
    expect(proxy.requests.filter((seen) => seen.method === 'PUT')).toHaveLength(1);
    expect(await client.hasBlob(at, digestOf(layer), signal)).toBe(true);
  });

  test('busy answers are waited out, and Retry-After is kept to', async (context) => {
    const { host } = requireService(services[name], context);
    await using proxy = await startScriptedProxy({
      upstream: `http://${host}`,
      rules: [
        { when: { path: /\/blobs\//, nth: 1 }, do: registryError(429, 'TOOMANYREQUESTS', { 'retry-after': '1' }) },
        { when: { method: 'PUT', path: /\/manifests\//, nth: [1, 2] }, do: answer(503) },
      ],
    });
    const client = await connect();
    const { manifest, config } = imageOf([]);
    const at = image(proxy.host, 'client/busy', '1');
    await client.pushBlob(at, sourceOf(config, mediaTypes.ociConfig), { signal });
    await client.pushManifest(at, manifest, signal);
    const [first, second] = proxy.requests;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
    expect(await client.resolve(at, signal)).toEqual(manifest.descriptor);
  });

  test('a download goes on after each of many cuts', async (context) => {
    const { host } = requireService(services[name], context);
    const { url } = requireService(services.toxiproxy, context);
    const layer = randomLayer(4 * MIB);
    const client = await connect();
    await client.pushBlob(image(host, 'client/cuts', '1'), sourceOf(layer), { signal });
    const toxics = [{ type: 'limit_data', attributes: { bytes: 600_000 } }] as const;
    await withProxy(url, { upstream: host, toxics }, async (proxy) => {
      const pulled = client.pullBlob(image(proxy.host, 'client/cuts', '1'), descriptorOf(layer, 'a/b'), signal);
      expect(await hashOf(pulled)).toBe(digestOf(layer));
    });
  });

  test('a registry that goes silent is an error in time, and nothing waits on', async (context) => {
    const { host } = requireService(services[name], context);
    const { url } = requireService(services.toxiproxy, context);
    const client = await connect({ idleMs: 300, retry: { attempts: 2, baseMs: 1 } });
    const toxics = [{ type: 'timeout', attributes: { timeout: 0 } }] as const;
    await withProxy(url, { upstream: host, toxics }, async (proxy) => {
      const problem = await problemOf(client.resolve(image(proxy.host, 'client/silent', '1'), signal));
      expect(problem).toMatchObject({ code: 'REGISTRY_UNREACHABLE', message: expect.stringContaining('2 times') });
    });
  });
});

test('a client keeps its connections', async (context) => {
  const { url } = requireService(services.registry, context);
  await using proxy = await startScriptedProxy({ upstream: url });
  onTestFinished(() => proxy.close());
  const client = await connect();
  for (let n = 0; n < 20; n += 1) await client.resolve(image(proxy.host, 'client/kept', `${n}`), signal);
  expect(new Set(proxy.requests.map(({ connection }) => connection)).size).toBe(1);
});
