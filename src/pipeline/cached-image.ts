/**
 * An entry of the cache → the image, if it is still there, under the tag that is wanted now.
 *
 *     store      manifest and blobs are looked at; the tag is put where it points elsewhere
 *     registry   our receipt of a push within a day is believed; else the registry is asked, and the tag pushed anew
 *     engine     the engine is asked for the id, and tags it
 */
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { asDigest, type Digest } from '../image/digest.ts';
import { formatReference, type ImageReference, parseReference, withDigest } from '../image/reference.ts';
import {
  type CachedImage,
  formatReceipt,
  isTrusted,
  PUSHED_KIND,
  type PushReceipt,
  parseReceipt,
  receiptKey,
} from './cache-entry.ts';
import type { PipelinePorts } from './ports.ts';
import { findStored } from './stored-image.ts';

export type Target = ImageReference & { readonly tag: string };
type Ports = Pick<PipelinePorts, 'registry' | 'store' | 'engine' | 'records' | 'system' | 'signal'>;

export interface FoundImage {
  /** As a build would give it. */
  readonly reference: string;
  readonly digest?: Digest;
  /** One line: how it is known to be there. */
  readonly how: string;
}

/**
 * Undefined where it is gone.
 *
 * @param tagLater Somebody else puts the tag into the registry: only the image has to be there.
 * @throws OrchestratorError of what had to be asked.
 */
export function findImage(
  image: CachedImage,
  target: Target,
  ports: Ports,
  tagLater = false,
): Promise<FoundImage | undefined> {
  switch (image.in) {
    case 'store':
      return findInStore(image.digest, target, ports);
    case 'registry':
      return findInRegistry(image.digest, target, ports, tagLater);
    case 'engine':
      return findInEngine(image.reference, target, ports);
    default:
      return image satisfies never;
  }
}

async function findInStore(digest: Digest, target: Target, { store, signal }: Ports): Promise<FoundImage | undefined> {
  const { repository, tag } = target;
  const descriptor = await findStored(repository, digest, store, signal);
  if (descriptor === undefined) return undefined;
  const tagged = await store.repositories.findManifest(repository, tag);
  if (tagged?.digest === digest) return found(target, digest, 'the store has it');
  await store.repositories.putManifest(repository, descriptor, { tag });
  return found(target, digest, 'the store has it, and tagged it anew');
}

async function findInRegistry(
  digest: Digest,
  target: Target,
  ports: Ports,
  tagLater: boolean,
): Promise<FoundImage | undefined> {
  const receipt = await readReceipt(target, ports);
  if (isTrusted(receipt, digest, ports.system.clock.now().getTime()))
    return found(target, digest, 'it was pushed within a day');
  try {
    return await (tagLater ? findByDigest(digest, target, ports) : askRegistry(digest, target, ports));
  } catch (error) {
    const isOffline = error instanceof OrchestratorError && error.problems[0].code === 'NETWORK_REFUSED';
    if (!isOffline || receipt?.digest !== digest) throw error;
    return found(target, digest, `it was pushed before, and nobody is asked offline`);
  }
}

async function askRegistry(digest: Digest, target: Target, ports: Ports): Promise<FoundImage | undefined> {
  const { registry, signal } = ports;
  if ((await registry.resolve(target, signal))?.digest === digest) {
    await writeReceipt(target, digest, ports);
    return found(target, digest, 'its registry has it');
  }
  if ((await findByDigest(digest, target, ports)) === undefined) return undefined;
  const { tag: _, ...untagged } = target;
  const manifest = await registry.pullManifest(withDigest(untagged, digest), signal);
  await forgetReceipt(target, ports);
  await registry.pushManifest(target, manifest, signal);
  await writeReceipt(target, digest, ports);
  return found(target, digest, 'its registry has it, and got the new tag');
}

async function findByDigest(
  digest: Digest,
  target: Target,
  { registry, signal }: Ports,
): Promise<FoundImage | undefined> {
  const { tag: _, ...untagged } = target;
  const there = await registry.resolve(withDigest(untagged, digest), signal);
  return there && found(target, digest, 'its registry has it');
}

async function findInEngine(
  reference: string,
  target: Target,
  { engine, signal }: Ports,
): Promise<FoundImage | undefined> {
  const { name, tag } = unwrap(parseReference(reference));
  const id = asDigest(`sha256:${tag}`);
  if (name !== target.name || id === undefined) return undefined;
  if ((await engine.findImage(reference, signal))?.id !== id) return undefined;
  if ((await engine.findImage(formatReference(target), signal))?.id !== id) await engine.tag(id, target, signal);
  return { reference, how: 'the engine has it' };
}

const found = (target: Target, digest: Digest, how: string): FoundImage => ({
  reference: formatReference(withDigest(target, digest)),
  digest,
  how,
});

const readReceipt = async ({ name, tag }: Target, { records }: Ports): Promise<PushReceipt | undefined> =>
  parseReceipt(await records.read(PUSHED_KIND, receiptKey(name, tag)));

/** Whether we pushed it there, under this tag, within a day. */
export const isPushed = async (target: Target, digest: Digest, ports: Ports): Promise<boolean> =>
  isTrusted(await readReceipt(target, ports), digest, ports.system.clock.now().getTime());

export const writeReceipt = ({ name, tag }: Target, digest: Digest, { records, system }: Ports): Promise<void> =>
  records.write(PUSHED_KIND, receiptKey(name, tag), formatReceipt({ digest, atMs: system.clock.now().getTime() }));

/** Before a push: should it break off, nobody knows what the tag names. */
export async function forgetReceipt({ name, tag }: Target, { records }: Ports): Promise<void> {
  const key = receiptKey(name, tag);
  if ((await records.read(PUSHED_KIND, key)) !== undefined) await records.remove(PUSHED_KIND, key);
}
