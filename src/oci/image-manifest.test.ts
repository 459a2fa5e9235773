import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf } from '../image/digest.ts';
import type { Descriptor } from './descriptor.ts';
import { formatManifest, type ImageIndex, type ImageManifest, maxChildren, parseManifest } from './image-manifest.ts';
import { mediaTypes } from './media-types.ts';

const { ociManifest, ociIndex, ociConfig, ociLayerGzip, dockerManifest } = mediaTypes;
const descriptor = (mediaType: string, text: string): Descriptor => ({
  mediaType,
  digest: digestOf(text),
  size: text.length,
});
const bytes = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));
const config = descriptor(ociConfig, 'config');
const image = { schemaVersion: 2, config, layers: [] };

describe('parseManifest', () => {
  test.each([
    ['an image without layers', ociManifest, image, { kind: 'manifest', config, layers: [] }],
    ['unknown fields', ociManifest, { ...image, mediaType: ociManifest, more: [1] }, { kind: 'manifest' }],
    ['an unknown layer type', ociManifest, { ...image, layers: [descriptor('a/b+c', 'x')] }, { kind: 'manifest' }],
    ["Docker's schema 2", dockerManifest, { ...image, mediaType: dockerManifest }, { mediaType: dockerManifest }],
    ['a subject', ociManifest, { ...image, subject: config, artifactType: 'a/b' }, { subject: config }],
    ['an empty index', ociIndex, { schemaVersion: 2, manifests: [] }, { kind: 'index', manifests: [] }],
    [
      'platforms',
      ociIndex,
      { schemaVersion: 2, manifests: [{ ...config, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } }] },
      { manifests: [{ ...config, platform: { os: 'linux', architecture: 'arm64' } }] },
    ],
  ])('reads %s', (_, mediaType, value, expected) => {
    expect(parseManifest(bytes(value), mediaType)).toMatchObject({ ok: true, value: expected });
  });

  test.each([
    ['no JSON', ociManifest, Buffer.from('<html>'), /not a JSON object/],
    ['no UTF-8', ociManifest, Buffer.from([0x7b, 0xff, 0x7d]), /not a JSON object/],
    ['schema 1', ociManifest, bytes({ ...image, schemaVersion: 1 }), /schemaVersion 1 is not 2/],
    ['another type inside', ociManifest, bytes({ ...image, mediaType: ociIndex }), /but it was called/],
    ['image and index at once', ociIndex, bytes({ ...image, manifests: [] }), /both layers and manifests/],
    ['a foreign type', 'text/html', bytes(image), /no image manifest or index/],
    ['no config', ociManifest, bytes({ schemaVersion: 2, layers: [] }), /"config" is not a descriptor/],
    ['a bad layer', ociManifest, bytes({ ...image, layers: [{ ...config, size: -1 }] }), /"layers" is not a list/],
    [
      'too many',
      ociManifest,
      bytes({ ...image, layers: Array(maxChildren + 1).fill(config) }),
      /list of at most 1024 desc/,
    ],
    ['too many bytes', ociManifest, Buffer.alloc(4 * 1024 * 1024 + 1), /more than 4194304/],
    ['a bad subject', ociManifest, bytes({ ...image, subject: 1 }), /"subject"/],
  ])('refuses %s and says why', (_, mediaType, value, why) => {
    expect(parseManifest(value, mediaType)).toMatchObject({
      ok: false,
      problems: [{ code: 'IMAGE_INVALID', message: expect.stringMatching(why) }],
    });
  });

  test('survives nesting that a recursive reader would not', () => {
    const deep = Buffer.from(`{"schemaVersion":2,"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
    expect(parseManifest(deep, ociManifest).ok).toBe(false);
  });
});

describe('formatManifest', () => {
  const annotations = fc.option(fc.dictionary(fc.stringMatching(/^[a-z.]{1,9}$/), fc.string()), { nil: undefined });
  const layers = fc.array(fc.string().map((text) => descriptor(ociLayerGzip, text)));
  const platform = fc.constantFrom({ os: 'linux', architecture: 'arm', variant: 'v7' }, undefined);

  test('writes what parseManifest reads back', () => {
    fc.assert(
      fc.property(layers, annotations, platform, (list, notes, runsOn) => {
        const common = { ...(notes && { annotations: notes }) };
        const one: ImageManifest = { kind: 'manifest', mediaType: ociManifest, config, layers: list, ...common };
        const manifests = list.map((entry) => ({ ...entry, ...(runsOn && { platform: runsOn }) }));
        const index: ImageIndex = { kind: 'index', mediaType: ociIndex, manifests, subject: config, ...common };
        for (const value of [one, index])
          expect(parseManifest(formatManifest(value), value.mediaType)).toEqual({ ok: true, value });
      }),
    );
  });

  test('equal values are equal bytes, however their keys are ordered', () => {
    const value: ImageManifest = { kind: 'manifest', mediaType: ociManifest, config, layers: [] };
    const other: ImageManifest = {
      layers: [],
      config: { size: config.size, digest: config.digest, mediaType: ociConfig },
      mediaType: ociManifest,
      kind: 'manifest',
    };
    expect(formatManifest({ ...value, annotations: { b: '1', a: '2' } })).toEqual(
      formatManifest({ ...other, annotations: { a: '2', b: '1' } }),
    );
  });
});
