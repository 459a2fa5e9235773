import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutPieces, largeFile } from './layer-pieces.ts';
import type { TarEntry } from './tar.ts';

const entry = (path: string, size: number): TarEntry => ({
  path,
  kind: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 0,
  size,
});
const many = Array.from({ length: 3000 }, (_, index) => entry(`node_modules/p${index % 90}/f${index}.js`, 8000));
const keys = (entries: readonly TarEntry[]): readonly string[] =>
  cutPieces(entries).map((piece) => piece.entries.map(({ path, size }) => `${path}:${size}`).join('|'));

describe('cutPieces', () => {
  test('loses and moves nothing', () => {
    const sizes = fc.array(fc.nat(3_000_000), { maxLength: 60 });
    fc.assert(
      fc.property(sizes, (list) => {
        const entries = list.map((size, index) => entry(`f${index}`, size));
        expect(cutPieces(entries).flatMap((piece) => piece.entries)).toEqual(entries);
      }),
    );
  });

  test('pieces have a handy size', () => {
    const sizes = cutPieces(many).map((piece) => piece.entries.reduce((sum, { size }) => sum + size, 0));
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.max(...sizes)).toBeLessThan(4_000_000);
  });

  test.each([0, 100, 1500, 2999])('an edit of file %i changes one piece, two at the most', (index) => {
    const before = new Set(keys(many));
    const edited = many.map((one, at) => (at === index ? { ...one, size: one.size + 3000 } : one));
    const changed = keys(edited).filter((key) => !before.has(key));
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.length).toBeLessThanOrEqual(2);
  });

  test('a large file stands alone', () => {
    const pieces = cutPieces([entry('a', 1), entry('b', largeFile + 1), entry('c', 1)]);
    expect(pieces.map(({ large, entries }) => [large, entries.map(({ path }) => path)])).toEqual([
      [false, ['a']],
      [true, ['b']],
      [false, ['c']],
    ]);
  });
});
