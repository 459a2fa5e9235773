/**
 * Where two images differ, from the outside in:
 *
 *     index ─► manifest of each platform ─► layers ─► entries ─► bytes
 *                                        └► config ─► fields
 *
 * What follows from something else is not told again: a config lists its layers' digests, a manifest its config's.
 * Asks for content through the function it is given. Pure otherwise.
 */
import { unwrap } from '../errors/result.ts';
import { formatPlatform } from '../image/platform.ts';
import { findJsonDifference } from '../lib/json-difference.ts';
import { findLayerDifference } from './compare-layers.ts';
import type { Descriptor } from './descriptor.ts';
import { type ImageManifest, parseManifest } from './image-manifest.ts';

/** An image and where its content is. */
export interface ImageSide {
  readonly descriptor: Descriptor;
  readonly open: (descriptor: Descriptor) => AsyncIterable<Uint8Array>;
}

/**
 * @returns A line for each part that differs, such as `linux/amd64: layer 2 of 3: app/date: byte 0 is 0x31 and 0x32`;
 *   none where the digests are the same.
 * @throws OrchestratorError IMAGE_INVALID.
 */
export async function compareImages(one: ImageSide, other: ImageSide): Promise<readonly string[]> {
  if (one.descriptor.digest === other.descriptor.digest) return [];
  const [left, right] = await Promise.all([readManifest(one), readManifest(other)]);
  const found =
    left.value.kind === 'index' && right.value.kind === 'index'
      ? await compareChildren(left.value.manifests, right.value.manifests, one, other)
      : left.value.kind === 'manifest' && right.value.kind === 'manifest'
        ? await compareParts(left.value, right.value, one, other)
        : ['one is a list of images, the other is one image'];
  return found.length > 0 ? found : [`${left.value.kind}: ${jsonDifference(left.bytes, right.bytes)}`];
}

async function compareChildren(
  left: readonly Descriptor[],
  right: readonly Descriptor[],
  one: ImageSide,
  other: ImageSide,
): Promise<readonly string[]> {
  if (left.length !== right.length) return [`the index has ${left.length} images and ${right.length}`];
  const found: string[] = [];
  for (const [index, descriptor] of left.entries()) {
    const pair = right[index];
    if (pair === undefined) continue;
    const name = descriptor.platform === undefined ? `image ${index + 1}` : formatPlatform(descriptor.platform);
    const lines = await compareImages({ ...one, descriptor }, { ...other, descriptor: pair });
    found.push(...lines.map((line) => `${name}: ${line}`));
  }
  return found;
}

async function compareParts(
  left: ImageManifest,
  right: ImageManifest,
  one: ImageSide,
  other: ImageSide,
): Promise<readonly string[]> {
  if (left.layers.length !== right.layers.length)
    return [`the image has ${left.layers.length} layers and ${right.layers.length}`];
  const found: string[] = [];
  for (const [index, layer] of left.layers.entries()) {
    const pair = right.layers[index];
    if (pair === undefined || pair.digest === layer.digest) continue;
    const line = await findLayerDifference(openable(layer, one), openable(pair, other));
    found.push(`layer ${index + 1} of ${left.layers.length}: ${line}`);
  }
  if (left.config.digest === right.config.digest) return found;
  const configs = await Promise.all([readAll(one.open(left.config)), readAll(other.open(right.config))]);
  const skip = found.length > 0 ? ['rootfs.diff_ids'] : [];
  const field = findJsonDifference(parse(configs[0]), parse(configs[1]), skip);
  if (field !== undefined) found.push(`config: ${field.path} is ${field.one} and ${field.other}`);
  return found;
}

const openable = (descriptor: Descriptor, { open }: ImageSide) => ({
  mediaType: descriptor.mediaType,
  open: () => open(descriptor),
});

async function readManifest({ descriptor, open }: ImageSide) {
  const bytes = await readAll(open(descriptor));
  return { bytes, value: unwrap(parseManifest(bytes, descriptor.mediaType)) };
}

/** Two texts with other digests always differ, though perhaps in their white space only. */
function jsonDifference(left: Uint8Array, right: Uint8Array): string {
  const field = findJsonDifference(parse(left), parse(right));
  return field === undefined ? 'the same JSON, written otherwise' : `${field.path} is ${field.one} and ${field.other}`;
}

const parse = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString('utf8'));

async function readAll(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}
