import { describe, expect, test } from 'vitest';
import { digestOf, hexOf } from '../image/digest.ts';
import type { Blobs } from '../ports/blobs.ts';
import { createPieceCopier } from './layers-copy.ts';
import type { PackedPiece } from './layers-record.ts';

const { signal } = new AbortController();
const blob = Buffer.from('one and two and three');
const last = { digest: digestOf(blob), size: blob.length };

/** Gives the blob in chunks of some length, and notes where each reading of it began and how many have not ended. */
function createBlobs(chunk: number, size: number | undefined = blob.length) {
  const begun: number[] = [];
  let open = 0;
  const blobs: Pick<Blobs, 'size' | 'read'> = {
    size: async () => size,
    async *read(_, { range = { start: 0, end: blob.length - 1 } }) {
      begun.push(range.start);
      open += 1;
      try {
        for (let at = range.start; at <= range.end; at += chunk)
          yield blob.subarray(at, Math.min(at + chunk, range.end + 1));
      } finally {
        open -= 1;
      }
    },
  };
  return { ...blobs, begun, open: () => open };
}

function piece(text: string): PackedPiece {
  const start = blob.indexOf(text);
  return { raw: '', packed: hexOf(digestOf(text)), start, size: text.length };
}

/** Asks for all at once. */
async function copyAll(blobs: ReturnType<typeof createBlobs>, pieces: readonly PackedPiece[]) {
  const copier = createPieceCopier(last, blobs, signal);
  const copies = await Promise.all(pieces.map((one) => copier.copy(one)));
  await copier.close();
  expect(blobs.open()).toBe(0);
  return copies.map((copy) => copy && Buffer.from(copy).toString());
}

describe.each([1, 4, 100])('out of chunks of %i bytes', (chunk) => {
  test.each<[string, readonly string[], readonly number[]]>([
    ['that follow one another are one reading', ['one', ' and two', ' and three'], [0]],
    ['with a gap between them are two', ['one', 'two', ' and three'], [0, 8]],
    ['may come in any order, and again', ['three', 'one', 'one'], [16, 0, 0]],
  ])('members %s', async (_, texts, begun) => {
    const blobs = createBlobs(chunk);
    expect(await copyAll(blobs, texts.map(piece))).toEqual(texts);
    expect(blobs.begun).toEqual(begun);
  });

  test('a member that is not as it was is not given, and the next one is', async () => {
    const wrong = { ...piece('one'), packed: hexOf(digestOf('eno')) };
    expect(await copyAll(createBlobs(chunk), [wrong, piece(' and two')])).toEqual([undefined, ' and two']);
  });
});

test('nothing is read of a blob of another size, of an empty member and beyond the end', async () => {
  const gone = createBlobs(4, blob.length - 1);
  expect(await copyAll(gone, [piece('one')])).toEqual([undefined]);
  const whole = createBlobs(4);
  const beyond = { ...piece('three'), size: 6 };
  expect(await copyAll(whole, [{ ...piece('one'), size: 0 }, beyond])).toEqual([undefined, undefined]);
  expect([...gone.begun, ...whole.begun]).toEqual([]);
});

test('a reading that fails is told to whoever asked, and the next one begins anew', async () => {
  let isBroken = true;
  const sound = createBlobs(4);
  const blobs: Pick<Blobs, 'size' | 'read'> = {
    ...sound,
    async *read(digest, options) {
      if (isBroken) throw new Error('unreadable');
      yield* sound.read(digest, options);
    },
  };
  const copier = createPieceCopier(last, blobs, signal);
  await expect(copier.copy(piece('one'))).rejects.toThrow('unreadable');
  isBroken = false;
  expect(await copier.copy(piece('one'))).toEqual(Buffer.from('one'));
  await copier.close();
});
