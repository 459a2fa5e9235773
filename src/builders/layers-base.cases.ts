import { unwrap } from '../errors/result.ts';
import { digestOf } from '../image/digest.ts';
import { parseReference } from '../image/reference.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { formatImageConfig, type ImageConfig } from '../oci/image-config.ts';
import { formatManifest, type ImageIndex, type ImageManifest } from '../oci/image-manifest.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { Registry } from '../ports/registry.ts';

const { signal } = new AbortController();

export interface Content {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}
export interface BaseContent {
  readonly image: Content;
  readonly config: Content;
  readonly layer: Content;
}

const content = (mediaType: string, bytes: Uint8Array): Content => ({
  bytes,
  descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length },
});

/** An image of one layer, in Docker's types or in OCI's. */
export function baseFor(architecture: string, claimed = architecture, docker = true): BaseContent {
  const layer = content(
    docker ? mediaTypes.dockerLayerGzip : mediaTypes.ociLayerGzip,
    Buffer.from(`layer ${architecture}`),
  );
  const made: ImageConfig = {
    architecture: claimed,
    os: 'linux',
    config: { Env: ['PATH=/bin', 'A=0'], Cmd: ['sh'], Labels: { from: 'base' }, Healthcheck: { Test: ['NONE'] } },
    rootfs: { type: 'layers', diff_ids: [digestOf(`unpacked ${architecture}`)] },
  };
  const config = content(docker ? mediaTypes.dockerConfig : mediaTypes.ociConfig, formatImageConfig(made));
  const mediaType = docker ? mediaTypes.dockerManifest : mediaTypes.ociManifest;
  const manifest: ImageManifest = {
    kind: 'manifest',
    mediaType,
    config: config.descriptor,
    layers: [layer.descriptor],
  };
  return { image: content(mediaType, formatManifest(manifest)), config, layer };
}

export function indexOf(
  bases: readonly (readonly [string, BaseContent])[],
  mediaType: string = mediaTypes.dockerList,
): Content {
  const manifests = bases.map(([architecture, { image }]) => ({
    ...image.descriptor,
    platform: { os: 'linux', architecture },
  }));
  const index: ImageIndex = { kind: 'index', mediaType, manifests };
  return content(mediaType, formatManifest(index));
}

export async function pushBase(
  registry: Registry,
  name: string,
  bases: readonly BaseContent[],
  index?: Content,
): Promise<void> {
  const reference = unwrap(parseReference(name));
  for (const { config, layer } of bases)
    for (const { descriptor, bytes } of [config, layer])
      await registry.pushBlob(reference, { descriptor, open: () => once(bytes) }, { signal });
  const { tag: _, ...untagged } = reference;
  for (const { image } of bases)
    await registry.pushManifest(index ? { ...untagged, digest: image.descriptor.digest } : reference, image, signal);
  if (index) await registry.pushManifest(reference, index, signal);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
