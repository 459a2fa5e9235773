/**
 * From configs and layers to an image that others can have: in the store always, in its registry where it is pushed.
 *
 *     blobs (some at once) ─► one manifest for each platform ─► an index, where there are several
 *
 * All that is written is OCI. Layers of a Docker base keep their bytes and digests and get the OCI name of the same
 * format: the OCI specification knows no Docker types, and readers refuse a mixture.
 */

import type { Emit, StepId } from '../events/event.ts';
import { type Digest, digestOf, shortDigest } from '../image/digest.ts';
import type { Platform } from '../image/platform.ts';
import type { ImageReference } from '../image/reference.ts';
import { createLimit } from '../lib/limit.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { formatImageConfig, type ImageConfig } from '../oci/image-config.ts';
import { formatManifest, type ImageIndex, type ImageManifest } from '../oci/image-manifest.ts';
import { mediaTypes } from '../oci/media-types.ts';
import type { Store } from '../ports/blobs.ts';
import type { FetchedManifest, Registry } from '../ports/registry.ts';
import type { Base } from './layers-base.ts';

export interface PlatformImage {
  readonly platform: Platform;
  readonly config: ImageConfig;
  readonly baseLayers: readonly Descriptor[];
  readonly baseDigest: Digest | undefined;
  /** In the store. */
  readonly layers: readonly Descriptor[];
}

export interface PublishPorts {
  readonly store: Store;
  readonly registry: Registry;
  readonly emit: Emit;
  readonly step: StepId;
  readonly signal: AbortSignal;
}

/** Blobs that are sent or fetched at once. */
const AT_ONCE = 4;

/** @returns The digest of the image, or of the index where there are several. */
export async function publishImages(
  images: readonly PlatformImage[],
  base: Base,
  target: ImageReference & { readonly tag: string },
  push: boolean,
  ports: PublishPorts,
): Promise<Digest> {
  const parts = await Promise.all(images.map((image) => assemble(image, base, ports)));
  const children = parts.map(({ manifest }) => manifest);
  const [only] = children;
  const top = children.length === 1 && only !== undefined ? only : indexOf(children);
  const blobs = distinct(parts.flatMap((part) => part.blobs));
  await inParallel(
    blobs,
    (blob, signal) => (push ? send(blob, base, target, { ...ports, signal }) : bring(blob, base, signal)),
    ports.signal,
  );
  await keep(top, children, blobs, target, ports);
  if (push) await pushManifests(top, children, target, ports);
  return top.descriptor.digest;
}

interface Blob {
  readonly descriptor: Descriptor;
  readonly ofBase: boolean;
}

interface Assembled {
  readonly manifest: FetchedManifest;
  readonly blobs: readonly Blob[];
}

async function assemble(image: PlatformImage, base: Base, { store, signal }: PublishPorts): Promise<Assembled> {
  const bytes = formatImageConfig(image.config);
  const config = { mediaType: mediaTypes.ociConfig, ...(await store.blobs.write(bytes, { signal })) };
  const baseLayers = image.baseLayers.map(asOci);
  const manifest: ImageManifest = {
    kind: 'manifest',
    mediaType: mediaTypes.ociManifest,
    config,
    layers: [...baseLayers, ...image.layers],
    ...(image.baseDigest !== undefined &&
      base.name !== undefined && {
        annotations: {
          'org.opencontainers.image.base.digest': image.baseDigest,
          'org.opencontainers.image.base.name': base.name,
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

const indexOf = (children: readonly FetchedManifest[]): FetchedManifest =>
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

const distinct = (blobs: readonly Blob[]): readonly Blob[] => [
  ...new Map(blobs.map((blob) => [blob.descriptor.digest, blob])).values(),
];

async function send(
  { descriptor, ofBase }: Blob,
  base: Base,
  target: ImageReference,
  { store, registry, emit, step, signal }: PublishPorts,
): Promise<void> {
  const mountable = ofBase && base.repository?.registry === target.registry ? [base.repository] : [];
  await registry.pushBlob(
    target,
    {
      descriptor,
      open: async function* (stop) {
        if (ofBase) await base.fetchLayer(descriptor, stop);
        yield* store.blobs.read(descriptor.digest, { signal: stop });
      },
    },
    {
      mountFrom: mountable,
      onProgress: (done) =>
        emit({
          type: 'step.progress',
          step,
          part: shortDigest(descriptor.digest),
          done,
          total: descriptor.size,
          unit: 'bytes',
        }),
      signal,
    },
  );
}

const bring = async ({ descriptor, ofBase }: Blob, base: Base, signal: AbortSignal): Promise<void> => {
  if (ofBase) await base.fetchLayer(descriptor, signal);
};

/** What the embedded registry serves. A base's layers that only the real registry has are not promised there. */
async function keep(
  top: FetchedManifest,
  children: readonly FetchedManifest[],
  blobs: readonly Blob[],
  { repository, tag }: ImageReference & { readonly tag: string },
  { store, signal }: PublishPorts,
): Promise<void> {
  const { repositories } = store;
  const link = async ({ digest }: Descriptor): Promise<void> => {
    if ((await store.blobs.size(digest)) !== undefined) await repositories.linkBlob(repository, digest);
  };
  await Promise.all(blobs.map(({ descriptor }) => link(descriptor)));
  for (const { descriptor, bytes } of inOrder(top, children)) {
    await store.blobs.write(bytes, { expected: descriptor.digest, signal });
    const isTop = descriptor.digest === top.descriptor.digest;
    await repositories.putManifest(repository, plain(descriptor), isTop ? { tag } : {});
  }
}

/** Children before the index that names them; a lone image is its own top. */
const inOrder = (top: FetchedManifest, children: readonly FetchedManifest[]): readonly FetchedManifest[] => [
  ...children.filter(({ descriptor }) => descriptor.digest !== top.descriptor.digest),
  top,
];

/** Without the platform, which belongs to an index alone. */
const plain = ({ mediaType, digest, size }: Descriptor): Descriptor => ({ mediaType, digest, size });

async function pushManifests(
  top: FetchedManifest,
  children: readonly FetchedManifest[],
  target: ImageReference & { readonly tag: string },
  { registry, signal }: PublishPorts,
): Promise<void> {
  const { tag: _, ...untagged } = target;
  for (const { descriptor, bytes } of inOrder(top, children)) {
    const isTop = descriptor.digest === top.descriptor.digest;
    const reference = isTop ? target : { ...untagged, digest: descriptor.digest };
    await registry.pushManifest(reference, { descriptor: plain(descriptor), bytes }, signal);
  }
}

/** Some at once. The first failure stops the others, is waited for and thrown. */
async function inParallel<T>(
  items: readonly T[],
  work: (item: T, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const limit = createLimit(AT_ONCE);
  const failures: unknown[] = [];
  await Promise.all(
    items.map((item) =>
      limit(async () => {
        if (failures.length > 0) return;
        await work(item, both).catch((error: unknown) => {
          failures.push(error);
          stop.abort(error);
        });
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
}
