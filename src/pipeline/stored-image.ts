/** Whether our own store still has all of an image. Manifests are read and checked, blobs are looked for by size. */
import { OrchestratorError } from '../errors/problem.ts';
import type { Digest } from '../image/digest.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { parseManifest } from '../oci/image-manifest.ts';
import { isIndexType, isManifestType } from '../oci/media-types.ts';
import type { Store } from '../ports/blobs.ts';

/** The manifest or index of the image; undefined where any part of it is missing or damaged. */
export async function findStored(
  repository: string,
  digest: Digest,
  store: Store,
  signal: AbortSignal,
): Promise<Descriptor | undefined> {
  const top = await store.repositories.findManifest(repository, digest);
  return top !== undefined && (await isWhole(repository, top, store, signal)) ? top : undefined;
}

/** All that the image consists of, each part once, the manifests included. @throws OrchestratorError STORE_DAMAGED. */
export async function listParts(top: Descriptor, store: Store, signal: AbortSignal): Promise<readonly Descriptor[]> {
  const parsed = parseManifest(await readAll(top.digest, store, signal), top.mediaType);
  if (!parsed.ok) return [top];
  const manifest = parsed.value;
  if (manifest.kind === 'manifest') return [top, manifest.config, ...manifest.layers];
  const children = await Promise.all(manifest.manifests.map((child) => listParts(child, store, signal)));
  return [top, ...children.flat()];
}

async function isWhole(repository: string, top: Descriptor, store: Store, signal: AbortSignal): Promise<boolean> {
  const { blobs, repositories } = store;
  const isServed = async ({ digest, mediaType }: Descriptor): Promise<boolean> =>
    isManifestType(mediaType) || isIndexType(mediaType)
      ? (await repositories.findManifest(repository, digest)) !== undefined
      : repositories.hasBlob(repository, digest);
  try {
    for (const part of await listParts(top, store, signal))
      if ((await blobs.size(part.digest)) !== part.size || !(await isServed(part))) return false;
    return true;
  } catch (error) {
    if (signal.aborted || !(error instanceof OrchestratorError)) throw error;
    return false;
  }
}

async function readAll(digest: Digest, { blobs }: Store, signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of blobs.read(digest, { signal })) chunks.push(chunk);
  return Buffer.concat(chunks);
}
