import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { KeptObject } from './kept.ts';
import { digestOfParts, packState, unpackState } from './state.ts';

const kept = (name: string, data = 'x'): KeptObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name,
  before: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { data } },
});

test('what was kept comes back, long numbers too', () => {
  const objects = [
    kept('a'),
    { ...kept('b'), before: { ...kept('b').before, spec: { n: '\0#9007199254740993' } } } as KeptObject,
  ];
  const parts = packState({ objects, earlier: [] });
  expect(parts).toHaveLength(1);
  expect(unpackState(parts, digestOfParts(parts))).toEqual({ objects, earlier: [] });
});

test('what older runs had left comes back beside it', () => {
  const state = { objects: [kept('a')], earlier: [kept('b')] };
  const parts = packState(state);
  expect(unpackState(parts, digestOfParts(parts))).toEqual(state);
});

test('much of it is cut into parts that fit, and none may be missing or come in another order', () => {
  const objects = Array.from({ length: 300 }, (_, index) => kept(`m${index}`, randomBytes(6144).toString('base64')));
  const parts = packState({ objects, earlier: [] });
  expect(parts.length).toBeGreaterThan(1);
  expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(900 * 1024);
  const digest = digestOfParts(parts);
  expect(unpackState(parts, digest)).toEqual({ objects, earlier: [] });
  expect(unpackState(parts.slice(1), digest)).toBeUndefined();
  expect(unpackState(parts.toReversed(), digest)).toBeUndefined();
});

test('a format that comes later is not guessed at', async () => {
  const { brotliCompressSync } = await import('node:zlib');
  const parts = [brotliCompressSync('{"format":2,"objects":[]}')];
  expect(unpackState(parts, digestOfParts(parts))).toBeUndefined();
});
