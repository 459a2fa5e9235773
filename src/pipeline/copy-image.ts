/**
 * An image from one repository to another, by digest and without a tag: whoever looks there sees it whole or not at all.
 *
 *     blobs of all platforms (mounted, out of the store, or through us) ─► their manifests ─► the index
 */
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import type { Digest } from '../image/digest.ts';
import { formatReference, type ImageReference, withDigest } from '../image/reference.ts';
import { inParallel } from '../lib/in-parallel.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { parseManifest } from '../oci/image-manifest.ts';
import { isIndexType, isManifestType, mediaTypes } from '../oci/media-types.ts';
import type { Store } from '../ports/blobs.ts';
import type { FetchedManifest, Registry } from '../ports/registry.ts';

export interface CopyPorts {
  readonly registry: Registry;
  readonly store: Store;
  /** Bytes of a blob that the target has. */
  readonly onProgress: (digest: Digest, done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** Blobs that are sent at once. */
const AT_ONCE = 4;
/** Indexes within indexes; real ones have one. */
const MAX_DEPTH = 4;

/** @throws OrchestratorError REGISTRY_*, DIGEST_MISMATCH, IMAGE_INVALID, CANCELLED. */
export async function copyImage(
  digest: Digest,
  from: ImageReference,
  to: ImageReference,
  ports: CopyPorts,
): Promise<void> {
  const [source, target] = [untagged(from), untagged(to)];
  // A registry takes a manifest only with all that it names.
  if ((await ports.registry.resolve(withDigest(target, digest), ports.signal)) !== undefined) return;
  await copyTree(digest, source, target, ports, 1);
}

async function copyTree(
  digest: Digest,
  from: ImageReference,
  to: ImageReference,
  ports: CopyPorts,
  depth: number,
): Promise<void> {
  const { registry, signal } = ports;
  const fetched = await registry.pullManifest(withDigest(from, digest), signal);
  const manifest = unwrap(parseManifest(fetched.bytes, fetched.descriptor.mediaType));
  if (manifest.kind === 'manifest') {
    const parts = [manifest.config, ...manifest.layers].filter(isKeptInRegistries);
    const blobs = [...new Map(parts.map((part) => [part.digest, part])).values()];
    await inParallel(blobs, AT_ONCE, (blob, stop) => copyBlob(blob, from, to, { ...ports, signal: stop }), signal);
  } else {
    if (depth === MAX_DEPTH) throw tooDeep(from, digest);
    for (const child of manifest.manifests) await copyChild(child, from, to, ports, depth);
  }
  await registry.pushManifest(withDigest(to, digest), plain(fetched), signal);
}

const copyChild = (
  child: Descriptor,
  from: ImageReference,
  to: ImageReference,
  ports: CopyPorts,
  depth: number,
): Promise<void> =>
  isManifestType(child.mediaType) || isIndexType(child.mediaType)
    ? copyTree(child.digest, from, to, ports, depth + 1)
    : copyBlob(child, from, to, ports);

async function copyBlob(
  descriptor: Descriptor,
  from: ImageReference,
  to: ImageReference,
  { registry, store, onProgress, signal }: CopyPorts,
): Promise<void> {
  const { digest, size } = descriptor;
  const isStored = (await store.blobs.size(digest)) === size;
  await registry.pushBlob(
    to,
    {
      descriptor,
      isVerified: isStored,
      open: (stop, lending) =>
        isStored ? store.blobs.read(digest, { ...lending, signal: stop }) : registry.pullBlob(from, descriptor, stop),
    },
    {
      mountFrom: from.registry === to.registry ? [from] : [],
      onProgress: (done) => onProgress(digest, done, size),
      signal,
    },
  );
}

/** Layers that only their maker may hand out are named by manifests and lie elsewhere. Source: image-spec v1.0, layer.md. */
const isKeptInRegistries = ({ mediaType }: Descriptor): boolean =>
  mediaType !== mediaTypes.dockerForeignLayer && !mediaType.includes('.nondistributable.');

/** Without what belongs to an index alone. */
const plain = ({ descriptor: { mediaType, digest, size }, bytes }: FetchedManifest): FetchedManifest => ({
  descriptor: { mediaType, digest, size },
  bytes,
});

const untagged = ({ name, registry, repository }: ImageReference): ImageReference => ({ name, registry, repository });

const tooDeep = (from: ImageReference, digest: Digest): OrchestratorError =>
  new OrchestratorError({
    code: 'IMAGE_INVALID',
    message: `index ${formatReference(withDigest(from, digest))} lies in more than ${MAX_DEPTH - 1} others`,
  });
