/**
 * The manifests of a `layers` image: one for each platform, and an index over several.
 *
 * All that is written is OCI. Layers of a Docker base keep their bytes and digests and get the OCI name of the same
 * format: the OCI specification knows no Docker types, and readers refuse a mixture.
 * Source: OCI image-spec v1.1, manifest.md, image-index.md and annotations.md (`base.name`, `base.digest`).
 */
import { type Digest, digestOf } from '../image/digest.ts';
import type { Platform } from '../image/platform.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { formatImageConfig, type ImageConfig } from '../oci/image-config.ts';
import { formatManifest, type ImageIndex, type ImageManifest } from '../oci/image-manifest.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { Store } from '../ports/blobs.ts';
import type { EarlyBlob, FetchedManifest } from '../ports/registry.ts';

export interface PlatformImage {
  readonly platform: Platform;
  readonly config: ImageConfig;
  readonly baseLayers: readonly Descriptor[];
  readonly baseDigest: Digest | undefined;
  /** In the store. */
  readonly layers: readonly Descriptor[];
}

export interface ImageBlob {
  readonly descriptor: Descriptor;
  readonly ofBase: boolean;
  /** What was sent of it while it was made. */
  readonly early?: EarlyBlob | undefined;
}

export interface AssembledImage {
  readonly manifest: FetchedManifest;
  readonly blobs: readonly ImageBlob[];
}

/** Puts the config into the store; the manifest's bytes are given. */
export async function assembleImage(
  image: PlatformImage,
  baseName: string | undefined,
  { store, signal }: { readonly store: Store; readonly signal: AbortSignal },
): Promise<AssembledImage> {
  const bytes = formatImageConfig(image.config);
  const config = { mediaType: mediaTypes.ociConfig, ...(await store.blobs.write(bytes, { signal })) };
  const baseLayers = image.baseLayers.map(asOci);
  const manifest: ImageManifest = {
    kind: 'manifest',
    mediaType: mediaTypes.ociManifest,
    config,
    layers: [...baseLayers, ...image.layers],
    ...(image.baseDigest !== undefined &&
      baseName !== undefined && {
        annotations: {
          'org.opencontainers.image.base.digest': image.baseDigest,
          'org.opencontainers.image.base.name': baseName,
        },
      }),
  };
  const { descriptor, bytes: written } = encode(manifest);
  return {
    manifest: { descriptor: { ...descriptor, platform: image.platform }, bytes: written },
    blobs: [
      ...baseLayers.map((one) => ({ descriptor: one, ofBase: true })),
      ...[...image.layers, config].map((one) => ({ descriptor: one, ofBase: false })),
    ],
  };
}

export const indexImages = (children: readonly FetchedManifest[]): FetchedManifest =>
  encode({ kind: 'index', mediaType: mediaTypes.ociIndex, manifests: children.map(({ descriptor }) => descriptor) });

function encode(value: ImageManifest | ImageIndex): FetchedManifest {
  const bytes = formatManifest(value);
  return { bytes, descriptor: { mediaType: value.mediaType, digest: digestOf(bytes), size: bytes.length } };
}

const OCI_NAMES: Readonly<Record<string, string>> = {
  [mediaTypes.dockerLayerGzip]: mediaTypes.ociLayerGzip,
  'application/vnd.docker.image.rootfs.diff.tar': mediaTypes.ociLayer,
  'application/vnd.docker.image.rootfs.diff.tar.zstd': mediaTypes.ociLayerZstd,
  [mediaTypes.dockerForeignLayer]: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
};

const asOci = (descriptor: Descriptor): Descriptor => ({
  ...descriptor,
  mediaType: OCI_NAMES[descriptor.mediaType] ?? descriptor.mediaType,
});
