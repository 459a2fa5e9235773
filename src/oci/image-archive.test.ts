import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { expect, test } from 'vitest';
import { unwrap } from '../errors/result.ts';
import { digestOf } from '../image/digest.ts';
import { parseReference, withDigest } from '../image/reference.ts';
import type { Descriptor } from './descriptor.ts';
import { type ArchivedImage, archiveEntries } from './image-archive.ts';
import { mediaTypes } from './media-types.ts';
import { createTar } from './tar.ts';

const bytesOf = (text: string) => Buffer.from(text);
const blob = (text: string, mediaType: string = mediaTypes.ociLayer): Descriptor => ({
  mediaType,
  digest: digestOf(bytesOf(text)),
  size: text.length,
});
const texts = ['base', 'one', 'two', 'manifest one', 'manifest two'];
const imageOf = (name: string, top: string, ...layers: readonly string[]): ArchivedImage => {
  const descriptor = blob(top, mediaTypes.ociManifest);
  const reference = withDigest(unwrap(parseReference(name)), descriptor.digest);
  return { reference, top: descriptor, parts: [descriptor, ...layers.map((layer) => blob(layer))] };
};

async function unpack(images: readonly ArchivedImage[]): Promise<ReadonlyMap<string, string>> {
  const open = async function* ({ digest }: Descriptor) {
    yield bytesOf(texts.find((text) => digestOf(bytesOf(text)) === digest) ?? '');
  };
  const signal = new AbortController().signal;
  const found = new Map<string, string>();
  const tar = Readable.from(createTar(archiveEntries(images, open), { end: true, signal })).pipe(extract());
  for await (const entry of tar) found.set(entry.header.name, (await buffer(entry)).toString());
  return found;
}

test('has what images share once, and each image by its digest and by its tag', async () => {
  const [one, two] = [
    imageOf('web:1', 'manifest one', 'base', 'one'),
    imageOf('r.io/api', 'manifest two', 'base', 'two'),
  ];
  const files = await unpack([one, two]);
  expect([...files.keys()].filter((path) => path.startsWith('blobs/'))).toHaveLength(5);
  const index = JSON.parse(files.get('index.json') ?? '');
  const named = index.manifests.map(({ digest, annotations }: Descriptor) => [
    annotations?.['io.containerd.image.name'],
    digest,
  ]);
  expect(named).toEqual([
    [`docker.io/library/web@${one.top.digest}`, one.top.digest],
    ['docker.io/library/web:1', one.top.digest],
    [`r.io/api@${two.top.digest}`, two.top.digest],
  ]);
});
