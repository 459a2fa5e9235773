import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStore } from '../../adapters/blobs/store.ts';
import { digestOf } from '../../image/digest.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import type { Store } from '../../ports/blobs.ts';
import { type Intake, takeManifest } from './intake.ts';

const signal = new AbortController().signal;
let root: string;
let store: Store;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'orc-intake-'));
  store = createStore(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const descriptor = (mediaType: string, content: string) => ({
  mediaType,
  digest: digestOf(content),
  size: content.length,
});
const config = descriptor(mediaTypes.ociConfig, '{}');
const layer = descriptor(mediaTypes.ociLayer, 'layer');
const image = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [layer] };

async function push(...contents: readonly string[]): Promise<void> {
  for (const content of contents) {
    const { digest } = await store.blobs.write(Buffer.from(content), { signal });
    await store.repositories.linkBlob('a', digest);
  }
}

const take = (manifest: unknown, change: Partial<Intake> & { readonly allowSparse?: boolean } = {}) => {
  const { allowSparse = false, ...rest } = change;
  const bytes = Buffer.from(typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  const intake = { repository: 'a', reference: 'v1', tags: [], mediaType: mediaTypes.ociManifest, bytes, ...rest };
  return takeManifest(store, intake, { allowSparse, signal });
};

describe('takeManifest', () => {
  test('keeps the bytes as they came, white space and unknown fields too', async () => {
    await push('{}', 'layer');
    const text = ` ${JSON.stringify({ ...image, 'x-own': [1] }, undefined, 3)}\n`;
    expect(await take(text)).toMatchObject({
      ok: true,
      descriptor: { digest: digestOf(text), artifactType: mediaTypes.ociConfig },
    });
    expect(await store.repositories.findManifest('a', 'v1')).toMatchObject({
      digest: digestOf(text),
      size: text.length,
    });
  });

  test('takes the manifest at its word where no media type was said', async () => {
    await push('{}', 'layer');
    const bytes = Buffer.from(JSON.stringify(image));
    const intake = { repository: 'a', reference: digestOf(bytes), tags: ['x', 'y'], bytes };
    expect(await takeManifest(store, intake, { allowSparse: false, signal })).toMatchObject({ ok: true });
    expect(await store.repositories.tags('a')).toEqual(['x', 'y']);
  });

  test.each<[string, unknown, Partial<Intake>, string, RegExp]>([
    ['no JSON', '{', {}, 'MANIFEST_INVALID', /not a JSON object/],
    ['deep JSON', '['.repeat(1e6), {}, 'MANIFEST_INVALID', /not a JSON object/],
    ['another media type', image, { mediaType: mediaTypes.ociIndex }, 'MANIFEST_INVALID', /mediaType/],
    [
      'schema 1',
      { schemaVersion: 1 },
      { mediaType: 'application/vnd.docker.distribution.manifest.v1+json' },
      'MANIFEST_INVALID',
      /schemaVersion/,
    ],
    ['a page', image, { mediaType: 'text/html' }, 'MANIFEST_INVALID', /text\/html/],
    ['an image and an index in one', { ...image, manifests: [] }, {}, 'MANIFEST_INVALID', /both/],
    ['another digest', image, { reference: digestOf('other') }, 'DIGEST_INVALID', /not sha256/],
    ['a missing layer', image, {}, 'MANIFEST_BLOB_UNKNOWN', /layer.*not in repository "a"/],
    ['what is only elsewhere', image, { repository: 'b' }, 'MANIFEST_BLOB_UNKNOWN', /and 1 more not in repository "b"/],
  ])('refuses %s', async (_, manifest, change, code, message) => {
    await push('{}');
    expect(await take(manifest, change)).toMatchObject({ ok: false, code, message: expect.stringMatching(message) });
    expect(await store.repositories.tags('a')).toEqual([]);
  });

  test('takes what is not complete only where it may', async () => {
    expect(await take(image, { allowSparse: true })).toMatchObject({ ok: true });
  });

  test('does not ask for layers that no registry holds', async () => {
    await push('{}');
    const foreign = [mediaTypes.dockerForeignLayer, 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip'];
    const layers = foreign.map((mediaType) => descriptor(mediaType, mediaType));
    expect(await take({ ...image, layers })).toMatchObject({ ok: true });
  });

  test('wants the images of an index as manifests, and takes an index of layers, as BuildKit caches are', async () => {
    const index = (...manifests: readonly unknown[]) => ({ schemaVersion: 2, manifests });
    const asIndex = { mediaType: mediaTypes.ociIndex };
    await push('{}', 'layer');
    const text = JSON.stringify(image);
    const child = descriptor(mediaTypes.ociManifest, text);
    await push(text);
    expect(await take(index(child), asIndex)).toMatchObject({ ok: false, code: 'MANIFEST_BLOB_UNKNOWN' });
    await take(text);
    expect(await take(index(child), asIndex)).toMatchObject({ ok: true });
    expect(await take(index(layer, config), asIndex)).toMatchObject({ ok: true });
  });

  test('knows what a manifest refers to, and what kind of thing it is', async () => {
    await push('{}');
    const subject = descriptor(mediaTypes.ociManifest, 'not here yet');
    const signature = {
      ...image,
      artifactType: 'application/x.signature',
      annotations: { a: 'b' },
      layers: [],
      subject,
    };
    expect(await take(signature)).toMatchObject({ ok: true, subject: subject.digest });
    expect(await store.repositories.referrers('a', subject.digest)).toMatchObject([
      { artifactType: 'application/x.signature', annotations: { a: 'b' } },
    ]);
  });
});
