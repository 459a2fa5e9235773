import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Digest, digestOf } from '../../image/digest.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import type { Store } from '../../ports/blobs.ts';
import { layoutOf } from './layout.ts';
import { withFolder } from './stopping-disk.cases.ts';
import { createStore } from './store.ts';

const signal = new AbortController().signal;

async function put(
  store: Store,
  name: string,
  text: string,
  options: { readonly tag?: string; readonly subject?: Digest } = {},
): Promise<Descriptor> {
  const { digest, size } = await store.blobs.write(Buffer.from(text), { signal });
  const descriptor = { mediaType: mediaTypes.ociManifest, digest, size };
  await store.repositories.putManifest(name, descriptor, options);
  return descriptor;
}

const withStore = (work: (store: Store, root: string) => Promise<unknown>) =>
  withFolder((root) => work(createStore(root), root));

describe('repositories', () => {
  test('are those that hold something, however deep, in ASCII order', async () => {
    await withStore(async (store) => {
      expect(await store.repositories.list()).toEqual([]);
      await put(store, 'b', '1');
      await put(store, 'a/b/c', '2');
      await store.repositories.linkBlob('a-b', digestOf('x'));
      await store.uploads.create('only/upload');
      expect(await store.repositories.list()).toEqual(['a-b', 'a/b/c', 'b']);
      expect(await store.repositories.tags('only/upload')).toBeUndefined();
      expect(await store.repositories.tags('a')).toBeUndefined();
      expect(await store.repositories.tags('a-b')).toEqual([]);
    });
  });

  test('have the blobs that were linked, while their content is there', async () => {
    await withStore(async ({ blobs, repositories }) => {
      const { digest } = await blobs.write(Buffer.from('x'), { signal });
      expect(await repositories.hasBlob('a', digest)).toBe(false);
      await repositories.linkBlob('a', digest);
      await repositories.linkBlob('a', digest);
      expect([await repositories.hasBlob('a', digest), await repositories.hasBlob('b', digest)]).toEqual([true, false]);
      await blobs.remove(digest);
      expect(await repositories.hasBlob('a', digest)).toBe(false);
      expect([await repositories.unlinkBlob('a', digest), await repositories.unlinkBlob('a', digest)]).toEqual([
        true,
        false,
      ]);
    });
  });
});

describe('manifests', () => {
  test('are found by digest and by each tag, with all that was said of them', async () => {
    await withStore(async (store) => {
      const { digest, size } = await store.blobs.write(Buffer.from('m'), { signal, algorithm: 'sha512' });
      const full = { mediaType: mediaTypes.ociManifest, digest, size, artifactType: 'a/b', annotations: { k: 'ü' } };
      await store.repositories.putManifest('a', full, { tag: 'V1' });
      await store.repositories.putManifest('a', full, { tag: 'v1' });
      for (const reference of [digest, 'V1', 'v1']) {
        expect(await store.repositories.findManifest('a', reference)).toEqual(full);
      }
      expect(await store.repositories.tags('a')).toEqual(['V1', 'v1']);
      expect(await store.repositories.findManifest('b', digest)).toBeUndefined();
    });
  });

  test('go by tag alone, or by digest with all their tags', async () => {
    await withStore(async (store) => {
      const { repositories } = store;
      const one = await put(store, 'a', 'one', { tag: 'x' });
      await put(store, 'a', 'one', { tag: 'y' });
      await put(store, 'a', 'two', { tag: 'z' });
      expect([await repositories.removeManifest('a', 'x'), await repositories.removeManifest('a', 'x')]).toEqual([
        true,
        false,
      ]);
      expect(await repositories.findManifest('a', one.digest)).toEqual(one);
      expect(await repositories.removeManifest('a', one.digest)).toBe(true);
      expect(await repositories.removeManifest('a', one.digest)).toBe(false);
      expect(await repositories.tags('a')).toEqual(['z']);
    });
  });

  test('whose content or record is gone or broken are not there, and neither are their tags', async () => {
    await withStore(async (store, root) => {
      const one = await put(store, 'a', 'one', { tag: 'x' });
      await store.blobs.remove(one.digest);
      expect(await store.repositories.findManifest('a', 'x')).toBeUndefined();
      const two = await put(store, 'a', 'two', { tag: 'y' });
      const record = layoutOf(root).repository('a').manifest(two.digest);
      for (const text of ['', '{', '[]', 'null', '{"mediaType":1,"size":2}']) {
        await writeFile(record, text);
        expect(await store.repositories.findManifest('a', 'y')).toBeUndefined();
      }
      await rm(record);
      expect(await store.repositories.tags('a')).toEqual([]);
    });
  });
});

describe('referrers', () => {
  test('are those of one subject, known before it is, and gone when they are removed', async () => {
    await withStore(async (store) => {
      const subject = digestOf('subject');
      const one = await put(store, 'a', 'one', { subject });
      const two = await put(store, 'a', 'two', { subject, tag: 'two' });
      await put(store, 'a', 'three', { subject: digestOf('other') });
      const found = await store.repositories.referrers('a', subject);
      expect(found).toHaveLength(2);
      expect(found).toEqual(expect.arrayContaining([one, two]));
      await store.repositories.removeManifest('a', two.digest);
      expect(await store.repositories.referrers('a', subject)).toEqual([one]);
      expect(await store.repositories.referrers('b', subject)).toEqual([]);
    });
  });
});

test('files of others in the folders are no tags, blobs or repositories', async () => {
  await withStore(async (store, root) => {
    await put(store, 'a', 'one', { tag: 'x' });
    const { repositories, repository } = layoutOf(root);
    await writeFile(join(repositories, '.DS_Store'), '');
    await writeFile(join(repository('a').tags, '.DS_Store'), '');
    await writeFile(join(repository('a').tags, 'x~~'), '');
    expect(await store.repositories.list()).toEqual(['a']);
    expect(await store.repositories.tags('a')).toEqual(['x']);
  });
});
