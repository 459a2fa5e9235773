import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import { layoutOf } from './layout.ts';
import { withFolder } from './stopping-disk.cases.ts';
import { createStore } from './store.ts';

const signal = new AbortController().signal;
const content = randomBytes(5000);

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

test('pieces become the blob, whichever process brings them', async () => {
  await withFolder(async (root) => {
    const cuts = fc.uniqueArray(fc.nat(content.byteLength), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(cuts, fc.boolean(), fc.constantFrom('sha256', 'sha512'), async (places, restarts, algorithm) => {
        const one = createStore(root);
        const id = await one.uploads.create('a');
        const ends = [...places.sort((a, b) => a - b), content.byteLength];
        let start = 0;
        for (const end of ends) {
          const { uploads } = restarts ? createStore(root) : one;
          expect(await uploads.offset('a', id)).toBe(start);
          expect(await uploads.append('a', id, once(content.subarray(start, end)), signal)).toBe(end);
          start = end;
        }
        const digest = digestOf(content, algorithm);
        await one.uploads.finish('a', id, digest, signal);
        expect(content.equals(await buffer(one.blobs.read(digest, { signal })))).toBe(true);
        expect(await one.uploads.offset('a', id)).toBeUndefined();
        await one.blobs.remove(digest);
      }),
      { numRuns: 20 },
    );
  });
});

test('under another digest it is no blob, and gone', async () => {
  await withFolder(async (root) => {
    const { blobs, uploads } = createStore(root);
    const id = await uploads.create('a');
    await uploads.append('a', id, once(content), signal);
    const other = digestOf('other');
    await expect(uploads.finish('a', id, other, signal)).rejects.toThrow(/DIGEST_MISMATCH/);
    expect([await blobs.size(other), await uploads.offset('a', id)]).toEqual([undefined, undefined]);
    expect(await readdir(layoutOf(root).temp)).toEqual([]);
  });
});

test('what came before a source broke counts, and can be gone on with', async () => {
  await withFolder(async (root) => {
    const { blobs, uploads } = createStore(root);
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield content.subarray(0, 2000);
      throw new Error('connection reset');
    }
    const id = await uploads.create('a');
    await expect(uploads.append('a', id, broken(), signal)).rejects.toThrow('connection reset');
    expect(await uploads.offset('a', id)).toBe(2000);
    await uploads.append('a', id, once(content.subarray(2000)), signal);
    await uploads.finish('a', id, digestOf(content), signal);
    expect(await blobs.size(digestOf(content))).toBe(content.byteLength);
  });
});

test('a finish that is cancelled can be done again', async () => {
  await withFolder(async (root) => {
    const id = await createStore(root).uploads.create('a');
    const { blobs, uploads } = createStore(root);
    await uploads.append('a', id, once(content), signal);
    await expect(uploads.finish('a', id, digestOf(content), AbortSignal.abort())).rejects.toThrow(/CANCELLED/);
    expect(await uploads.offset('a', id)).toBe(content.byteLength);
    await uploads.finish('a', id, digestOf(content), signal);
    expect(await blobs.size(digestOf(content))).toBe(content.byteLength);
  });
});

test('uploads belong to their repository, and end when they are cancelled', async () => {
  await withFolder(async (root) => {
    const { uploads } = createStore(root);
    const id = await uploads.create('a');
    expect(await uploads.offset('b', id)).toBeUndefined();
    await expect(uploads.append('b', id, once(content), signal)).rejects.toThrow(/REGISTRY_NOT_FOUND/);
    await expect(uploads.finish('b', id, digestOf(content), signal)).rejects.toThrow(/REGISTRY_NOT_FOUND/);
    expect([await uploads.cancel('b', id), await uploads.cancel('a', id), await uploads.cancel('a', id)]).toEqual([
      false,
      true,
      false,
    ]);
    await expect(stat(layoutOf(root).repository('a').upload(id))).rejects.toThrow('ENOENT');
  });
});
