import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import type { BlobSource } from '../../ports/registry.ts';
import { createOutbound } from './outbound.ts';

const never = new AbortController().signal;
const text = Buffer.from('0123456789abcdefghij');

function sourceOf(
  bytes: Uint8Array,
  says: Uint8Array = bytes,
  step = 7,
): BlobSource & { readonly opened: () => number } {
  let opened = 0;
  return {
    descriptor: { mediaType: 'a/b', digest: digestOf(says), size: says.length },
    open: async function* () {
      opened += 1;
      for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
    },
    opened: () => opened,
  };
}

const read = async (pieces: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const piece of pieces) chunks.push(piece);
  return Buffer.concat(chunks).toString();
};

describe('createOutbound', () => {
  test('gives any pieces in any order, whatever the source is cut into', async () => {
    const piece = fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => [Math.min(a, b), Math.abs(a - b)] as const);
    await fc.assert(
      fc.asyncProperty(fc.array(piece), fc.integer({ min: 1, max: 25 }), async (pieces, step) => {
        const outbound = createOutbound(sourceOf(text, text, step), never);
        for (const [start, size] of pieces)
          expect(await read(outbound.take(start, size))).toBe(text.subarray(start, start + size).toString());
      }),
    );
  });

  test('believes a source that checks itself, and lets go of nothing that this one has not', async () => {
    const source: BlobSource = {
      ...sourceOf(text),
      isVerified: true,
      open: async function* () {
        yield text.subarray(0, 12);
        throw new Error('damaged');
      },
    };
    const outbound = createOutbound(source, never);
    expect(await read(outbound.take(0, 12))).toBe('0123456789ab');
    await expect(read(outbound.take(12, 8))).rejects.toThrow('damaged');
    const short = createOutbound({ ...sourceOf(text.subarray(0, 19), text), isVerified: true }, never);
    await expect(read(short.take(0, 20))).rejects.toThrow(/only 19 of 20 bytes/);
  });

  test('reads the source once as long as pieces follow each other', async () => {
    const source = sourceOf(text);
    const outbound = createOutbound(source, never);
    for (const start of [0, 5, 10, 15]) await read(outbound.take(start, 5));
    expect(source.opened()).toBe(1);
    await read(outbound.take(10, 10));
    expect(source.opened()).toBe(2);
  });

  test.each([
    ['other bytes', Buffer.from('0123456789abcdefghiJ'), /its bytes have sha256:/],
    ['too few', text.subarray(0, 19), /only 19 of 20 bytes/],
    ['too many', Buffer.concat([text, text]), /more than 20 bytes/],
  ])('never lets go of the last piece of a source with %s', async (_, bytes, why) => {
    const outbound = createOutbound(sourceOf(bytes, text), never);
    let seen = 0;
    const all = async () => {
      for await (const piece of outbound.take(0, 20)) seen += piece.length;
    };
    await expect(all()).rejects.toThrow(why);
    expect(seen).toBeLessThan(20);
  });

  test('an empty source is checked too', async () => {
    const nothing = new Uint8Array(0);
    expect(await read(createOutbound(sourceOf(nothing), never).take(0, 0))).toBe('');
    await expect(read(createOutbound(sourceOf(text, nothing), never).take(0, 0))).rejects.toThrow(/more than 0 bytes/);
  });

  test('a reading that was given up does not disturb the next one', async () => {
    const outbound = createOutbound(sourceOf(text), never);
    const first = outbound.take(0, 20);
    await first.next();
    const pending = first.next();
    expect(await read(outbound.take(0, 20))).toBe(text.toString());
    await pending;
    expect((await first.next()).done).toBe(true);
  });

  test('lets go of the source', async () => {
    let closed = false;
    const source: BlobSource = {
      ...sourceOf(text),
      open: async function* () {
        try {
          yield text.subarray(0, 5);
          yield text.subarray(5);
        } finally {
          closed = true;
        }
      },
    };
    const outbound = createOutbound(source, never);
    await outbound.take(0, 5).next();
    await outbound.close();
    expect(closed).toBe(true);
  });
});
