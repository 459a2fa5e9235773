/** One suite for both ways to the store: in process, and by our client over the socket. They must not differ. */
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { createStore } from '../../adapters/blobs/store.ts';
import { createRegistryClient } from '../../adapters/registry/client.ts';
import { createSystem } from '../../adapters/system/system.ts';
import { digestOf } from '../../image/digest.ts';
import type { ImageReference } from '../../image/reference.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { formatManifest, type ImageIndex, type ImageManifest } from '../../oci/image-manifest.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import type { BlobSource, FetchedManifest, Registry } from '../../ports/registry.ts';
import { createEmbeddedRegistry } from './embedded.ts';
import { signal, useLoopback } from './loopback.cases.ts';

const loopback = useLoopback();
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const inProcess = (): Registry => createEmbeddedRegistry(createStore(loopback.root));
const overSocket = (): Registry => {
  const [home, projectFolder] = [join(loopback.root, 'home'), join(loopback.root, 'project')];
  const client = createRegistryClient({ system: createSystem(), env: {}, home, projectFolder, chunkBytes: 100_000 });
  closers.push(() => client.close());
  return client;
};

const at = (repository: string, rest: Partial<ImageReference> = {}): ImageReference => {
  const registry = loopback.at.host;
  return { registry, repository, name: `${registry}/${repository}`, ...rest };
};

function blobOf(
  content: Uint8Array,
  mediaType: string = mediaTypes.ociLayer,
): BlobSource & { readonly opened: () => number } {
  let count = 0;
  const descriptor = { mediaType, digest: digestOf(content), size: content.byteLength };
  async function* open(): AsyncGenerator<Uint8Array> {
    count += 1;
    for (let from = 0; from < content.byteLength; from += 65_536) yield content.subarray(from, from + 65_536);
  }
  return { descriptor, open, opened: () => count };
}

function fetched(manifest: ImageManifest | ImageIndex): FetchedManifest {
  const bytes = formatManifest(manifest);
  return { bytes, descriptor: { mediaType: manifest.mediaType, digest: digestOf(bytes), size: bytes.byteLength } };
}

const config = blobOf(Buffer.from('{}'), mediaTypes.ociConfig);
const layer = blobOf(randomBytes(350_000));
const imageOf = (change: Partial<ImageManifest> = {}): FetchedManifest =>
  fetched({
    kind: 'manifest',
    mediaType: mediaTypes.ociManifest,
    config: config.descriptor,
    layers: [layer.descriptor],
    ...change,
  });

async function pushImage(registry: Registry, tag: string): Promise<Descriptor> {
  for (const blob of [config, layer]) await registry.pushBlob(at('team/api'), blob, { signal });
  const image = imageOf();
  await registry.pushManifest(at('team/api', { tag }), image, signal);
  return image.descriptor;
}

describe.each([
  ['in process', inProcess],
  ['over the socket', overSocket],
])('%s', (_, connect) => {
  test('an image is pushed and pulled, byte for byte', async () => {
    const registry = connect();
    const pushed = await pushImage(registry, 'v1');
    for (const rest of [{ tag: 'v1' }, { digest: pushed.digest }, { tag: 'v1', digest: pushed.digest }]) {
      expect(await registry.resolve(at('team/api', rest), signal)).toEqual(pushed);
    }
    const pulled = await registry.pullManifest(at('team/api', { tag: 'v1' }), signal);
    expect(digestOf(pulled.bytes)).toBe(pushed.digest);
    const content = await buffer(registry.pullBlob(at('team/api'), layer.descriptor, signal));
    expect(digestOf(content)).toBe(layer.descriptor.digest);
    expect(await registry.tags(at('team/api'), signal)).toEqual(['v1']);
  });

  test('what is there is not sent again, and what another repository has is mounted', async () => {
    const registry = connect();
    const blob = blobOf(randomBytes(1000));
    const done: number[] = [];
    const push = (repository: string, from: readonly string[] = []) =>
      registry.pushBlob(at(repository), blob, {
        mountFrom: from.map((name) => at(name)),
        onProgress: (count) => done.push(count),
        signal,
      });
    expect([await push('a'), await push('a'), await push('b', ['a'])]).toEqual(['sent', 'present', 'mounted']);
    expect(blob.opened()).toBe(1);
    expect(done.at(-1)).toBe(1000);
    expect(await registry.hasBlob(at('b'), blob.descriptor.digest, signal)).toBe(true);
    expect(await registry.hasBlob(at('c'), blob.descriptor.digest, signal)).toBe(false);
  });

  test('what is not there is not there', async () => {
    const registry = connect();
    expect(await registry.resolve(at('team/api', { tag: 'v1' }), signal)).toBeUndefined();
    expect(await registry.referrers(at('team/api'), layer.descriptor.digest, signal)).toEqual([]);
    await expect(registry.pullManifest(at('team/api', { tag: 'v1' }), signal)).rejects.toThrow(/REGISTRY_NOT_FOUND/);
    await expect(buffer(registry.pullBlob(at('a'), layer.descriptor, signal))).rejects.toThrow(/REGISTRY_NOT_FOUND/);
  });

  test('an image without its layers is refused, and so are wrong bytes', async () => {
    const registry = connect();
    await registry.pushBlob(at('team/api'), config, { signal });
    const incomplete = registry.pushManifest(at('team/api', { tag: 'v1' }), imageOf(), signal);
    await expect(incomplete).rejects.toThrow(/REGISTRY_.*MANIFEST_BLOB_UNKNOWN/s);
    const other = { ...layer, descriptor: { ...layer.descriptor, digest: digestOf('other') } };
    await expect(registry.pushBlob(at('team/api'), other, { signal })).rejects.toThrow(/DIGEST_MISMATCH/);
    expect(await registry.resolve(at('team/api', { tag: 'v1' }), signal)).toBeUndefined();
    expect(await registry.hasBlob(at('team/api'), digestOf('other'), signal)).toBe(false);
  });

  test('indexes hold their images, and referrers are told by their subject', async () => {
    const registry = connect();
    const image = await pushImage(registry, 'v1');
    const index = fetched({ kind: 'index', mediaType: mediaTypes.ociIndex, manifests: [image] });
    await registry.pushManifest(at('team/api', { tag: 'all' }), index, signal);
    const signature = imageOf({ artifactType: 'application/x.signature', subject: image, annotations: { by: 'us' } });
    await registry.pushManifest(at('team/api'), signature, signal);
    expect(await registry.referrers(at('team/api'), image.digest, signal)).toEqual([
      { ...signature.descriptor, artifactType: 'application/x.signature', annotations: { by: 'us' } },
    ]);
    expect(await registry.tags(at('team/api'), signal)).toEqual(['all', 'v1']);
  });
});

test('what the store has already is linked and not read', async () => {
  const store = createStore(loopback.root);
  const content = randomBytes(5000);
  const blob = blobOf(content);
  await store.blobs.write(content, { signal });
  const registry = createEmbeddedRegistry(store);
  expect(await registry.pushBlob(at('a'), blob, { signal })).toBe('mounted');
  expect(blob.opened()).toBe(0);
  expect(await readdir(join(loopback.root, 'temp'))).toEqual([]);
});

test('what one pushes in process, the other pulls over the socket', async () => {
  const pushed = await pushImage(inProcess(), 'v1');
  const client = overSocket();
  expect(await client.resolve(at('team/api', { tag: 'v1' }), signal)).toEqual(pushed);
  expect(digestOf(await buffer(client.pullBlob(at('team/api'), layer.descriptor, signal)))).toBe(
    layer.descriptor.digest,
  );
});
