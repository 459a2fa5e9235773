import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gzipPiece } from './gzip.ts';
import { gzipVersion } from './gzip-version.ts';

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
    [0, '59869db34853933b239f1e2219cf7d431da006aa919635478511fabbfc8849d2'],
    [1, '6c5a907736f3269a4b938df82037d1f3519d5abca3d9c714fa11f680a335cdeb'],
    [300_000, '719ff929d8c158ec9d6748497a2b8a61fadaf4a9110340777f4a0587f1edf809'],
    [2_000_000, '397c84f8cb151c072d0c4d4e3980bd0fd769bfbc02d85945964adef1b498fe98'],
  ])('%i bytes of text have these bytes for ever: digests depend on them', (length, digest) => {
    expect(sha256(gzipPiece(text(length)))).toBe(digest);
  });

  test('the version that it says is the one that is installed', () => {
    const { devDependencies } = createRequire(import.meta.url)('../../package.json');
    expect(gzipVersion).toBe(`fflate-${devDependencies.fflate}-3-5`);
  });

  test('members one after the other unpack to the pieces one after the other', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 2000 }), { minLength: 1, maxLength: 5 }), (pieces) => {
        const packed = Buffer.concat(pieces.map(gzipPiece));
        expect(gunzipSync(packed).equals(Buffer.concat(pieces))).toBe(true);
      }),
    );
  });

  test('neither a name nor a time is in the header', () => {
    expect([...gzipPiece(text(10)).subarray(3, 8)]).toEqual([0, 0, 0, 0, 0]);
  });
});
