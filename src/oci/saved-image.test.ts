import { expect, test } from 'vitest';
import { digestOf } from '../image/digest.ts';
import { parseManifest } from './image-manifest.ts';
import { mediaTypes } from './media-types.ts';
import { isSavedPart, readSaved, type SavedPart } from './saved-image.ts';

const part = (content: string | Uint8Array): SavedPart => {
  const start = Buffer.from(content);
  return { digest: digestOf(start), size: start.length, start };
};
const parts = new Map([
  ['c.json', part('{}')],
  ['a/layer.tar', part('one')],
  ['b/layer.tar', part(Buffer.from([0x1f, 0x8b, 8, 0]))],
  ['z/layer.tar', part(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]))],
]);
const saved = (...images: readonly object[]) => readSaved(Buffer.from(JSON.stringify(images)), parts);

test('is a manifest of its config and its layers, each as it lies there', () => {
  const found = saved({ Config: 'c.json', Layers: ['a/layer.tar', 'b/layer.tar', 'a/layer.tar', 'z/layer.tar'] });
  if (!found.ok) throw new Error(found.problems[0].message);
  expect(parseManifest(found.value.bytes, mediaTypes.ociManifest)).toMatchObject({
    value: {
      config: { mediaType: mediaTypes.ociConfig, size: 2 },
      layers: [mediaTypes.ociLayer, mediaTypes.ociLayerGzip, mediaTypes.ociLayer, mediaTypes.ociLayerZstd].map(
        (mediaType) => ({ mediaType }),
      ),
    },
  });
  expect(found.value.blobs).toHaveLength(4);
});

test.each([
  ['no image', []],
  [
    'two images',
    [
      { Config: 'c.json', Layers: [] },
      { Config: 'c.json', Layers: [] },
    ],
  ],
  ['a layer that is not there', [{ Config: 'c.json', Layers: ['x/layer.tar'] }]],
  ['no config', [{ Layers: ['a/layer.tar'] }]],
  ['no layers', [{ Config: 'c.json' }]],
])('%s is refused', (_, images) => {
  expect(saved(...images)).toMatchObject({ ok: false, problems: [{ code: 'IMAGE_INVALID' }] });
});

test.each(['{', 'null', '7'])('%s is refused', (text) => {
  expect(readSaved(Buffer.from(text), parts)).toMatchObject({ ok: false });
});

test('knows the parts of an image by their paths', () => {
  const hex = 'a'.repeat(64);
  expect([`${hex}.json`, `${hex}.tar`, `${hex}/layer.tar`, `blobs/sha256/${hex}`].every(isSavedPart)).toBe(true);
  expect(['repositories', `${hex}/json`, `${hex}/VERSION`, 'index.json'].some(isSavedPart)).toBe(false);
});
