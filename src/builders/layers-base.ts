/**
 * The image that a `layers` image stands on: of a registry, of an OCI layout on disk, or none at all.
 *
 *     openBase('node:22-slim', …) ─► forPlatform(linux/arm64) ─► its config, and layers that are fetched when needed
 *
 * Manifests and configs go through the store, so that a base named by digest is asked for once. Layers are read
 * only where a registry has to be sent them, or where the image stays in the store.
 */
import { posix } from 'node:path';
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { type Digest, digestOf } from '../image/digest.ts';
import type { Platform } from '../image/platform.ts';
import {
  formatReference,
  type ImageReference,
  parseReference,
  type Repository,
  withDigest,
} from '../image/reference.ts';
import type { Descriptor } from '../oci/descriptor.ts';
import { parseJsonObject } from '../oci/descriptor-json.ts';
import { type ImageConfig, maxConfigBytes } from '../oci/image-config.ts';
import { maxManifestBytes } from '../oci/image-manifest.ts';
import { isIndexType, isManifestType, mediaTypes } from '../oci/media-types.ts';
import { findInLayout, layoutPathOf, parseLayoutName } from '../oci/oci-layout.ts';
import { findLonePlatform, selectImage } from '../oci/select-image.ts';
import type { Store } from '../ports/blobs.ts';
import type { Registry } from '../ports/registry.ts';
import type { System } from '../ports/system.ts';
import { defaultPlatform } from './layers-platforms.ts';

export interface BaseImage {
  readonly config: ImageConfig | undefined;
  /** Lowest first, as the base calls them. */
  readonly layers: readonly Descriptor[];
  readonly digest: Digest | undefined;
}

export interface Base {
  /** As it stands in annotations; undefined for scratch. */
  readonly name: string | undefined;
  /** Where its layers can be mounted from. */
  readonly repository: Repository | undefined;
  /** What the image is for where nobody says it: what a lone image is for, else linux/amd64. */
  readonly ownPlatform: Platform;
  /** @throws OrchestratorError IMAGE_INVALID where there is none, with those that there are. */
  forPlatform(platform: Platform): Promise<BaseImage>;
  /** Brings a layer into the store, checked; at once where it is there. */
  fetchLayer(descriptor: Descriptor, signal: AbortSignal): Promise<void>;
}

export interface BasePorts {
  readonly system: System;
  readonly registry: Registry;
  readonly store: Store;
  readonly signal: AbortSignal;
}

/**
 * @param locked What the tag means; absent: whatever the registry says now.
 * @throws OrchestratorError IMAGE_REFERENCE_INVALID, INPUT_INVALID, INPUT_MISSING, IMAGE_INVALID, REGISTRY_*.
 */
export async function openBase(text: string, contextDir: string, ports: BasePorts, locked?: Digest): Promise<Base> {
  if (text === 'scratch') return scratch;
  const source = text.startsWith('oci:')
    ? await openLayout(text.slice('oci:'.length), contextDir, ports)
    : await openRemote(unwrap(parseReference(text)), locked, ports);
  const fetchContent = (descriptor: Descriptor) => contentOf(descriptor, source, ports);
  return {
    name: source.name,
    repository: source.repository,
    ownPlatform: (await findLonePlatform(source.root, fetchContent)) ?? defaultPlatform,
    async forPlatform(platform) {
      const { manifest, config, descriptor } = await selectImage(source.root, platform, fetchContent);
      return { config, layers: manifest.layers, digest: descriptor.digest };
    },
    async fetchLayer(descriptor, signal) {
      if ((await ports.store.blobs.size(descriptor.digest)) === descriptor.size) return;
      await ports.store.blobs.write(source.read(descriptor, signal), { expected: descriptor.digest, signal });
    },
  };
}

const scratch: Base = {
  name: undefined,
  repository: undefined,
  ownPlatform: defaultPlatform,
  forPlatform: async () => ({ config: undefined, layers: [], digest: undefined }),
  fetchLayer: async () => undefined,
};

/** Where the base's bytes come from. */
interface Source {
  readonly name: string;
  readonly repository: Repository | undefined;
  readonly root: { readonly descriptor: Descriptor; readonly bytes: Uint8Array };
  readonly read: (descriptor: Descriptor, signal: AbortSignal) => AsyncIterable<Uint8Array>;
}

async function openRemote(named: ImageReference, locked: Digest | undefined, ports: BasePorts): Promise<Source> {
  const reference = locked === undefined ? named : withDigest(named, locked);
  const { registry, signal } = ports;
  const kept = reference.digest && (await findKept(reference.digest, ports));
  const root =
    kept ?? (await registry.pullManifest(reference, signal).catch((error: unknown) => throwOf(error, locked)));
  if (kept === undefined) await keep(root.bytes, root.descriptor.digest, ports);
  const { tag: _, ...untagged } = reference;
  return {
    // As people name it: the digest has an annotation of its own.
    name: formatReference(named),
    repository: reference,
    root,
    read: async function* (descriptor, stop) {
      const isManifest = isManifestType(descriptor.mediaType) || isIndexType(descriptor.mediaType);
      if (!isManifest) yield* registry.pullBlob(reference, descriptor, stop);
      else yield (await registry.pullManifest({ ...untagged, digest: descriptor.digest }, stop)).bytes;
    },
  };
}

/** What the lock names may be gone from the registry, where tags are moved and old images removed. */
function throwOf(error: unknown, locked: Digest | undefined): never {
  const isGone = error instanceof OrchestratorError && error.problems[0].code === 'REGISTRY_NOT_FOUND';
  if (!isGone || locked === undefined) throw error;
  const hint = 'orchestrator.lock says this digest of the tag; --refresh looks up what the tag stands for now.';
  throw new OrchestratorError({ ...error.problems[0], hint }, { cause: error });
}

async function openLayout(text: string, contextDir: string, { system, signal }: BasePorts): Promise<Source> {
  const { folder, tag } = unwrap(parseLayoutName(text));
  const root = posix.resolve(contextDir, folder);
  const index = await system.files.readBytes(posix.join(root, 'index.json'), signal);
  const named = unwrap(findInLayout(index, tag));
  const read = (descriptor: Descriptor, stop: AbortSignal) =>
    system.files.streamBytes(posix.join(root, layoutPathOf(descriptor.digest)), stop);
  const descriptor = named ?? { mediaType: mediaTypes.ociIndex, digest: digestOf(index), size: index.length };
  const bytes = named === undefined ? index : await gather(read(named, signal), named, maxManifestBytes);
  return { name: `oci:${text}`, repository: undefined, root: { descriptor, bytes }, read };
}

/** A manifest or a config: out of the store, or from the source and then into the store. */
async function contentOf(descriptor: Descriptor, source: Source, ports: BasePorts): Promise<Uint8Array> {
  const { store, signal } = ports;
  if ((await store.blobs.size(descriptor.digest)) === descriptor.size)
    return gather(store.blobs.read(descriptor.digest, { signal }), descriptor, maxConfigBytes);
  const bytes = await gather(source.read(descriptor, signal), descriptor, maxConfigBytes);
  await keep(bytes, descriptor.digest, ports);
  return bytes;
}

/** A manifest that an earlier build brought; its type is what it says itself. */
async function findKept(digest: Digest, { store, signal }: BasePorts): Promise<Source['root'] | undefined> {
  const size = await store.blobs.size(digest);
  if (size === undefined || size > maxManifestBytes) return undefined;
  const descriptor = { mediaType: '', digest, size };
  const bytes = await gather(store.blobs.read(digest, { signal }), descriptor, maxManifestBytes);
  const mediaType = parseJsonObject(bytes)?.['mediaType'];
  return typeof mediaType === 'string' ? { descriptor: { ...descriptor, mediaType }, bytes } : undefined;
}

const keep = async (bytes: Uint8Array, expected: Digest, { store, signal }: BasePorts): Promise<void> => {
  await store.blobs.write(bytes, { expected, signal });
};

/** All bytes, checked; never more than `limit`. */
async function gather(
  source: AsyncIterable<Uint8Array>,
  { digest, size }: Descriptor,
  limit: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > Math.min(size, limit)) throw mismatch(digest, `more than ${Math.min(size, limit)} bytes`);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  const algorithm = digest.startsWith('sha512:') ? 'sha512' : 'sha256';
  if (digestOf(bytes, algorithm) !== digest) throw mismatch(digest, digestOf(bytes, algorithm));
  return bytes;
}

const mismatch = (digest: Digest, found: string): OrchestratorError =>
  new OrchestratorError({ code: 'DIGEST_MISMATCH', message: `base content ${digest} is ${found}` });
