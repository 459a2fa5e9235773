import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Digest, digestOf } from '../../image/digest.ts';
import { disk } from './disk.ts';
import { layoutOf } from './layout.ts';
import { withFolder } from './stopping-disk.cases.ts';
import { createStore } from './store.ts';

const signal = new AbortController().signal;
const content = randomBytes(600_000);
const digest = digestOf(content);

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

test.each(['sha256', 'sha512'] as const)(
  'what was written under %s is read back, whole and in parts',
  async (algorithm) => {
    await withFolder(async (root) => {
      const { blobs } = createStore(root);
      const written = await blobs.write(pieces(content, 64_000), { algorithm, signal });
      expect(written).toEqual({ digest: digestOf(content, algorithm), size: content.byteLength });
      expect(await blobs.size(written.digest)).toBe(content.byteLength);
      expect(content.equals(await buffer(blobs.read(written.digest, { signal })))).toBe(true);
      const range = { start: 262_140, end: 262_150 };
      expect(await buffer(blobs.read(written.digest, { range, signal }))).toEqual(content.subarray(262_140, 262_151));
    });
  },
);

test.each([
  ['whole', undefined],
  ['a part', { start: 1_048_570, end: 5_000_000 }],
])(
  '%s is read through two buffers where pieces are only lent, each good until the next is asked for',
  async (_, range) => {
    await withFolder(async (root) => {
      const { blobs } = createStore(root);
      const large = randomBytes(5_500_000);
      const { digest: name } = await blobs.write(large, { signal });
      const memory = new Set<ArrayBufferLike>();
      const hash = createHash('sha256');
      for await (const piece of blobs.read(name, { lends: true, ...(range && { range }), signal })) {
        memory.add(piece.buffer);
        await new Promise((resolve) => setImmediate(resolve));
        hash.update(piece);
      }
      const wanted = range === undefined ? large : large.subarray(range.start, range.end + 1);
      expect(`sha256:${hash.digest('hex')}`).toBe(digestOf(wanted));
      expect(memory.size).toBe(2);
    });
  },
);

test('the folders are private, and the empty blob is a blob', async () => {
  await withFolder(async (root) => {
    const { blobs } = createStore(root);
    const { digest: empty } = await blobs.write(new Uint8Array(), { signal });
    expect(await buffer(blobs.read(empty, { signal }))).toEqual(Buffer.alloc(0));
    expect((await stat(root)).mode & 0o777).toBe(0o700);
    expect((await stat(layoutOf(root).blob(empty))).mode & 0o777).toBe(0o600);
  });
});

test('other bytes than expected are refused and leave nothing', async () => {
  await withFolder(async (root) => {
    const { blobs } = createStore(root);
    await expect(blobs.write(Buffer.from('x'), { expected: digest, signal })).rejects.toThrow(/DIGEST_MISMATCH/);
    expect(await blobs.size(digest)).toBeUndefined();
    expect(await readdir(layoutOf(root).temp)).toEqual([]);
  });
});

test('a source that fails, or a run that is cancelled, leaves nothing', async () => {
  await withFolder(async (root) => {
    const { blobs } = createStore(root);
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield content;
      throw new Error('the source broke');
    }
    await expect(blobs.write(failing(), { signal })).rejects.toThrow('the source broke');
    const cancelled = AbortSignal.abort();
    await expect(blobs.write(content, { signal: cancelled })).rejects.toThrow(/CANCELLED/);
    await blobs.write(content, { signal });
    await expect(buffer(blobs.read(digest, { signal: cancelled }))).rejects.toThrow(/CANCELLED/);
    expect(await readdir(layoutOf(root).temp)).toEqual([]);
  });
});

const setAside = async (root: string, hit: Digest): Promise<number> => {
  const { blobs } = createStore(root);
  let got = 0;
  const read = async () => {
    for await (const chunk of blobs.read(hit, { signal })) got += chunk.byteLength;
  };
  await expect(read()).rejects.toThrow(/STORE_DAMAGED/);
  expect(await blobs.size(hit)).toBeUndefined();
  return got;
};

test('a flipped bit is found wherever it is: nobody gets the whole, and a new write repairs it', async () => {
  await withFolder(async (root) => {
    const { blobs } = createStore(root);
    const path = layoutOf(root).blob(digest);
    await fc.assert(
      fc.asyncProperty(fc.nat(content.byteLength - 1), fc.nat(7), async (at, bit) => {
        await blobs.write(content, { expected: digest, signal });
        const damaged = await readFile(path);
        damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << bit), at);
        await writeFile(path, damaged);
        expect(await setAside(root, digest)).toBeLessThan(content.byteLength);
      }),
      { numRuns: 12 },
    );
    await blobs.write(content, { expected: digest, signal });
    expect(content.equals(await buffer(blobs.read(digest, { signal })))).toBe(true);
  });
});

test.each([0, 4096])('a file that lost its tail after %d bytes is found, and kept for a look', async (length) => {
  await withFolder(async (root) => {
    await createStore(root).blobs.write(content, { signal });
    await truncate(layoutOf(root).blob(digest), length);
    expect(await setAside(root, digest)).toBe(0);
    expect(await readdir(layoutOf(root).damaged)).toHaveLength(1);
  });
});

test('many writers of the same content all succeed, and so do readers meanwhile', async () => {
  await withFolder(async (root) => {
    const stores = Array.from({ length: 8 }, () => createStore(root));
    const small = content.subarray(0, 5000);
    const known = digestOf(small);
    await createStore(root).blobs.write(small, { signal });
    await Promise.all(
      stores.flatMap(({ blobs }) =>
        Array.from({ length: 12 }, async () => {
          await blobs.write(pieces(small, 999), { expected: known, signal });
          expect(small.equals(await buffer(blobs.read(known, { signal })))).toBe(true);
        }),
      ),
    );
    expect(await readdir(join(layoutOf(root).blobs, 'sha256'))).toHaveLength(1);
    expect(await readdir(layoutOf(root).temp)).toEqual([]);
  });
});

test('a full disk is told with the path and the free space, and nothing half-written stays', async () => {
  await withFolder(async (root) => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const { blobs } = createStore(root, {
      ...disk,
      create: async (path) => {
        const sink = await disk.create(path);
        const { diskError } = await import('./disk-error.ts');
        return sink && { ...sink, write: async () => Promise.reject(await diskError(full, path)) };
      },
    });
    await expect(blobs.write(content, { signal })).rejects.toThrow(
      /DISK_FULL: cannot write ".*temp.*": .*; \d+ bytes are free/s,
    );
    expect(await readdir(layoutOf(root).temp)).toEqual([]);
    expect(await createStore(root).blobs.size(digest)).toBeUndefined();
  });
});

test('what is not there is not there', async () => {
  await withFolder(async (root) => {
    const { blobs } = createStore(root);
    expect(await blobs.size(digest)).toBeUndefined();
    expect(await blobs.remove(digest)).toBe(false);
    await expect(buffer(blobs.read(digest, { signal }))).rejects.toThrow(/REGISTRY_NOT_FOUND/);
    // Asking makes nothing.
    await expect(stat(root)).rejects.toThrow('ENOENT');
  });
});

test('the digest is the hash of all bytes, however they are cut', async () => {
  await withFolder(async (root) => {
    const { blobs } = createStore(root);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 }), async (parts) => {
        async function* source(): AsyncGenerator<Uint8Array> {
          yield* parts;
        }
        const hex = createHash('sha256').update(Buffer.concat(parts)).digest('hex');
        expect((await blobs.write(source(), { signal })).digest).toBe(`sha256:${hex}`);
      }),
      { numRuns: 25 },
    );
  });
});
