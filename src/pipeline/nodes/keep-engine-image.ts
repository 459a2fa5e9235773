/**
 * An image that only an engine has → our own store, where it has a digest.
 *
 *     name:<image id> ─docker save─► blobs ─► manifest ─► name:tag@digest
 *
 * The digest is made of the config and the layers as the engine saves them, and so is the same each time. What was kept
 * once is not saved again.
 */
import { buffer } from 'node:stream/consumers';
import { unwrap } from '../../errors/result.ts';
import { asDigest, type Digest } from '../../image/digest.ts';
import { formatReference, type ImageReference, parseReference } from '../../image/reference.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import { readTar } from '../../oci/read-tar.ts';
import { isSavedPart, readSaved, SAVED_MANIFEST, type SavedPart } from '../../oci/saved-image.ts';
import { receiptKey } from '../cache-entry.ts';
import type { PipelinePorts } from '../ports.ts';
import { findStored } from '../stored-image.ts';

type Ports = Pick<PipelinePorts, 'engine' | 'store' | 'records' | 'signal'>;

/** Name and image id → the digest under which the store has it. */
const KEPT_KIND = 'kept1';

/**
 * @param reference `name:<64 hex digits of the image id>`.
 * @param tag What it is to be called.
 * @returns `name:tag@digest`. @throws OrchestratorError LOAD_FAILED, ENGINE_UNREACHABLE, IMAGE_INVALID, DISK_FULL.
 */
export async function keepEngineImage(reference: string, tag: string, ports: Ports): Promise<string> {
  const { store, records, signal } = ports;
  const image = unwrap(parseReference(reference));
  const target = { ...image, tag };
  const key = receiptKey(image.name, image.tag ?? '');
  const known = asDigest((await records.read(KEPT_KIND, key)) ?? '');
  const kept = known && (await findStored(image.repository, known, store, signal));
  if (kept !== undefined) {
    await store.repositories.putManifest(image.repository, kept, { tag });
    return formatReference({ ...target, digest: kept.digest });
  }
  const digest = await keepSaved(reference, target, ports);
  await records.write(KEPT_KIND, key, digest);
  return formatReference({ ...target, digest });
}

async function keepSaved(
  reference: string,
  { repository, tag }: ImageReference & { readonly tag: string },
  { engine, store, signal }: Ports,
): Promise<Digest> {
  const { manifest, parts } = await unpack(engine.save(reference, signal), store, signal);
  const saved = unwrap(readSaved(manifest, parts));
  const written = await store.blobs.write(saved.bytes, { signal });
  for (const { digest } of saved.blobs) await store.repositories.linkBlob(repository, digest);
  await store.repositories.putManifest(repository, { mediaType: mediaTypes.ociManifest, ...written }, { tag });
  return written.digest;
}

/** Blobs into the store, in the order in which they come. */
async function unpack(tar: AsyncIterable<Uint8Array>, { blobs }: Ports['store'], signal: AbortSignal) {
  const parts = new Map<string, SavedPart>();
  const links = new Map<string, string>();
  let manifest: Uint8Array = new Uint8Array();
  for await (const { path, type, target, content } of readTar(tar)) {
    if (path === SAVED_MANIFEST) manifest = await buffer(content);
    // Older engines have a layer that is twice in an image once, and a link to it.
    else if (type === 'symlink' || type === 'link') links.set(path, resolveLink(path, target, type));
    else if (type === 'file' && isSavedPart(path)) parts.set(path, await keepPart(content, blobs, signal));
  }
  for (const [name, target] of links) {
    const part = parts.get(target);
    if (part !== undefined) parts.set(name, part);
  }
  return { manifest, parts };
}

async function keepPart(
  entry: AsyncIterable<Uint8Array>,
  blobs: Ports['store']['blobs'],
  signal: AbortSignal,
): Promise<SavedPart> {
  let start: Uint8Array = new Uint8Array();
  const watched = async function* () {
    for await (const chunk of entry) {
      if (start.length < 4) start = Buffer.concat([start, chunk.subarray(0, 4)]);
      yield chunk;
    }
  };
  const { digest, size } = await blobs.write(watched(), { signal });
  return { digest, size, start };
}

/** A hard link names a path of the archive, a symbolic one a path from where it lies. */
const resolveLink = (name: string, target: string, type: 'link' | 'symlink'): string =>
  type === 'link' ? target : new URL(target, `file:///${name}`).pathname.slice(1);
