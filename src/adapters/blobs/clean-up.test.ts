import { readdir, utimes, writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { type Digest, digestOf } from '../../image/digest.ts';
import { formatManifest, type ImageManifest } from '../../oci/image-manifest.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import type { Store } from '../../ports/blobs.ts';
import { type CleanUpPolicy, collectGarbage } from './clean-up.ts';
import { type Disk, disk } from './disk.ts';
import { layoutOf } from './layout.ts';
import { killEverywhere, withFolder } from './stopping-disk.cases.ts';
import { createStore } from './store.ts';

const signal = new AbortController().signal;
const config = Buffer.from('{}');
/** Far ahead of everything that the test writes, so that nothing is fresh. */
const later = (days: number): Date => new Date(Date.now() + days * 86_400_000);
const monthly: CleanUpPolicy = { now: later(60), keepDays: 30, maxBytes: 1e9 };

async function put(
  { blobs, repositories }: Store,
  repository: string,
  layer: string,
  tag?: string,
  subject?: Digest,
): Promise<Digest> {
  for (const content of [config, Buffer.from(layer)]) {
    const { digest } = await blobs.write(content, { signal });
    await repositories.linkBlob(repository, digest);
  }
  const manifest: ImageManifest = {
    kind: 'manifest',
    mediaType: mediaTypes.ociManifest,
    config: { mediaType: mediaTypes.ociConfig, digest: digestOf(config), size: config.byteLength },
    layers: [{ mediaType: mediaTypes.ociLayer, digest: digestOf(layer), size: layer.length }],
    ...(subject && { subject: { mediaType: mediaTypes.ociManifest, digest: subject, size: 1 } }),
  };
  const bytes = formatManifest(manifest);
  const digest = digestOf(bytes);
  await blobs.write(bytes, { signal });
  const descriptor = { mediaType: manifest.mediaType, digest, size: bytes.byteLength };
  await repositories.putManifest(repository, descriptor, { ...(tag && { tag }), ...(subject && { subject }) });
  return digest;
}

/** An image with a signature under a tag, and one whose tag has moved on. */
async function fill(
  root: string,
): Promise<{ readonly kept: Digest; readonly signature: Digest; readonly old: Digest }> {
  const store = createStore(root);
  const old = await put(store, 'team/api', 'old layer', 'v1');
  const kept = await put(store, 'team/api', 'new layer', 'v1');
  const signature = await put(store, 'team/api', 'signature', undefined, kept);
  return { kept, signature, old };
}

async function expectWhole({ blobs, repositories }: Store, reference: string, layer: string): Promise<void> {
  const found = await repositories.findManifest('team/api', reference);
  expect(found).toBeDefined();
  for (const digest of [digestOf(config), digestOf(layer)]) {
    expect(await repositories.hasBlob('team/api', digest)).toBe(true);
    await buffer(blobs.read(digest, { signal }));
  }
}

test('removes what no tag reaches, and leaves images and their signatures whole', async () => {
  await withFolder(async (root) => {
    const { kept, signature, old } = await fill(root);
    const store = createStore(root);
    const { digest: loose } = await store.blobs.write(Buffer.from('loose'), { signal });
    const done = await collectGarbage(root, monthly, { signal });
    expect(done).toMatchObject({ removedBlobs: 3, removedTags: [] });
    await expectWhole(store, 'v1', 'new layer');
    await expectWhole(store, signature, 'signature');
    expect(await store.repositories.referrers('team/api', kept)).toHaveLength(1);
    expect(await store.repositories.findManifest('team/api', old)).toBeUndefined();
    expect(await store.repositories.hasBlob('team/api', digestOf('old layer'))).toBe(false);
    expect(await store.blobs.size(loose)).toBeUndefined();
    expect(await collectGarbage(root, monthly, { signal })).toMatchObject({ removedBlobs: 0, freedBytes: 0 });
  });
});

test('keeps everything that is fresh, even over the limit: it may be half of a push', async () => {
  await withFolder(async (root) => {
    const { old } = await fill(root);
    const done = await collectGarbage(root, { now: new Date(), keepDays: 0, maxBytes: 0 }, { signal });
    expect(done.removedBlobs).toBe(0);
    await expectWhole(createStore(root), old, 'old layer');
  });
});

test('removes what kills left behind, and uploads that nobody goes on with', async () => {
  await withFolder(async (root) => {
    const layout = layoutOf(root);
    const { blobs, uploads } = createStore(root);
    await blobs.write(config, { signal });
    await writeFile(`${layout.temp}/torn`, 'half a bl');
    const id = await uploads.create('only/uploads');
    await collectGarbage(root, { ...monthly, now: new Date() }, { signal });
    expect([(await readdir(layout.temp)).length, await uploads.offset('only/uploads', id)]).toEqual([1, 0]);
    await collectGarbage(root, { ...monthly, now: later(2) }, { signal });
    expect([(await readdir(layout.temp)).length, await uploads.offset('only/uploads', id)]).toEqual([0, undefined]);
  });
});

test('leaves a repository alone where a tag leads to a manifest of a kind that it does not know', async () => {
  await withFolder(async (root) => {
    const { old } = await fill(root);
    const store = createStore(root);
    const { digest, size } = await store.blobs.write(Buffer.from('{"schemaVersion":3}'), { signal });
    const descriptor = { mediaType: 'application/vnd.newer+json', digest, size };
    await store.repositories.putManifest('team/api', descriptor, { tag: 'newer' });
    expect(await collectGarbage(root, { ...monthly, maxBytes: 0 }, { signal })).toMatchObject({ removedBlobs: 0 });
    await expectWhole(store, old, 'old layer');
  });
});

test('gives back what was asked for since the plan was made', async () => {
  await withFolder(async (root) => {
    const { old } = await fill(root);
    const store = createStore(root);
    const past = new Date(Date.now() - 40 * 86_400_000);
    const layout = layoutOf(root);
    const paths = [layout.blob(digestOf('old layer')), layout.repository('team/api').manifest(old)];
    for (const path of [...paths, layout.blob(old), layout.repository('team/api').blob(digestOf('old layer'))]) {
      await utimes(path, past, past);
    }
    let asked = false;
    const busy: Disk = {
      ...disk,
      async rename(from, to) {
        // Somebody pushes the old image again, at the worst moment.
        if (!asked && from === paths[1]) {
          asked = true;
          await put(store, 'team/api', 'old layer', 'again');
        }
        return disk.rename(from, to);
      },
    };
    await collectGarbage(root, { ...monthly, now: new Date() }, { signal, disk: busy });
    expect(asked).toBe(true);
    await expectWhole(store, 'again', 'old layer');
    await expectWhole(store, 'v1', 'new layer');
  });
});

test('evicts the oldest tags when it is told to hold the limit', async () => {
  await withFolder(async (root) => {
    const store = createStore(root);
    for (const [at, tag] of ['v1', 'v2', 'v3'].entries()) {
      await put(store, 'team/api', `layer of ${tag}`, tag);
      await utimes(layoutOf(root).repository('team/api').tag(tag), at, at);
    }
    const done = await collectGarbage(root, { ...monthly, maxBytes: 1000, evictTags: true }, { signal });
    expect(done.removedTags).toEqual(['team/api:v1']);
    expect(done.keptBytes).toBeLessThanOrEqual(1000);
    expect(await store.repositories.tags('team/api')).toEqual(['v2', 'v3']);
    await expectWhole(store, 'v2', 'layer of v2');
  });
});

test('a kill in the middle costs nothing that a tag reaches', async () => {
  const places = await killEverywhere(
    (root, stopping) => collectGarbage(root, monthly, { signal, disk: stopping }),
    async (root) => {
      await expectWhole(createStore(root), 'v1', 'new layer');
      await collectGarbage(root, { ...monthly, now: later(99) }, { signal });
      await expectWhole(createStore(root), 'v1', 'new layer');
      expect(await readdir(layoutOf(root).temp)).toEqual([]);
    },
    fill,
  );
  expect(places).toBeGreaterThan(8);
});
