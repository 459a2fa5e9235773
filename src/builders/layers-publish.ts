/**
 * From configs and layers to an image that others can have: in the store always, in its registry where it is pushed.
 *
 *     blobs (some at once) ─► one manifest for each platform ─► an index, where there are several
 */

import type { Emit, StepId } from '../events/event.ts';
import { type Digest, shortDigest } from '../image/digest.ts';
import type { ImageReference } from '../image/reference.ts';
import { inParallel } from '../lib/in-parallel.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { Store } from '../ports/blobs.ts';
import type { FetchedManifest, Registry } from '../ports/registry.ts';
import type { Base } from './layers-base.ts';
import { assembleImage, type ImageBlob, indexImages, type PlatformImage } from './layers-image.ts';

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
  push: 'no' | 'by digest' | 'tagged',
  ports: PublishPorts,
): Promise<Digest> {
  const parts = await Promise.all(images.map((image) => assembleImage(image, base.name, ports)));
  const children = parts.map(({ manifest }) => manifest);
  const [only] = children;
  const top = children.length === 1 && only !== undefined ? only : indexImages(children);
  const blobs = distinct(parts.flatMap((part) => part.blobs));
  await inParallel(
    blobs,
    AT_ONCE,
    (blob, signal) => (push !== 'no' ? send(blob, base, target, { ...ports, signal }) : bring(blob, base, signal)),
    ports.signal,
  );
  await keep(top, children, blobs, target, ports);
  const { tag, ...untagged } = target;
  if (push !== 'no') await pushManifests(top, children, push === 'tagged' ? { ...untagged, tag } : untagged, ports);
  return top.descriptor.digest;
}

const distinct = (blobs: readonly ImageBlob[]): readonly ImageBlob[] => [
  ...new Map(blobs.map((blob) => [blob.descriptor.digest, blob])).values(),
];

async function send(
  { descriptor, ofBase }: ImageBlob,
  base: Base,
  target: ImageReference,
  { store, registry, emit, step, signal }: PublishPorts,
): Promise<void> {
  const mountable = ofBase && base.repository?.registry === target.registry ? [base.repository] : [];
  await registry.pushBlob(
    target,
    {
      descriptor,
      isVerified: true,
      open: async function* (stop, lending) {
        if (ofBase) await base.fetchLayer(descriptor, stop);
        yield* store.blobs.read(descriptor.digest, { ...lending, signal: stop });
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

const bring = async ({ descriptor, ofBase }: ImageBlob, base: Base, signal: AbortSignal): Promise<void> => {
  if (ofBase) await base.fetchLayer(descriptor, signal);
};

/** What the embedded registry serves. A base's layers that only the real registry has are not promised there. */
async function keep(
  top: FetchedManifest,
  children: readonly FetchedManifest[],
  blobs: readonly ImageBlob[],
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
  target: ImageReference,
  { registry, signal }: PublishPorts,
): Promise<void> {
  const { tag, ...untagged } = target;
  for (const { descriptor, bytes } of inOrder(top, children)) {
    const isTop = descriptor.digest === top.descriptor.digest;
    const reference = isTop && tag !== undefined ? target : { ...untagged, digest: descriptor.digest };
    await registry.pushManifest(reference, { descriptor: plain(descriptor), bytes }, signal);
  }
}
