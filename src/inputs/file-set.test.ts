import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../image/digest.ts';
import { contentOfFile, fileFieldsOf, fingerprintOf, setDigestOf } from './file-set.ts';
import type { FileState, InputFile } from './input-set.ts';

const state: FileState = { size: 4, mode: 0o644, mtimeNs: 1_000_000_001n, ctimeNs: 2_000_000_001n, inode: 3n };
const file: InputFile = { path: '/p/src/a', name: 'src/a', kind: 'file', state };

const anyState = fc.record({
  size: fc.nat(),
  mode: fc.nat(0o7777),
  mtimeNs: fc.bigInt(-(2n ** 62n), 2n ** 62n),
  ctimeNs: fc.bigInt(0n, 2n ** 62n),
  inode: fc.bigInt(0n, 2n ** 64n - 1n),
});
const anyName = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).filter((text) => !text.includes('\0'));
const anyFile: fc.Arbitrary<InputFile> = fc.record({
  path: anyName,
  name: anyName,
  kind: fc.constantFrom('file', 'link'),
  state: anyState,
});

describe('the fingerprint', () => {
  test.each<[string, readonly InputFile[]]>([
    ['a name', [{ ...file, name: 'src/b' }]],
    ['a path', [{ ...file, path: '/q/src/a' }]],
    ['a kind', [{ ...file, kind: 'link' }]],
    ['a size', [{ ...file, state: { ...state, size: 5 } }]],
    ['a permission', [{ ...file, state: { ...state, mode: 0o755 } }]],
    ['one nanosecond of mtime', [{ ...file, state: { ...state, mtimeNs: 1_000_000_002n } }]],
    ['one nanosecond of ctime', [{ ...file, state: { ...state, ctimeNs: 2_000_000_002n } }]],
    ['an inode', [{ ...file, state: { ...state, inode: 4n } }]],
    ['one above what a double holds', [{ ...file, state: { ...state, inode: 2n ** 53n + 1n } }]],
    ['a file more', [file, file]],
    ['a file less', []],
  ])('is another one with %s', (_, files) => {
    expect(fingerprintOf(files)).not.toBe(fingerprintOf([file]));
    expect(fingerprintOf([{ ...file, state: { ...state, inode: 2n ** 53n } }])).not.toBe(fingerprintOf(files));
  });

  test('is the same for the same files, and for no others', () => {
    fc.assert(
      fc.property(fc.array(anyFile, { maxLength: 4 }), fc.array(anyFile, { maxLength: 4 }), (some, others) => {
        const isSame = fingerprintOf(some) === fingerprintOf(others);
        expect(isSame).toBe(textOf(some) === textOf(others));
        expect(fingerprintOf(structuredClone(some))).toBe(fingerprintOf(some));
      }),
    );
  });

  test('is not known where a file was not seen', () => {
    const { state: _, ...unseen } = file;
    expect(fingerprintOf([file, unseen])).toBeUndefined();
  });
});

const textOf = (files: readonly InputFile[]): string =>
  JSON.stringify(files, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));

describe('the digest of a set', () => {
  const digest = digestOf('text');

  test('is one for the names, kinds and contents, wherever the files lie', () => {
    const given = setDigestOf([file], [digest]);
    expect(setDigestOf([{ path: '/elsewhere/a', name: 'src/a', kind: 'file' }], [digest])).toBe(given);
    const others = [
      setDigestOf([{ ...file, name: 'src/b' }], [digest]),
      setDigestOf([{ ...file, kind: 'link' }], [digest]),
      setDigestOf([file], [contentOfFile(digest, true)]),
      setDigestOf([file], [digestOf('TEXT')]),
      setDigestOf([file, file], [digest, digest]),
    ];
    expect(new Set([given, ...others]).size).toBe(others.length + 1);
  });

  test('is made of fields that can be shown', () => {
    const link: InputFile = { path: '/p/sh', name: 'sh', kind: 'link' };
    expect(fileFieldsOf([file, link], [contentOfFile(digest, true), 'busybox'])).toEqual({
      'file src/a': `${digest} executable`,
      'link sh': 'busybox',
    });
  });
});
