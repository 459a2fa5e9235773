import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import { decodeDigest, decodeTag, encodeDigest, encodeTag, layoutOf } from './layout.ts';

const tags = fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/);

test('a tag is read back from its file name, which is short enough and in lower case', () => {
  fc.assert(
    fc.property(tags, (tag) => {
      const name = encodeTag(tag);
      expect(decodeTag(name)).toBe(tag);
      expect(name).toBe(name.toLowerCase());
      expect(name.length).toBeLessThan(200);
    }),
  );
});

test('tags that differ in case only have names that differ in more', () => {
  expect(['v1', 'V1', 'vA1B'].map(encodeTag)).toEqual(['v1', 'v1~1', 'va1b~a']);
});

test.each(['', 'V1', 'a~', 'a~0', 'a~g', 'a~2', 'a~1~1', '.x', '0e6b.tmp~'])('%j is the file of no tag', (name) => {
  expect(decodeTag(name)).toBeUndefined();
});

test('a digest is read back from its file name', () => {
  for (const digest of [digestOf(''), digestOf('', 'sha512')]) expect(decodeDigest(encodeDigest(digest))).toBe(digest);
  expect(decodeDigest('sha256-beef')).toBeUndefined();
});

test.each(['', '..', '../x', 'a/../b', '/a', 'A', '_blobs', 'a/_tags/b'])('%j reaches no folder', (name) => {
  expect(() => layoutOf('/store').repository(name)).toThrow(/IMAGE_REFERENCE_INVALID/);
});

test.each(['', '..', 'a/b'])('%j reaches no tag', (tag) => {
  expect(() => layoutOf('/store').repository('a').tag(tag)).toThrow(/IMAGE_REFERENCE_INVALID/);
});
