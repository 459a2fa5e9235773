/**
 * All that images consist of, out of our own store, and what that lacks out of their registries.
 *
 *     name:tag@digest ─► manifest or index, its children, configs, layers ─► entries of one archive
 */
import { unwrap } from '../../errors/result.ts';
import type { Digest } from '../../image/digest.ts';
import { type ImageReference, withDigest } from '../../image/reference.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { type ArchivedImage, archiveEntries } from '../../oci/image-archive.ts';
import { parseManifest } from '../../oci/image-manifest.ts';
import { isIndexType, isManifestType } from '../../oci/media-types.ts';
import type { TarEntry } from '../../oci/tar.ts';
import type { FetchedManifest } from '../../ports/registry.ts';
import type { PipelinePorts } from '../ports.ts';

type Ports = Pick<PipelinePorts, 'store' | 'registry' | 'signal'>;
type Reference = ArchivedImage['reference'];

/** @throws OrchestratorError REGISTRY_* where an image is nowhere, IMAGE_INVALID, STORE_DAMAGED. */
export async function readContent(reference: Reference, ports: Ports): Promise<ArchivedImage> {
  const top = await fetchTop(reference, ports);
  return { reference, top: top.descriptor, parts: await listParts(top, reference, ports) };
}

/** The archive of images, each part read when its turn comes. */
export function entriesOf(images: readonly ArchivedImage[], ports: Ports): readonly TarEntry[] {
  const sources = new Map(images.flatMap(({ reference, parts }) => parts.map(({ digest }) => [digest, reference])));
  return archiveEntries(images, (part, signal) => openPart(part, sources.get(part.digest), { ...ports, signal }));
}

async function fetchTop(reference: Reference, ports: Ports): Promise<FetchedManifest> {
  const { store, registry, signal } = ports;
  const kept = await store.repositories.findManifest(reference.repository, reference.digest);
  // Another registry may have a repository of the same path; its digest says the same bytes all the same.
  if (kept !== undefined && (await isStored(kept, ports)))
    return { descriptor: kept, bytes: await readAll(kept.digest, ports) };
  return registry.pullManifest(untagged(reference), signal);
}

async function listParts(
  { descriptor, bytes }: FetchedManifest,
  reference: Reference,
  ports: Ports,
): Promise<readonly Descriptor[]> {
  const manifest = unwrap(parseManifest(bytes, descriptor.mediaType));
  if (manifest.kind === 'manifest') return [descriptor, manifest.config, ...manifest.layers];
  const children = await Promise.all(
    manifest.manifests.map(async (child) =>
      isManifestType(child.mediaType) || isIndexType(child.mediaType)
        ? listParts(await fetchChild(child, reference, ports), reference, ports)
        : [child],
    ),
  );
  return [descriptor, ...children.flat()];
}

async function fetchChild(child: Descriptor, reference: Reference, ports: Ports): Promise<FetchedManifest> {
  if (await isStored(child, ports)) return { descriptor: child, bytes: await readAll(child.digest, ports) };
  return ports.registry.pullManifest(withDigest(untagged(reference), child.digest), ports.signal);
}

async function* openPart(part: Descriptor, reference: Reference | undefined, ports: Ports): AsyncGenerator<Uint8Array> {
  const { store, registry, signal } = ports;
  if (reference === undefined || (await isStored(part, ports))) yield* store.blobs.read(part.digest, { signal });
  else if (isManifestType(part.mediaType) || isIndexType(part.mediaType))
    yield (await registry.pullManifest(withDigest(untagged(reference), part.digest), signal)).bytes;
  else yield* registry.pullBlob(reference, part, signal);
}

const isStored = async ({ digest, size }: Descriptor, { store }: Ports): Promise<boolean> =>
  (await store.blobs.size(digest)) === size;

async function readAll(digest: Digest, { store, signal }: Ports): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.blobs.read(digest, { signal })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const untagged = <R extends ImageReference>({ tag: _, ...rest }: R) => rest;
