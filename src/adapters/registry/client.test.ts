import { describe, expect, test } from 'vitest';
import { digestOf } from '../../image/digest.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { formatManifest, type ImageManifest } from '../../oci/image-manifest.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import type { FetchedManifest } from '../../ports/registry.ts';
import { collect, descriptorOf, image, problemOf, signal, sourceOf, useStage } from './stage.cases.ts';

const stage = useStage();
const layer = Buffer.from('layer '.repeat(5_000));
const config = Buffer.from('{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}');

function manifestOf(layers: readonly Descriptor[], more: Partial<ImageManifest> = {}): FetchedManifest {
  const bytes = formatManifest({
    ...{ kind: 'manifest', mediaType: mediaTypes.ociManifest },
    ...{ config: descriptorOf(config, mediaTypes.ociConfig), layers, ...more },
  });
  return { bytes, descriptor: descriptorOf(bytes, mediaTypes.ociManifest) };
}

describe('against our own registry', () => {
  test.each([
    ['in one request', {}],
    ['in chunks', { chunkBytes: 1024 }],
  ])('pushes an image %s and pulls the same bytes', async (_, options) => {
    const host = await stage.serveRegistry();
    const client = stage.connect(options);
    const at = image(host);
    const progress: number[] = [];
    const onProgress = (done: number) => void progress.push(done);

    expect(await client.pushBlob(at, sourceOf(layer), { onProgress, signal })).toBe('sent');
    expect(progress.at(-1)).toBe(layer.length);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(await client.pushBlob(at, sourceOf(layer), { signal })).toBe('present');
    await client.pushBlob(at, sourceOf(config), { signal });
    const manifest = manifestOf([descriptorOf(layer)]);
    await client.pushManifest(at, manifest, signal);

    expect(await client.resolve(at, signal)).toEqual(manifest.descriptor);
    expect(await client.resolve(image(host, manifest.descriptor.digest), signal)).toEqual(manifest.descriptor);
    expect(await client.pullManifest(at, signal)).toEqual({
      descriptor: manifest.descriptor,
      bytes: Buffer.from(manifest.bytes),
    });
    expect(await collect(client.pullBlob(at, descriptorOf(layer), signal))).toEqual(layer);
    expect(await client.hasBlob(at, digestOf(layer), signal)).toBe(true);
    expect(await client.tags(at, signal)).toEqual(['1']);
  });

  test('mounts what a neighbour holds, and sends nothing', async () => {
    const host = await stage.serveRegistry();
    const client = stage.connect();
    await client.pushBlob(image(host), sourceOf(layer), { signal });
    const mountFrom = [image(host, '1', 'empty'), image(host)];
    const open = () => {
      throw new Error('sent');
    };
    const there = image(host, '1', 'team/other');
    expect(await client.pushBlob(there, { ...sourceOf(layer), open }, { mountFrom, signal })).toBe('mounted');
    expect(await collect(client.pullBlob(there, descriptorOf(layer), signal))).toEqual(layer);
  });

  test('sends what a neighbour turns out not to hold', async () => {
    const host = await stage.serveRegistry();
    const client = stage.connect();
    const mountFrom = [image(host, '1', 'empty')];
    expect(await client.pushBlob(image(host), sourceOf(layer), { mountFrom, signal })).toBe('sent');
  });

  test('an empty blob is a blob', async () => {
    const host = await stage.serveRegistry();
    const client = stage.connect();
    const nothing = Buffer.alloc(0);
    expect(await client.pushBlob(image(host), sourceOf(nothing), { signal })).toBe('sent');
    expect(await collect(client.pullBlob(image(host), descriptorOf(nothing), signal))).toEqual(nothing);
  });

  test('a source that is not what it says never becomes a blob', async () => {
    const host = await stage.serveRegistry();
    for (const chunkBytes of [1024, 1024 * 1024]) {
      const client = stage.connect({ chunkBytes });
      const wrong = digestOf('something else');
      const { code, message } = await problemOf(client.pushBlob(image(host), sourceOf(layer, wrong), { signal }));
      expect([code, message]).toEqual(['DIGEST_MISMATCH', expect.stringContaining(wrong)]);
      expect(await client.hasBlob(image(host), wrong, signal)).toBe(false);
    }
  });

  test('what is not there is undefined, false or REGISTRY_NOT_FOUND', async () => {
    const host = await stage.serveRegistry();
    const client = stage.connect();
    expect(await client.resolve(image(host), signal)).toBeUndefined();
    expect(await client.hasBlob(image(host), digestOf('x'), signal)).toBe(false);
    expect(await problemOf(client.pullManifest(image(host), signal))).toMatchObject({ code: 'REGISTRY_NOT_FOUND' });
    expect(await problemOf(client.tags(image(host), signal))).toMatchObject({ code: 'REGISTRY_NOT_FOUND' });
    const blob = collect(client.pullBlob(image(host), descriptorOf(layer), signal));
    expect(await problemOf(blob)).toMatchObject({ code: 'REGISTRY_NOT_FOUND' });
  });

  test('lists what refers to an image', async () => {
    const host = await stage.serveRegistry();
    const client = stage.connect();
    const at = image(host);
    await client.pushBlob(at, sourceOf(config), { signal });
    const subject = manifestOf([]);
    await client.pushManifest(at, subject, signal);
    const signature = manifestOf([], { subject: subject.descriptor, artifactType: 'a/signature' });
    await client.pushManifest(image(host, signature.descriptor.digest), signature, signal);
    expect(await client.referrers(at, subject.descriptor.digest, signal)).toMatchObject([
      { digest: signature.descriptor.digest, artifactType: 'a/signature' },
    ]);
    expect(await client.referrers(at, digestOf('nothing'), signal)).toEqual([]);
    expect(await client.tags(at, signal)).toEqual(['1']);
  });

  test('a manifest that is not what its descriptor says is not sent', async () => {
    const client = stage.connect();
    const { descriptor } = manifestOf([]);
    const push = client.pushManifest(image('127.0.0.1:1'), { descriptor, bytes: Buffer.from('{}') }, signal);
    expect(await problemOf(push)).toMatchObject({ code: 'DIGEST_MISMATCH' });
  });
});
