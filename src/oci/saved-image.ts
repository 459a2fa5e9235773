/**
 * What `docker save` and `podman save` write, as an OCI manifest over the same bytes.
 *
 *     manifest.json  [{"Config": "<hex>.json", "Layers": ["<id>/layer.tar", …]}]
 *
 * Layers are as the archive has them, which is uncompressed, so that one image gives one digest wherever it is saved.
 * Pure. Source: Docker image-spec v1.2; moby, image/tarexport; containers/image, docker-archive.
 */
import { err, ok, type Result } from '../errors/result.ts';
import type { Descriptor } from './descriptor.ts';
import { parseJsonObject, readTexts } from './descriptor-json.ts';
import { formatManifest } from './image-manifest.ts';
import { mediaTypes } from './media-types.ts';

export const SAVED_MANIFEST = 'manifest.json';

/** What of the archive is the image; the rest says the same in the words of older engines. */
export const isSavedPart = (path: string): boolean =>
  /^(?:[0-9a-f]{64}\.(?:json|tar)|[^/]+\/layer\.tar|blobs\/sha256\/[0-9a-f]{64})$/.test(path);

export interface SavedPart extends Pick<Descriptor, 'digest' | 'size'> {
  /** The first bytes, four or more where it has as many. */
  readonly start: Uint8Array;
}

export interface SavedImage {
  readonly bytes: Uint8Array;
  /** Config and layers, each once. */
  readonly blobs: readonly Descriptor[];
}

/**
 * @param manifest The text of `manifest.json`.
 * @param parts By path; a link is what it points to.
 * @returns IMAGE_INVALID where the archive does not hold one whole image.
 */
export function readSaved(manifest: Uint8Array, parts: ReadonlyMap<string, SavedPart>): Result<SavedImage> {
  const wrapped = Buffer.concat([Buffer.from('{"images":'), manifest, Buffer.from('}')]);
  const images = parseJsonObject(wrapped)?.['images'];
  const [image, ...more] = Array.isArray(images) ? images : [];
  if (typeof image !== 'object' || image === null || more.length > 0) return bad('is not of one image');
  const { Config: config, Layers: layers } = image as { readonly Config?: unknown; readonly Layers?: unknown };
  const paths = [config, ...(readTexts(layers) ?? [null])];
  const found = paths.map((path) => (typeof path === 'string' ? parts.get(path) : undefined));
  const [first, ...rest] = found.filter((part) => part !== undefined);
  if (first === undefined || rest.length + 1 < paths.length) return bad('lacks a part that its manifest names');
  const described = {
    config: { mediaType: mediaTypes.ociConfig, digest: first.digest, size: first.size },
    layers: rest.map((part) => ({ mediaType: layerType(part.start), digest: part.digest, size: part.size })),
  };
  const bytes = formatManifest({ kind: 'manifest', mediaType: mediaTypes.ociManifest, ...described });
  const blobs = [described.config, ...described.layers];
  return ok({ bytes, blobs: [...new Map(blobs.map((blob) => [blob.digest, blob])).values()] });
}

/** Engines that keep images as they were pulled save them so. */
function layerType(start: Uint8Array): string {
  if (start[0] === 0x1f && start[1] === 0x8b) return mediaTypes.ociLayerGzip;
  const isZstd = Buffer.from(start.subarray(0, 4)).equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
  return isZstd ? mediaTypes.ociLayerZstd : mediaTypes.ociLayer;
}

const bad = (why: string): Result<never> =>
  err({ code: 'IMAGE_INVALID', message: `the archive that the engine saved ${why}` });
