/**
 * What a manifest must be before it is kept: valid, called by its right name, and complete. Used by the server and
 * by the registry that answers in process, so that both refuse the same.
 *
 * Source: OCI distribution-spec v1.1, "Pushing Manifests", "Pushing Manifests with Subject"; image-spec v1.1 for
 * what a manifest holds. The bytes are kept exactly as they came.
 */
import { algorithmOf, asDigest, type Digest, digestOf } from '../../image/digest.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { parseJsonObject } from '../../oci/descriptor-json.ts';
import { type ImageIndex, type ImageManifest, parseManifest } from '../../oci/image-manifest.ts';
import { isIndexType, isManifestType, mediaTypes } from '../../oci/media-types.ts';
import type { WireErrorCode } from '../../oci/wire-errors.ts';
import type { Repositories, Store } from '../../ports/blobs.ts';

export interface Intake {
  readonly repository: string;
  /** A tag, or the digest that the bytes must have. */
  readonly reference: string;
  /** Further tags. */
  readonly tags: readonly string[];
  /** Undefined where the sender did not say; then the manifest's own word counts. */
  readonly mediaType?: string;
  readonly bytes: Uint8Array;
}

export type Taken =
  | { readonly ok: true; readonly descriptor: Descriptor; readonly subject?: Digest }
  | { readonly ok: false; readonly code: WireErrorCode; readonly message: string };

export async function takeManifest(
  { blobs, repositories }: Store,
  { repository, reference, tags, mediaType, bytes }: Intake,
  { allowSparse, signal }: { readonly allowSparse: boolean; readonly signal: AbortSignal },
): Promise<Taken> {
  const named = asDigest(reference);
  const digest = digestOf(bytes, named === undefined ? 'sha256' : algorithmOf(named));
  if (named !== undefined && named !== digest) {
    return refused('DIGEST_INVALID', `the manifest's ${bytes.byteLength} bytes are ${digest}, not ${named}`);
  }
  const type = mediaType ?? ownMediaType(bytes);
  if (type === undefined) return refused('MANIFEST_INVALID', 'neither a Content-Type nor a mediaType field');
  const parsed = parseManifest(bytes, type);
  if (!parsed.ok) return refused('MANIFEST_INVALID', parsed.problems[0].message);
  const manifest = parsed.value;

  const missing = allowSparse ? [] : await findMissing(repositories, repository, manifest);
  const [first] = missing;
  if (first !== undefined) {
    const more = missing.length === 1 ? '' : ` and ${missing.length - 1} more`;
    const message = `${first.mediaType} ${first.digest}${more} not in repository "${repository}"; push content first`;
    return refused('MANIFEST_BLOB_UNKNOWN', message);
  }

  const descriptor = describe(manifest, digest, bytes.byteLength);
  const subject = manifest.subject?.digest;
  await blobs.write(bytes, { expected: digest, signal });
  for (const tag of named === undefined ? [reference, ...tags] : tags.length > 0 ? tags : [undefined]) {
    await repositories.putManifest(repository, descriptor, {
      ...(tag !== undefined && { tag }),
      ...(subject !== undefined && { subject }),
    });
  }
  return { ok: true, descriptor, ...(subject !== undefined && { subject }) };
}

async function findMissing(
  repositories: Repositories,
  repository: string,
  manifest: ImageManifest | ImageIndex,
): Promise<readonly Descriptor[]> {
  const children =
    manifest.kind === 'manifest'
      ? [manifest.config, ...manifest.layers.filter(({ mediaType }) => !isForeign(mediaType))]
      : manifest.manifests;
  const missing: Descriptor[] = [];
  for (const child of children) {
    const isManifest = isManifestType(child.mediaType) || isIndexType(child.mediaType);
    const isThere =
      (manifest.kind === 'index' && (await repositories.findManifest(repository, child.digest)) !== undefined) ||
      // BuildKit's cache is an index of layers: what is called no manifest may be a blob.
      ((manifest.kind === 'manifest' || !isManifest) && (await repositories.hasBlob(repository, child.digest)));
    if (!isThere) missing.push(child);
  }
  return missing;
}

/** Layers that are fetched from elsewhere, and that no registry holds. */
const isForeign = (mediaType: string): boolean =>
  mediaType === mediaTypes.dockerForeignLayer || mediaType.includes('.layer.nondistributable.');

/** As the referrers list gives it: an image without an artifact type of its own is what its config is. */
function describe(manifest: ImageManifest | ImageIndex, digest: Digest, size: number): Descriptor {
  const { mediaType, annotations } = manifest;
  const artifactType = manifest.artifactType || (manifest.kind === 'manifest' ? manifest.config.mediaType : undefined);
  return {
    mediaType,
    digest,
    size,
    ...(artifactType !== undefined && { artifactType }),
    ...(annotations !== undefined && { annotations }),
  };
}

function ownMediaType(bytes: Uint8Array): string | undefined {
  const type = parseJsonObject(bytes)?.['mediaType'];
  return typeof type === 'string' ? type : undefined;
}

const refused = (code: WireErrorCode, message: string): Taken => ({ ok: false, code, message });
