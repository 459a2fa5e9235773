import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gzipPiece } from './gzip.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Words in an order that a linear congruence gives: compressible, and the same everywhere. */
function text(length: number): Uint8Array {
  const words = ['export', 'const', 'return', 'function', '{', '}', ' => ', '\n', '  ', 'value', '(', ')', ';'];
  let seed = 42;
  let made = '';
  while (made.length < length) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    made += words[seed % words.length];
  }
  return Buffer.from(made.slice(0, length));
}

describe('gzipPiece', () => {
  test.each([
    [0, '30e6fa98fb48c2b132824d1ac5e2243c0be9e9082ff32598d34d7687ca7f6c7f'],
    [1, '27918e9ba5ce89e248bd29d8e7ce736b22ffc3efd3e321413cb4a5b789ee7dd6'],
    [300_000, 'a4e1818bab08d451f64cc937fed14bccfb239270455e7cedf14757d0f247bdd5'],
    [2_000_000, '40a78ccc48fe11c2de8208711a8bf8b67a0e99343fe4af671a0a46dfaa941115'],
  ])('%i bytes of text have these bytes for ever: digests depend on them', (length, digest) => {
    expect(sha256(gzipPiece(text(length)))).toBe(digest);
  });

  test('members one after the other unpack to the pieces one after the other', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 2000 }), { minLength: 1, maxLength: 5 }), (pieces) => {
        const packed = Buffer.concat(pieces.map(gzipPiece));
        expect(gunzipSync(packed).equals(Buffer.concat(pieces))).toBe(true);
      }),
    );
  });

  describe('what is packed unpacks', () => {
    const random = (length: number): Uint8Array => {
      let state = 1;
      return Uint8Array.from({ length }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state >>> 24;
      });
    };
    /** Each byte so often that a code without a limit would be far too long for deflate. */
    const unlike = Buffer.concat(
      Array.from({ length: 21 }, (_, byte) => Buffer.alloc(Math.round(1.6 ** byte), byte)).toReversed(),
    );
    const far = Buffer.concat([random(100), Buffer.alloc(32_667, 7), random(100), Buffer.alloc(32_668), random(100)]);

    test.each<[string, Uint8Array]>([
      ['zeros', new Uint8Array(3_000_000)],
      ['bytes that do not shrink', random(1_000_003)],
      ['the same with what shrinks between', Buffer.concat([random(70_001), text(70_000), random(70_001), text(9)])],
      ['bytes of very unlike counts', unlike.map((byte, at) => (at % 3 === 0 ? byte : (at * 7) % 21))],
      ['bytes in runs', unlike],
      ['repeats at the far end of the window', far],
      ['all bytes', Uint8Array.from({ length: 256 }, (_, byte) => byte)],
    ])('%s', (_, piece) => {
      const packed = gzipPiece(piece);
      expect(gunzipSync(packed).equals(piece)).toBe(true);
      expect(packed.length).toBeLessThan(piece.length + 40 + piece.length / 1000);
    });

    test('pieces of words, with repeats of any length at any distance', () => {
      const part = fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 0, max: 70_000 }).map((length) => text(length)),
        fc.tuple(fc.nat(255), fc.nat(40_000)).map(([byte, length]) => Buffer.alloc(length, byte)),
      );
      fc.assert(
        fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
          const piece = Buffer.concat(parts);
          expect(gunzipSync(gzipPiece(piece)).equals(piece)).toBe(true);
        }),
      );
    });

    test('a piece leaves no trace in the next one', () => {
      const alone = sha256(gzipPiece(text(5000)));
      for (const other of [random(600_000), text(400_000), new Uint8Array(0)]) {
        gzipPiece(other);
        expect(sha256(gzipPiece(text(5000)))).toBe(alone);
      }
    });
  });

  test('neither a name nor a time is in the header', () => {
    expect([...gzipPiece(text(10)).subarray(3, 8)]).toEqual([0, 0, 0, 0, 0]);
  });
});
