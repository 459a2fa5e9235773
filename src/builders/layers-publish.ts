/**
 * From configs and layers to an image that others can have: in the store always, in its registry where it is pushed.
 *
 *     blobs ─► one manifest for each platform ─► an index, where there are several
 */

import type { Digest } from '../image/digest.ts';
import type { ImageReference } from '../image/reference.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import type { FetchedManifest } from '../ports/registry.ts';
import { assembleImage, type ImageBlob, indexImages, type PlatformImage } from './layers-image.ts';
import type { Sending, SendPorts } from './layers-send.ts';

/** @returns The digest of the image, or of the index where there are several. */
export async function publishImages(
  images: readonly PlatformImage[],
  baseName: string | undefined,
  sending: Sending,
  target: ImageReference & { readonly tag: string },
  push: 'no' | 'by digest' | 'tagged',
  ports: SendPorts,
): Promise<Digest> {
  const parts = await Promise.all(images.map((image) => assembleImage(image, baseName, ports)));
  const children = parts.map(({ manifest }) => manifest);
  const [only] = children;
  const top = children.length === 1 && only !== undefined ? only : indexImages(children);
  const blobs = distinct(parts.flatMap((part) => part.blobs));
  sending.begin(blobs);
  // The disk is waited for while the registry is; who can find what is kept is written once all of it is there.
  await allOf([keepBytes(top, children, ports), sending.finish()]);
  const { tag, ...untagged } = target;
  const pushed = push === 'tagged' ? { ...untagged, tag } : untagged;
  await allOf([
    keep(top, children, blobs, target, ports),
    push === 'no' ? undefined : pushManifests(top, children, pushed, ports),
  ]);
  return top.descriptor.digest;
}

/** Waits for all, whatever fails. @throws What the first of them throws. */
async function allOf(works: readonly (Promise<void> | undefined)[]): Promise<void> {
  for (const end of await Promise.allSettled(works)) if (end.status === 'rejected') throw end.reason;
}

const distinct = (blobs: readonly ImageBlob[]): readonly ImageBlob[] => [
  ...new Map(blobs.map((blob) => [blob.descriptor.digest, blob])).values(),
];

/** Nobody sees them before {@link keep} names them. */
async function keepBytes(
  top: FetchedManifest,
  children: readonly FetchedManifest[],
  { store, signal }: SendPorts,
): Promise<void> {
  for (const { descriptor, bytes } of inOrder(top, children))
    await store.blobs.write(bytes, { expected: descriptor.digest, signal });
}

/** What the embedded registry serves. A base's layers that only the real registry has are not promised there. */
async function keep(
  top: FetchedManifest,
  children: readonly FetchedManifest[],
  blobs: readonly ImageBlob[],
  { repository, tag }: ImageReference & { readonly tag: string },
  { store: { blobs: stored, repositories } }: SendPorts,
): Promise<void> {
  const link = async ({ digest }: Descriptor): Promise<void> => {
    if ((await stored.size(digest)) !== undefined) await repositories.linkBlob(repository, digest);
  };
  await Promise.all(blobs.map(({ descriptor }) => link(descriptor)));
  for (const { descriptor } of inOrder(top, children)) {
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
  { registry, signal }: SendPorts,
): Promise<void> {
  const { tag, ...untagged } = target;
  for (const { descriptor, bytes } of inOrder(top, children)) {
    const isTop = descriptor.digest === top.descriptor.digest;
    const reference = isTop && tag !== undefined ? target : { ...untagged, digest: descriptor.digest };
    await registry.pushManifest(reference, { descriptor: plain(descriptor), bytes }, signal);
  }
}
