/** The registry client of the product, with a home folder of the test's own; and content to send. */
import { createHash, randomBytes } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createRegistryClient, type RegistryClient } from '../src/adapters/registry/client.ts';
import type { RegistryClientOptions } from '../src/adapters/registry/options.ts';
import { createSystem } from '../src/adapters/system/system.ts';
import { asDigest, digestOf } from '../src/image/digest.ts';
import type { ImageReference } from '../src/image/reference.ts';
import type { Descriptor } from '../src/oci/descriptor.ts';
import { formatImageConfig } from '../src/oci/image-config.ts';
import { formatManifest, type ImageManifest } from '../src/oci/image-manifest.ts';
import { mediaTypes } from '../src/oci/media-types.ts';
import type { BlobSource, FetchedManifest } from '../src/ports/registry.ts';
import { createFolder } from './services/provided.ts';

export const signal: AbortSignal = new AbortController().signal;
export const MIB = 1024 * 1024;

/** @param dockerConfig Content of the home folder's Docker config. */
export async function connect(
  options: Partial<RegistryClientOptions> = {},
  dockerConfig: object = {},
): Promise<RegistryClient> {
  const root = await createFolder({
    'home/.docker/config.json': JSON.stringify(dockerConfig),
    'project/.keep': '',
  });
  await chmod(join(root, 'home/.docker/config.json'), 0o600);
  const client = createRegistryClient({
    ...{ system: createSystem(), home: join(root, 'home'), projectFolder: join(root, 'project') },
    ...{ env: { PATH: process.env['PATH'] }, retry: { baseMs: 20, maxMs: 200 } },
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

/** `HOST/REPOSITORY` with a tag or a digest. */
export function image(host: string, repository: string, which: string): ImageReference {
  const digest = asDigest(which);
  const name = `${host}/${repository}`;
  return { name, registry: host, repository, ...(digest ? { digest } : { tag: which }) };
}

export const descriptorOf = (bytes: Uint8Array, mediaType: string): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
});

export const sourceOf = (bytes: Uint8Array, mediaType: string = mediaTypes.ociLayer): BlobSource => ({
  descriptor: descriptorOf(bytes, mediaType),
  open: async function* () {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  },
});

/** A tar archive of one file with random content: no other test has its digest, and every tool takes it for a layer. */
export function randomLayer(bytes: number): Buffer {
  const header = Buffer.alloc(512);
  header.write('random.bin', 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0        0', 136);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, randomBytes(bytes), Buffer.alloc(1024 + ((512 - (bytes % 512)) % 512))]);
}

/** An image of these layers, ready to be pushed; `tars` are what they unpack to, where they are packed. */
export function imageOf(layers: readonly Uint8Array[], more: Partial<ImageManifest> = {}, tars = layers) {
  const layerType = tars === layers ? mediaTypes.ociLayer : mediaTypes.ociLayerGzip;
  const config = formatImageConfig({
    ...{ architecture: 'amd64', os: 'linux' },
    rootfs: { type: 'layers', diff_ids: tars.map((tar) => digestOf(tar)) },
  });
  const bytes = formatManifest({
    ...{ kind: 'manifest', mediaType: mediaTypes.ociManifest, config: descriptorOf(config, mediaTypes.ociConfig) },
    ...{ layers: layers.map((layer) => descriptorOf(layer, layerType)), ...more },
  });
  const manifest: FetchedManifest = { bytes, descriptor: descriptorOf(bytes, mediaTypes.ociManifest) };
  return { manifest, config };
}

export async function hashOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}

export async function problemOf(
  promise: Promise<unknown>,
): Promise<{ readonly code: string; readonly message: string }> {
  try {
    await promise;
  } catch (error) {
    const { problems } = error as { readonly problems?: readonly { code: string; message: string }[] };
    if (problems?.[0]) return problems[0];
    throw error;
  }
  throw new Error('it did not fail');
}
