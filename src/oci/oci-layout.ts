/**
 * An image as a folder: OCI image layout, as `skopeo copy … oci:FOLDER`, `docker buildx --output type=oci` and
 * `crane pull --format=oci` write it.
 *
 *     FOLDER/oci-layout   FOLDER/index.json ─► FOLDER/blobs/sha256/…
 *
 * Pure: paths and the index's meaning; reading is the caller's, and checks each digest.
 * Source: OCI image-spec v1.1, image-layout.md.
 */
import { err, ok, type Result } from '../errors/result.ts';
import { algorithmOf, type Digest, hexOf } from '../image/digest.ts';
import type { Descriptor } from './descriptor.ts';
import { parseManifest } from './image-manifest.ts';
import { mediaTypes } from './media-types.ts';

export interface LayoutName {
  readonly folder: string;
  readonly tag?: string;
}

/** Reads what stands after `oci:`; the tag begins at the last colon after the last slash. */
export function parseLayoutName(text: string): Result<LayoutName> {
  const colon = text.indexOf(':', text.lastIndexOf('/') + 1);
  const folder = colon === -1 ? text : text.slice(0, colon);
  const tag = colon === -1 ? undefined : text.slice(colon + 1);
  if (folder === '' || tag === '')
    return err({ code: 'INPUT_INVALID', message: `base "oci:${text}" is not oci:FOLDER[:TAG]` });
  return ok({ folder, ...(tag !== undefined && { tag }) });
}

/** Where content lies in the folder. */
export const layoutPathOf = (digest: Digest): string => `blobs/${algorithmOf(digest)}/${hexOf(digest)}`;

/**
 * The image or index that a layout means: the one with the tag; without a tag the only one, or else all of them
 * as one index.
 *
 * @returns undefined as descriptor where `index.json` itself is that index. IMAGE_INVALID with the tags that there are.
 */
export function findInLayout(index: Uint8Array, tag: string | undefined): Result<Descriptor | undefined> {
  const parsed = parseManifest(index, mediaTypes.ociIndex);
  if (!parsed.ok) return parsed;
  if (parsed.value.kind !== 'index') return err({ code: 'IMAGE_INVALID', message: 'index.json holds no manifests' });
  const { manifests } = parsed.value;
  if (tag === undefined) return ok(manifests.length === 1 ? manifests[0] : undefined);
  const found = manifests.find((one) => tagOf(one) === tag);
  if (found !== undefined) return ok(found);
  const tags = manifests.flatMap((one) => tagOf(one) ?? []);
  return err({
    code: 'IMAGE_INVALID',
    message: `the layout has no image tagged "${tag}", only ${tags.join(', ') || 'untagged ones'}`,
  });
}

const tagOf = ({ annotations }: Descriptor): string | undefined => annotations?.['org.opencontainers.image.ref.name'];
