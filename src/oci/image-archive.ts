/**
 * Images as one archive that containerd takes: an OCI image layout as a tar.
 *
 *     oci-layout   index.json ─► blobs/sha256/…, each once
 *
 * `index.json` has a descriptor for each name that an image is to have on the node. A kubelet asks for what a manifest
 * says: of `name:tag@digest` its runtime looks for `name@digest` alone, of `name:tag` for that, so both are given.
 * Names are whole, Docker Hub spelled out. Pure.
 * Source: OCI image-spec v1.1, image-layout.md; containerd, images/archive (`io.containerd.image.name`).
 */
import type { Digest } from '../image/digest.ts';
import { canonicalName, type ImageReference } from '../image/reference.ts';
import type { Descriptor } from './descriptor.ts';
import { formatManifest } from './image-manifest.ts';
import { mediaTypes } from './media-types.ts';
import { layoutPathOf } from './oci-layout.ts';
import type { TarEntry } from './tar.ts';

export interface ArchivedImage {
  /** As it was built, with its digest. */
  readonly reference: ImageReference & { readonly digest: Digest };
  /** Its manifest or index. */
  readonly top: Descriptor;
  /** All that it consists of, `top` among it. */
  readonly parts: readonly Descriptor[];
}

/** What a runtime calls an image that a manifest names by its digest: `docker.io/library/web@sha256:…`. */
export const nodeNameOf = (reference: ArchivedImage['reference']): string =>
  `${canonicalName(reference)}@${reference.digest}`;

/** @param open Gives a part's bytes. */
export function archiveEntries(
  images: readonly ArchivedImage[],
  open: (part: Descriptor, signal: AbortSignal) => AsyncIterable<Uint8Array>,
): readonly TarEntry[] {
  const parts = new Map(images.flatMap((image) => image.parts).map((part) => [part.digest, part]));
  const index = formatManifest({
    kind: 'index',
    mediaType: mediaTypes.ociIndex,
    manifests: images.flatMap(({ reference, top: { mediaType, digest, size } }) =>
      namesOf(reference).map((name) => ({
        ...{ mediaType, digest, size },
        annotations: { 'io.containerd.image.name': name },
      })),
    ),
  });
  return [
    textEntry('oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')),
    textEntry('index.json', index),
    ...[...parts.values()].map((part) => ({
      ...file,
      path: layoutPathOf(part.digest),
      size: part.size,
      open: (signal: AbortSignal) => open(part, signal),
    })),
  ];
}

/** By its tag too, for people who look at a node. */
const namesOf = (reference: ArchivedImage['reference']): readonly string[] => [
  nodeNameOf(reference),
  ...(reference.tag === undefined ? [] : [`${canonicalName(reference)}:${reference.tag}`]),
];

const file = { kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0 } as const;

const textEntry = (path: string, bytes: Uint8Array): TarEntry => ({
  ...file,
  path,
  size: bytes.length,
  open: async function* () {
    yield bytes;
  },
});
