/** A kill at any step leaves a store that reads correctly, and a second try succeeds. */
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import type { Store } from '../../ports/blobs.ts';
import { killEverywhere } from './stopping-disk.cases.ts';
import { createStore } from './store.ts';

const signal = new AbortController().signal;
const content = Buffer.from('a layer of some size, so that it can be torn');
const digest = digestOf(content);

async function* inTwo(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 10);
  yield bytes.subarray(10);
}

const manifestOf = (text: string): { readonly bytes: Buffer; readonly descriptor: Descriptor } => {
  const bytes = Buffer.from(text);
  return { bytes, descriptor: { mediaType: mediaTypes.ociManifest, digest: digestOf(bytes), size: bytes.byteLength } };
};
const first = manifestOf('{"first":1}');
const second = manifestOf('{"second":2}');
const signature = manifestOf('{"signature":3}');

async function push(
  { blobs, repositories }: Store,
  { bytes, descriptor }: typeof first,
  options: Parameters<Store['repositories']['putManifest']>[2],
): Promise<void> {
  await blobs.write(bytes, { expected: descriptor.digest, signal });
  await repositories.putManifest('team/api', descriptor, options);
}

/** All that a reader can ask for is there, whole. */
async function expectSound(store: Store): Promise<void> {
  const { blobs, repositories } = store;
  for (const name of await repositories.list()) {
    for (const tag of (await repositories.tags(name)) ?? []) {
      const found = await repositories.findManifest(name, tag);
      expect(found, `${name}:${tag}`).toBeDefined();
      if (found !== undefined) expect((await buffer(blobs.read(found.digest, { signal }))).byteLength).toBe(found.size);
    }
    for (const found of await repositories.referrers(name, first.descriptor.digest)) {
      expect(await repositories.findManifest(name, found.digest)).toEqual(found);
    }
  }
}

test('a blob is there whole, or not at all', async () => {
  const places = await killEverywhere(
    (root, disk) => createStore(root, disk).blobs.write(inTwo(content), { expected: digest, signal }),
    async (root, wasKilled) => {
      const { blobs } = createStore(root);
      const size = await blobs.size(digest);
      expect([undefined, content.byteLength]).toContain(size);
      if (!wasKilled) expect(size).toBe(content.byteLength);
      if (size !== undefined) expect(await buffer(blobs.read(digest, { signal }))).toEqual(content);
      await blobs.write(content, { expected: digest, signal });
      expect(await buffer(blobs.read(digest, { signal }))).toEqual(content);
    },
  );
  expect(places).toBeGreaterThan(8);
});

test('an upload can be gone on with, or is a blob, or must be sent anew', async () => {
  const places = await killEverywhere(
    async (root, disk) => {
      const { uploads, repositories } = createStore(root, disk);
      const id = await uploads.create('team/api');
      await uploads.append('team/api', id, inTwo(content.subarray(0, 20)), signal);
      await uploads.append('team/api', id, inTwo(content.subarray(20)), signal);
      await uploads.finish('team/api', id, digest, signal);
      await repositories.linkBlob('team/api', digest);
    },
    async (root, wasKilled) => {
      const { blobs, uploads, repositories } = createStore(root);
      if (!wasKilled) expect(await repositories.hasBlob('team/api', digest)).toBe(true);
      if (await repositories.hasBlob('team/api', digest)) {
        expect(await buffer(blobs.read(digest, { signal }))).toEqual(content);
      }
      const id = await uploads.create('team/api');
      await uploads.append('team/api', id, inTwo(content), signal);
      await uploads.finish('team/api', id, digest, signal);
      expect(await buffer(blobs.read(digest, { signal }))).toEqual(content);
    },
  );
  expect(places).toBeGreaterThan(15);
});

test('a push is seen once all of it is there', async () => {
  const pushAll = async (store: Store) => {
    await push(store, first, { tag: 'v1' });
    await push(store, signature, { subject: first.descriptor.digest });
  };
  await killEverywhere(
    (root, disk) => pushAll(createStore(root, disk)),
    async (root) => {
      const store = createStore(root);
      await expectSound(store);
      await pushAll(store);
      expect(await store.repositories.tags('team/api')).toEqual(['v1']);
      expect(await store.repositories.referrers('team/api', first.descriptor.digest)).toEqual([signature.descriptor]);
    },
  );
});

test('a tag that moves points at the old image or at the new one', async () => {
  await killEverywhere(
    (root, disk) => push(createStore(root, disk), second, { tag: 'v1' }),
    async (root, wasKilled) => {
      const { repositories } = createStore(root);
      const found = await repositories.findManifest('team/api', 'v1');
      const allowed = wasKilled ? [first.descriptor, second.descriptor] : [second.descriptor];
      expect(allowed).toContainEqual(found);
    },
    (root) => push(createStore(root), first, { tag: 'v1' }),
  );
});

test('a removed image has no tags that lead nowhere, and its removal can be done again', async () => {
  await killEverywhere(
    (root, disk) => createStore(root, disk).repositories.removeManifest('team/api', signature.descriptor.digest),
    async (root) => {
      const store = createStore(root);
      await expectSound(store);
      await store.repositories.removeManifest('team/api', signature.descriptor.digest);
      expect(await store.repositories.tags('team/api')).toEqual(['v1']);
      expect(await store.repositories.referrers('team/api', first.descriptor.digest)).toEqual([]);
    },
    async (root) => {
      const store = createStore(root);
      await push(store, first, { tag: 'v1' });
      await push(store, signature, { tag: 'signed', subject: first.descriptor.digest });
      await push(store, signature, { tag: 'again', subject: first.descriptor.digest });
    },
  );
});
