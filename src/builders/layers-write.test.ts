import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createStore } from '../adapters/blobs/store.ts';
import { digestOf } from '../image/digest.ts';
import { gzipPiece } from '../oci/gzip.ts';
import { createTar, type TarEntry } from '../oci/tar.ts';
import type { Store } from '../ports/blobs.ts';
import type { LayerRecord } from './layers-record.ts';
import { type WriteOptions, writeLayer } from './layers-write.ts';

const { signal } = new AbortController();

function startStore(): Store {
  const folder = mkdtempSync(join(tmpdir(), 'write-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return createStore(folder);
}

const options = (store: Store, more: Partial<WriteOptions> = {}): WriteOptions => ({
  compression: 'gzip',
  store,
  deflate: undefined,
  last: undefined,
  signal,
  ...more,
});

/** A file whose content is given in chunks of some length. */
const file = (path: string, content: Buffer, chunk = 65_536): TarEntry => ({
  path,
  kind: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 0,
  size: content.length,
  async *open() {
    for (let at = 0; at < content.length; at += chunk) yield content.subarray(at, at + chunk);
  },
});

async function gather(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const several = (chunk?: number): readonly TarEntry[] => [
  file('a', Buffer.from('one'), chunk),
  file('large', Buffer.alloc(3_500_000, 'large '), chunk),
  file('z', Buffer.alloc(900_000, 'z'), chunk),
];

test('the blob unpacks to the tar, and the diff id is the digest of that', async () => {
  const store = startStore();
  for (const entries of [[], several()]) {
    const layer = await writeLayer(entries, options(store));
    const tar = await gather(createTar(entries, { end: true, signal }));
    const blob = await gather(store.blobs.read(layer.digest, { signal }));
    expect(gunzipSync(blob).equals(tar)).toBe(true);
    expect(layer).toMatchObject({ diffId: digestOf(tar), size: blob.length });
    expect(await writeLayer(entries, options(store, { compression: 'none' }))).toMatchObject({
      diffId: layer.diffId,
      digest: layer.diffId,
      pieces: [],
    });
  }
});

test('how content arrives does not change the layer', async () => {
  const store = startStore();
  const expected = await writeLayer(several(), options(store));
  const lengths = fc.integer({ min: 500, max: 5_000_000 });
  await fc.assert(
    fc.asyncProperty(lengths, async (chunk) => {
      expect(await writeLayer(several(chunk), options(store))).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});

test('pieces of the last build are copied, and only those that fit their checksum', async () => {
  const store = startStore();
  const first = { ...(await writeLayer(several(), options(store))), state: '' };
  const asked: number[] = [];
  const deflate = {
    compress: async (piece: Uint8Array): Promise<Uint8Array> => {
      asked.push(piece.length);
      return gzipPiece(piece);
    },
  };
  expect(await writeLayer(several(), options(store, { last: first, deflate }))).toMatchObject({ digest: first.digest });
  expect(asked).toEqual([]);
  const wrong: LayerRecord = { ...first, pieces: first.pieces.map((piece) => ({ ...piece, start: piece.start + 1 })) };
  expect(await writeLayer(several(), options(store, { last: wrong, deflate }))).toMatchObject({ digest: first.digest });
  expect(asked).toHaveLength(first.pieces.length);
});

/** Where bytes go early, and how often that was asked for. */
function startEarly() {
  const given: Uint8Array[] = [];
  const room = { asked: 0, bytes: () => Buffer.concat(given) };
  const sendEarly = async () => {
    room.asked += 1;
    return { give: (bytes: Uint8Array) => void given.push(bytes), drop: async () => undefined };
  };
  return { room, sendEarly };
}

test.each([
  ['first', 'b', 3_500_000],
  ['after some that are known', 'a', 3_500_000],
])('a layer with a new piece, %s, is given early, all of it', async (_, first, size) => {
  const store = startStore();
  const last = { ...(await writeLayer(several(), options(store))), state: '' };
  const { room, sendEarly } = startEarly();
  const content = Buffer.alloc(size, 'large ');
  content.write('new', size - 500_000);
  const edited = [file(first, Buffer.from('one')), file('large', content)];
  const { digest, early } = await writeLayer(edited, options(store, { last, sendEarly }));
  expect(early).toBeDefined();
  expect(room.asked).toBe(1);
  expect(digestOf(room.bytes())).toBe(digest);
});

test('what is known in front of the first new piece is not held without end: a long one is sent when its digest is known', async () => {
  const store = startStore();
  const known = file('known', randomBytes(40_000_000));
  const last = { ...(await writeLayer([known], options(store))), state: '' };
  const { room, sendEarly } = startEarly();
  const edited = [known, file('z', Buffer.from('new'))];
  expect(await writeLayer(edited, options(store, { last, sendEarly }))).toMatchObject({ early: undefined });
  expect(room).toMatchObject({ asked: 0 });
});

test('a layer that is as it was, or that nobody knows, is given to nobody before its digest is known', async () => {
  const store = startStore();
  const { room, sendEarly } = startEarly();
  const first = await writeLayer(several(), options(store, { sendEarly }));
  const last = { ...first, state: '' };
  expect(await writeLayer(several(), options(store, { last, sendEarly }))).toMatchObject({ early: undefined });
  expect(room.asked).toBe(0);
});

test('a failing file leaves no blob and is thrown as it is', async () => {
  const store = startStore();
  const broken: TarEntry = {
    ...file('b', Buffer.alloc(10)),
    async *open() {
      yield Buffer.alloc(5);
      throw new Error('unreadable');
    },
  };
  await expect(writeLayer([...several(), broken], options(store))).rejects.toThrow('unreadable');
});
