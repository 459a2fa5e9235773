import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import { type FileIndex, type FileStamp, parseFileIndex } from './file-index.ts';

const all = { most: Number.POSITIVE_INFINITY, keep: () => new Set<string>() };
const stamp: FileStamp = { size: 1, mtimeNs: 2n, ctimeNs: 3n, inode: 4n };

const anyPath = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((path) => !path.includes('\0'));
const anyStamp = fc.record({
  size: fc.maxSafeNat(),
  mtimeNs: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  ctimeNs: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  inode: fc.bigInt(0n, 2n ** 64n - 1n),
});
const anyDigest = fc.string().map((text) => digestOf(text));
const anyFiles = fc.array(fc.tuple(anyPath, anyStamp, anyDigest), { maxLength: 20 });
const anySets = fc.array(fc.tuple(anyDigest, anyDigest), { maxLength: 5 });
type Files = readonly (readonly [string, FileStamp, ReturnType<typeof digestOf>])[];

function indexOf(files: Files, bytes?: Uint8Array): FileIndex {
  const index = parseFileIndex(bytes);
  for (const [path, found, digest] of files) index.put(path, found, digest);
  return index;
}

describe('the index', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(anyFiles, anyFiles, anySets, (files, more, sets) => {
        const first = indexOf(files);
        for (const [fingerprint, digest] of sets) first.putSet(fingerprint, digest);
        const index = parseFileIndex(indexOf(more, first.format(all)).format(all));
        const last = new Map([...files, ...more].map(([path, found, digest]) => [path, { found, digest }]));
        for (const [path, { found, digest }] of last) expect(index.find(path, found)).toBe(digest);
        for (const [fingerprint, digest] of new Map(sets)) expect(index.findSet(fingerprint)).toBe(digest);
        expect(index.format(all)).toEqual(parseFileIndex(index.format(all)).format(all));
      }),
    );
  });

  test.each<[string, Partial<FileStamp>]>([
    ['size', { size: 2 }],
    ['mtime', { mtimeNs: 3n }],
    ['ctime', { ctimeNs: 4n }],
    ['inode', { inode: 5n }],
  ])('knows nothing of a file of another %s', (_, other) => {
    const index = parseFileIndex(indexOf([['a', stamp, digestOf('x')]]).format(all));
    expect(index.find('a', stamp)).toBe(digestOf('x'));
    expect(index.find('a', { ...stamp, ...other })).toBeUndefined();
    expect(index.find('b', stamp)).toBeUndefined();
  });

  test('is empty where the bytes are none of its own, cut anywhere, or longer', () => {
    const index = indexOf([
      ['a', stamp, digestOf('x')],
      ['b/c', stamp, digestOf('y')],
    ]);
    index.putSet(digestOf('set'), digestOf('z'));
    const bytes = index.format(all);
    const broken = [
      ...Array.from(bytes.keys(), (length) => bytes.subarray(0, length)),
      Buffer.concat([bytes, Buffer.alloc(1)]),
      // Another version, or another order of bytes.
      ...[0, 1, 2, 3].map((at) => flip(bytes, at)),
      // Numbers of sets, of files, of bytes.
      ...[4, 8, 12].map((at) => flip(bytes, at)),
      // A path fewer than rows.
      Buffer.from(bytes.map((byte, at) => (byte === 0 && at === bytes.length - 4 ? 1 : byte))),
    ];
    for (const given of broken) {
      const read = parseFileIndex(given);
      expect([read.find('a', stamp), read.find('b/c', stamp)]).toEqual([undefined, undefined]);
    }
    expect(broken.slice(0, -1).every((given) => parseFileIndex(given).findSet(digestOf('set')) === undefined)).toBe(
      true,
    );
  });

  test('never throws on bytes that another program wrote', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(3), fc.nat(3), (tail, sets, files) => {
        const head = new Uint8Array(Uint32Array.of(0x3243524f, sets, files, tail.length - 64 * (sets + files)).buffer);
        const index = parseFileIndex(Buffer.concat([head, tail]));
        index.find('a', stamp);
        index.put('a', stamp, digestOf('x'));
        expect(parseFileIndex(index.format(all)).find('a', stamp)).toBe(digestOf('x'));
      }),
    );
  });

  test('keeps what is wanted where there is too much', () => {
    const index = indexOf([
      ['a', stamp, digestOf('x')],
      ['b', stamp, digestOf('y')],
    ]);
    const read = parseFileIndex(index.format({ most: 1, keep: () => new Set(['b']) }));
    expect([read.find('a', stamp), read.find('b', stamp)]).toEqual([undefined, digestOf('y')]);
  });

  test('keeps the sets of the last runs', () => {
    const index = parseFileIndex(undefined);
    for (let at = 0; at < 300; at++) index.putSet(digestOf(`${at}`), digestOf('x'));
    const later = parseFileIndex(index.format(all));
    expect([later.findSet(digestOf('0')), later.findSet(digestOf('44'))]).toEqual([undefined, digestOf('x')]);
    for (let at = 0; at < 255; at++) later.putSet(digestOf(`later ${at}`), digestOf('x'));
    const last = parseFileIndex(later.format(all));
    expect([last.findSet(digestOf('45')), last.findSet(digestOf('44'))]).toEqual([undefined, digestOf('x')]);
  });

  test.each<[boolean, string, (index: FileIndex) => unknown]>([
    [false, 'a find', (index) => [index.find('a', stamp), index.findSet(digestOf('set'))]],
    [true, 'a file', (index) => index.put('a', stamp, digestOf('x'))],
    [true, 'a set', (index) => index.putSet(digestOf('other'), digestOf('x'))],
  ])('is %s to have changed with %s', (changed, _, use) => {
    const old = indexOf([['a', stamp, digestOf('x')]]);
    old.putSet(digestOf('set'), digestOf('x'));
    const index = parseFileIndex(old.format(all));
    use(index);
    expect(index.isChanged()).toBe(changed);
  });

  test('hands on what was put, and the sets that were found', () => {
    const old = parseFileIndex(undefined);
    old.put('old', stamp, digestOf('old'));
    old.putSet(digestOf('used'), digestOf('1'));
    old.putSet(digestOf('unused'), digestOf('2'));
    const run = parseFileIndex(old.format(all));
    run.findSet(digestOf('used'));
    run.put('new', stamp, digestOf('new'));
    const other = parseFileIndex(undefined);
    run.copyNews(other);
    expect([other.find('new', stamp), other.find('old', stamp)]).toEqual([digestOf('new'), undefined]);
    expect([other.findSet(digestOf('used')), other.findSet(digestOf('unused'))]).toEqual([digestOf('1'), undefined]);
  });
});

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
  return flipped;
}
