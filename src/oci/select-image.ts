/**
 * From a reference's manifest to the one image for a platform, through indexes and their indexes.
 *
 *     index ─► index ─► manifest for linux/arm64 ─► its config says linux/arm64 too
 *
 * An index may lie about its children, so the config has the last word. Depth and requests are capped.
 * Asks for content through the function it is given, which has checked each digest.
 * Source: OCI image-spec v1.1, image-index.md ("the first matching entry SHOULD be used").
 */
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { fitsPlatform, formatPlatform, type Platform } from '../image/platform.ts';
import type { Descriptor } from './descriptor.ts';
import { type ImageConfig, maxConfigBytes, parseImageConfig, platformOf } from './image-config.ts';
import { type ImageManifest, isAttestation, maxManifestBytes, parseManifest } from './image-manifest.ts';
import { isIndexType, isManifestType } from './media-types.ts';

/** Indexes within indexes that are followed. */
export const maxIndexDepth = 3;

export interface SelectedImage {
  readonly descriptor: Descriptor;
  readonly manifest: ImageManifest;
  readonly config: ImageConfig;
}

/** The verified bytes of a manifest or a config; at most `descriptor.size` of them. */
export type FetchContent = (descriptor: Descriptor) => Promise<Uint8Array>;

/**
 * Finds the image for a platform.
 *
 * @param root What the reference names, with its bytes.
 * @throws OrchestratorError IMAGE_INVALID: malformed, too deep, no image for the platform, or a config that says
 *   another platform than the index did; and whatever `fetch` throws.
 */
export async function selectImage(
  root: { readonly descriptor: Descriptor; readonly bytes: Uint8Array },
  platform: Platform,
  fetch: FetchContent,
): Promise<SelectedImage> {
  let { descriptor, bytes } = root;
  for (let depth = 0; ; depth += 1) {
    const parsed = unwrap(parseManifest(bytes, descriptor.mediaType));
    if (parsed.kind === 'manifest') return withConfig(descriptor, parsed, platform, fetch);
    if (depth === maxIndexDepth) throw invalid(root.descriptor, `more than ${maxIndexDepth} indexes within each other`);
    const child = findChild(parsed.manifests, platform);
    if (child === undefined) {
      const offered = imagesOf(parsed.manifests).flatMap((one) => (one.platform ? [formatPlatform(one.platform)] : []));
      throw invalid(
        descriptor,
        `no image for ${formatPlatform(platform)}, only for ${offered.join(', ') || 'nothing'}`,
      );
    }
    if (child.size > maxManifestBytes) throw invalid(child, `${child.size} bytes, more than ${maxManifestBytes}`);
    descriptor = child;
    bytes = await fetch(child);
  }
}

/**
 * What the only image of a reference is for; undefined where there are several. What builds for one platform with
 * attestations makes an index too.
 *
 * @throws OrchestratorError IMAGE_INVALID, and whatever `fetch` throws.
 */
export async function findLonePlatform(
  root: { readonly descriptor: Descriptor; readonly bytes: Uint8Array },
  fetch: FetchContent,
): Promise<Platform | undefined> {
  const parsed = unwrap(parseManifest(root.bytes, root.descriptor.mediaType));
  if (parsed.kind === 'manifest') return platformOf(unwrap(parseImageConfig(await fetch(parsed.config))));
  const [only, ...others] = imagesOf(parsed.manifests);
  return others.length === 0 ? only?.platform : undefined;
}

const imagesOf = (children: readonly Descriptor[]): readonly Descriptor[] =>
  children.filter((one) => !isAttestation(one));

/** The first image that fits; else the first index that does not say what it holds. */
function findChild(children: readonly Descriptor[], wanted: Platform): Descriptor | undefined {
  const usable = imagesOf(children);
  const fits = ({ platform }: Descriptor): boolean => platform !== undefined && fitsPlatform(platform, wanted);
  const exact = ({ platform }: Descriptor): boolean => platform?.variant === wanted.variant;
  return (
    usable.find((one) => fits(one) && exact(one)) ??
    usable.find(fits) ??
    usable.find((one) => one.platform === undefined && (isIndexType(one.mediaType) || isManifestType(one.mediaType)))
  );
}

async function withConfig(
  descriptor: Descriptor,
  manifest: ImageManifest,
  platform: Platform,
  fetch: FetchContent,
): Promise<SelectedImage> {
  if (manifest.config.size > maxConfigBytes)
    throw invalid(manifest.config, `${manifest.config.size} bytes, more than ${maxConfigBytes}`);
  const config = unwrap(parseImageConfig(await fetch(manifest.config)));
  const own = platformOf(config);
  if (!fitsPlatform(own, platform))
    throw invalid(descriptor, `its config says ${formatPlatform(own)}, asked was ${formatPlatform(platform)}`);
  if (config.rootfs.diff_ids.length !== manifest.layers.length)
    throw invalid(
      descriptor,
      `${manifest.layers.length} layers, but its config lists ${config.rootfs.diff_ids.length}`,
    );
  return { descriptor, manifest, config };
}

const invalid = ({ digest }: Descriptor, why: string): OrchestratorError =>
  new OrchestratorError({ code: 'IMAGE_INVALID', message: `image ${digest}: ${why}` });
