import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Digest, digestOf } from '../image/digest.ts';
import { compareImages, type ImageSide } from './compare-images.ts';
import { findDifferentByte } from './compare-layers.ts';
import type { Descriptor } from './descriptor.ts';
import { formatManifest } from './image-manifest.ts';
import { mediaTypes } from './media-types.ts';
import { createTar, type TarEntry } from './tar.ts';

const signal = new AbortController().signal;

const file = (path: string, content: string, more: Partial<TarEntry> = {}): TarEntry => ({
  ...{ path, kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0, size: Buffer.byteLength(content) },
  open: async function* () {
    yield Buffer.from(content);
  },
  ...more,
});

async function tar(entries: readonly TarEntry[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of createTar(entries, { end: true, signal })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Content by digest, as a store has it. */
function store() {
  const blobs = new Map<Digest, Uint8Array>();
  const put = (mediaType: string, bytes: Uint8Array): Descriptor => {
    const digest = digestOf(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  return {
    put,
    side: (descriptor: Descriptor): ImageSide => ({
      descriptor,
      open: async function* ({ digest }) {
        yield blobs.get(digest) ?? Buffer.from('lost');
      },
    }),
  };
}

interface Recipe {
  readonly layers: readonly Buffer[];
  readonly config?: object;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly layerType?: string;
}

const { put, side } = store();
function image({ layers, config = {}, annotations, layerType = mediaTypes.ociLayerGzip }: Recipe): Descriptor {
  const manifest = formatManifest({
    kind: 'manifest',
    mediaType: mediaTypes.ociManifest,
    config: put(
      mediaTypes.ociConfig,
      Buffer.from(JSON.stringify({ ...config, rootfs: { diff_ids: layers.map((layer) => digestOf(layer)) } })),
    ),
    layers: layers.map((layer) => put(layerType, layerType.endsWith('gzip') ? gzipSync(layer) : layer)),
    ...(annotations && { annotations }),
  });
  return put(mediaTypes.ociManifest, manifest);
}
const index = (children: readonly Descriptor[]): Descriptor =>
  put(mediaTypes.ociIndex, formatManifest({ kind: 'index', mediaType: mediaTypes.ociIndex, manifests: children }));
const compare = (one: Descriptor, other: Descriptor) => compareImages(side(one), side(other));

describe('two images', () => {
  test('with one digest do not differ, and nothing is read', async () => {
    const descriptor = { mediaType: mediaTypes.ociManifest, digest: digestOf('x'), size: 1 };
    expect(await compare(descriptor, descriptor)).toEqual([]);
  });

  const base = [file('etc', '', { kind: 'folder' }), file('etc/a', 'same')];
  test.each<[string, TarEntry, TarEntry]>([
    ['etc/b: byte 5 is 0x31 and 0x32', file('etc/b', 'time 1'), file('etc/b', 'time 2')],
    ['etc/b: byte 4 is behind the end and 0x21', file('etc/b', 'long'), file('etc/b', 'long!')],
    ['etc/b: mode 0644 and 0664', file('etc/b', 'x'), file('etc/b', 'x', { mode: 0o664 })],
    ['etc/b: owner 0:0 and 0:7', file('etc/b', 'x'), file('etc/b', 'x', { gid: 7 })],
    ['etc/b: name etc/b and etc/c', file('etc/b', 'x'), file('etc/c', 'x')],
    [
      'etc/b: time 1970-01-01T00:00:00.000Z and 1970-01-01T00:00:09.000Z',
      file('etc/b', 'x'),
      file('etc/b', 'x', { mtime: 9 }),
    ],
  ])('differ in a layer: %s', async (expected, left, right) => {
    const layers = [await tar([file('bin', 'same')])];
    const one = image({ layers: [...layers, await tar([...base, left])] });
    const other = image({ layers: [...layers, await tar([...base, right])] });
    expect(await compare(one, other)).toEqual([`layer 2 of 2: ${expected}`]);
  });

  test('differ where one has an entry more', async () => {
    const [one, other] = [
      image({ layers: [await tar(base)] }),
      image({ layers: [await tar([...base, file('z', '')])] }),
    ];
    expect(await compare(one, other)).toEqual(['layer 1 of 1: z: is in one of them only']);
  });

  test('differ in how they are compressed', async () => {
    const layer = await tar(base);
    const other = put(mediaTypes.ociLayerGzip, gzipSync(layer, { level: 1 }));
    const config = put(mediaTypes.ociConfig, Buffer.from('{}'));
    const manifest = (one: Descriptor) =>
      put(
        mediaTypes.ociManifest,
        formatManifest({ kind: 'manifest', mediaType: mediaTypes.ociManifest, config, layers: [one] }),
      );
    const first = manifest(put(mediaTypes.ociLayerGzip, gzipSync(layer, { level: 9 })));
    expect(await compare(first, manifest(other))).toEqual([
      expect.stringMatching(/^layer 1 of 1: the same archive, compressed otherwise: byte \d+ is/),
    ]);
  });

  test('differ in the config, which is told once', async () => {
    const layers = [await tar(base)];
    const config = (created: string) => ({ created, config: { Env: ['A=1'] } });
    expect(await compare(image({ layers, config: config('2020') }), image({ layers, config: config('2021') }))).toEqual(
      ['config: created is "2020" and "2021"'],
    );
  });

  test('differ in layer and config', async () => {
    const one = image({ layers: [await tar([file('a', '1')])], config: { created: 1 } });
    const other = image({ layers: [await tar([file('a', '2')])], config: { created: 2 } });
    expect(await compare(one, other)).toEqual([
      'layer 1 of 1: a: byte 0 is 0x31 and 0x32',
      'config: created is 1 and 2',
    ]);
  });

  test('differ in what only the manifest says', async () => {
    const layers = [await tar(base)];
    const one = image({ layers, annotations: { day: '1' } });
    expect(await compare(one, image({ layers, annotations: { day: '2' } }))).toEqual([
      'manifest: annotations.day is "1" and "2"',
    ]);
  });

  test('are compared platform by platform', async () => {
    const same = { ...image({ layers: [await tar(base)] }), platform: { os: 'linux', architecture: 'amd64' } };
    const arm = async (text: string) => ({
      ...image({ layers: [await tar([file('a', text)])] }),
      platform: { os: 'linux', architecture: 'arm64' },
    });
    expect(await compare(index([same, await arm('1')]), index([same, await arm('2')]))).toEqual([
      'linux/arm64: layer 1 of 1: a: byte 0 is 0x31 and 0x32',
    ]);
    expect(await compare(index([same]), index([same, await arm('2')]))).toEqual(['the index has 1 images and 2']);
    expect(await compare(index([same]), same)).toEqual(['one is a list of images, the other is one image']);
  });
});

test.each([1, 2, 3, 7])('streams are compared whatever the size of their chunks, here %i', async (size) => {
  const cut = async function* (text: string, length: number) {
    for (let at = 0; at < text.length; at += length) yield Buffer.from(text.slice(at, at + length));
  };
  expect(await findDifferentByte(cut('abcdefgh', size), cut('abcdefgh', 3))).toBeUndefined();
  expect(await findDifferentByte(cut('abcdefgh', size), cut('abcdeXgh', 3))).toMatchObject({ offset: 5 });
});
