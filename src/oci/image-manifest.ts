/**
 * Image manifests and indexes: which config and layers make an image, which images make an index.
 *
 *     index ─► manifest (linux/amd64) ─► config, layer, layer
 *           └► manifest (linux/arm64) ─► config, layer
 *
 * Reads what a stranger's registry sent, so everything has a cap; writes with keys in the specification's
 * order, so that equal values are equal bytes. What was received is never written anew: its digest would change.
 * Pure. Source: OCI image-spec v1.1 (manifest.md, image-index.md, descriptor.md) and Docker's schema 2.
 * Left out: schema 1; `urls` and `data` of descriptors, which are never followed or used.
 */
import { err, ok, type Result } from '../errors/result.ts';
import type { Descriptor } from './descriptor.ts';
import { type JsonObject, parseJsonObject, readDescriptor, readDescriptors, readStrings } from './descriptor-json.ts';
import { isIndexType, isManifestType } from './media-types.ts';

/** The largest manifest that is read, bytes: the specification's own minimum that a registry has to take. */
export const maxManifestBytes = 4 * 1024 * 1024;
/** Layers of an image, or images of an index. */
export const maxChildren = 1024;

interface Common {
  readonly mediaType: string;
  readonly artifactType?: string;
  /** What this one refers to, e.g. the image of a signature. */
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ImageManifest extends Common {
  readonly kind: 'manifest';
  readonly config: Descriptor;
  /** Lowest first. */
  readonly layers: readonly Descriptor[];
}

export interface ImageIndex extends Common {
  readonly kind: 'index';
  readonly manifests: readonly Descriptor[];
}

/**
 * Reads a manifest or an index.
 *
 * @param mediaType What the registry or the descriptor called it; the text's own `mediaType` has to agree.
 * @returns IMAGE_INVALID with the wrong field. Never throws.
 */
export function parseManifest(bytes: Uint8Array, mediaType: string): Result<ImageManifest | ImageIndex> {
  if (bytes.length > maxManifestBytes) return bad(`${bytes.length} bytes, more than ${maxManifestBytes}`);
  const json = parseJsonObject(bytes);
  if (json === undefined) return bad('not a JSON object');
  const own = json['mediaType'];
  if (own !== undefined && own !== mediaType)
    return bad(`its mediaType is ${JSON.stringify(own)}, but it was called "${mediaType}"`);
  if (json['schemaVersion'] !== 2) return bad(`schemaVersion ${JSON.stringify(json['schemaVersion'])} is not 2`);
  // Both at once would be an image to one reader and an index to the next (CVE-2021-41190).
  const isImage = 'config' in json || 'layers' in json;
  if (isImage && 'manifests' in json) return bad('it has both layers and manifests');
  if (isManifestType(mediaType)) return parseImage(json, mediaType);
  if (isIndexType(mediaType)) return parseIndex(json, mediaType);
  return bad(`media type "${mediaType}" is no image manifest or index`);
}

/** The bytes of a new manifest or index; {@link parseManifest} reads them back. */
export function formatManifest(value: ImageManifest | ImageIndex): Uint8Array {
  const { mediaType, artifactType, subject, annotations } = value;
  const body =
    value.kind === 'manifest'
      ? { config: ordered(value.config), layers: value.layers.map(ordered) }
      : { manifests: value.manifests.map(ordered) };
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType,
      artifactType,
      ...body,
      subject: subject && ordered(subject),
      annotations: annotations && sorted(annotations),
    }),
  );
}

/** Whether it says nothing but that it refers to something; such an image has no platform and is never run. */
export const isAttestation = (descriptor: Descriptor): boolean =>
  descriptor.platform?.os === 'unknown' || descriptor.annotations?.['vnd.docker.reference.type'] !== undefined;

function parseImage(json: JsonObject, mediaType: string): Result<ImageManifest> {
  const config = readDescriptor(json['config']);
  if (config === undefined) return bad('"config" is not a descriptor');
  const layers = readDescriptors(json['layers'], maxChildren);
  if (layers === undefined) return bad(`"layers" is not a list of at most ${maxChildren} descriptors`);
  return withCommon(json, { kind: 'manifest', mediaType, config, layers });
}

function parseIndex(json: JsonObject, mediaType: string): Result<ImageIndex> {
  const manifests = readDescriptors(json['manifests'], maxChildren);
  if (manifests === undefined) return bad(`"manifests" is not a list of at most ${maxChildren} descriptors`);
  return withCommon(json, { kind: 'index', mediaType, manifests });
}

function withCommon<T extends ImageManifest | ImageIndex>(json: JsonObject, value: T): Result<T> {
  const { artifactType } = json;
  const subject = readDescriptor(json['subject']);
  const annotations = readStrings(json['annotations']);
  if (json['subject'] !== undefined && subject === undefined) return bad('"subject" is not a descriptor');
  return ok({
    ...value,
    ...(typeof artifactType === 'string' && { artifactType }),
    ...(subject && { subject }),
    ...(annotations && { annotations }),
  });
}

/** A descriptor with its keys in the specification's order. */
function ordered({ mediaType, artifactType, digest, size, annotations, platform }: Descriptor): JsonObject {
  const { architecture, os, variant } = platform ?? {};
  return {
    mediaType,
    artifactType,
    digest,
    size,
    annotations: annotations && sorted(annotations),
    platform: platform && { architecture, os, variant },
  };
}

const sorted = (record: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));

const bad = (why: string): Result<never> => err({ code: 'IMAGE_INVALID', message: `image manifest: ${why}` });
