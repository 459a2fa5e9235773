import { describe, expect, test } from 'vitest';
import { digestOf } from '../image/digest.ts';
import type { Platform } from '../image/platform.ts';
import type { Descriptor } from './descriptor.ts';
import { formatImageConfig } from './image-config.ts';
import { formatManifest } from './image-manifest.ts';
import { mediaTypes } from './media-types.ts';
import { findLonePlatform, selectImage } from './select-image.ts';

const amd64 = { os: 'linux', architecture: 'amd64' };
const arm64 = { os: 'linux', architecture: 'arm64' };
const unknown = { os: 'unknown', architecture: 'unknown' };

/** Content in memory: every value that is put can be fetched by its descriptor. */
function createShelf() {
  const shelf = new Map<string, Uint8Array>();
  const put = (mediaType: string, bytes: Uint8Array, platform?: Platform): Descriptor => {
    const digest = digestOf(bytes);
    shelf.set(digest, bytes);
    return { mediaType, digest, size: bytes.length, ...(platform && { platform }) };
  };
  const image = (says: Platform, claims?: Platform, layers = 0): Descriptor => {
    const rootfs = { type: 'layers' as const, diff_ids: [] };
    const config = put(mediaTypes.ociConfig, formatImageConfig({ ...says, rootfs }));
    const list = Array.from({ length: layers }, () => put(mediaTypes.ociLayer, Buffer.from('x')));
    const bytes = formatManifest({ kind: 'manifest', mediaType: mediaTypes.ociManifest, config, layers: list });
    return put(mediaTypes.ociManifest, bytes, claims);
  };
  const index = (manifests: readonly Descriptor[], platform?: Platform): Descriptor =>
    put(mediaTypes.ociIndex, formatManifest({ kind: 'index', mediaType: mediaTypes.ociIndex, manifests }), platform);
  const fetch = async ({ digest }: Descriptor) => shelf.get(digest) ?? Buffer.alloc(0);
  const select = async (descriptor: Descriptor, platform: Platform) =>
    (await selectImage({ descriptor, bytes: await fetch(descriptor) }, platform, fetch)).descriptor.digest;
  const lone = async (descriptor: Descriptor) =>
    findLonePlatform({ descriptor, bytes: await fetch(descriptor) }, fetch);
  return { put, image, index, select, lone };
}

describe('selectImage', () => {
  test('finds the platform in an index, past attestations', async () => {
    const { image, index, select } = createShelf();
    const [a, b, u] = [image(amd64, amd64), image(arm64, arm64), image(unknown, unknown)];
    await expect(select(index([u, a, b]), arm64)).resolves.toBe(b.digest);
  });

  test('prefers the very variant to one that would do', async () => {
    const { image, index, select } = createShelf();
    const v7 = { os: 'linux', architecture: 'arm', variant: 'v7' };
    const arm = { os: 'linux', architecture: 'arm' };
    const [any, exact] = [image(arm, arm), image(v7, v7)];
    await expect(select(index([any, exact]), v7)).resolves.toBe(exact.digest);
  });

  test('follows an index within an index', async () => {
    const { image, index, select } = createShelf();
    const one = image(amd64, amd64);
    await expect(select(index([index([one])]), amd64)).resolves.toBe(one.digest);
  });

  test('takes a single image whose config fits', async () => {
    const { image, select } = createShelf();
    const one = image(amd64);
    await expect(select(one, amd64)).resolves.toBe(one.digest);
  });

  test('refuses a depth bomb', async () => {
    const { image, index, select } = createShelf();
    const bomb = Array.from({ length: 9 }).reduce<Descriptor>((inner) => index([inner]), image(amd64));
    await expect(select(bomb, amd64)).rejects.toThrow(/IMAGE_INVALID.*more than 3 indexes/);
  });

  test('refuses an index that claims arm64 for an image that says amd64', async () => {
    const { image, index, select } = createShelf();
    const liar = index([image(amd64, arm64)]);
    await expect(select(liar, arm64)).rejects.toThrow(/its config says linux\/amd64, asked was linux\/arm64/);
  });

  test('names the platforms that there are', async () => {
    const { image, index, select } = createShelf();
    await expect(select(index([image(amd64, amd64)]), arm64)).rejects.toThrow(/only for linux\/amd64/);
    await expect(select(index([]), arm64)).rejects.toThrow(/only for nothing/);
    const attested = index([image(amd64, amd64), image(unknown, unknown)]);
    await expect(select(attested, arm64)).rejects.toThrow(/only for linux\/amd64$/);
  });

  test('refuses a config that lists other layers than the manifest', async () => {
    const { image, select } = createShelf();
    await expect(select(image(amd64, undefined, 1), amd64)).rejects.toThrow(/1 layers, but its config lists 0/);
  });
});

test('findLonePlatform knows what a lone image is for, with and without attestations', async () => {
  const { image, index, lone } = createShelf();
  expect(await lone(image(arm64))).toEqual(arm64);
  expect(await lone(index([image(arm64, arm64), image(unknown, unknown)]))).toEqual(arm64);
  expect(await lone(index([image(arm64, arm64), image(amd64, amd64)]))).toBeUndefined();
  expect(await lone(index([]))).toBeUndefined();
});
