/** Everything that a store holds, for its clean-up. Reads each manifest once; nothing is changed. */
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { stopIfAborted } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import type { Digest } from '../../image/digest.ts';
import { parseManifest } from '../../oci/image-manifest.ts';
import type { Store } from '../../ports/blobs.ts';
import type { Inventory, ManifestInventory, RepositoryInventory } from './clean-up-plan.ts';
import { statFile } from './contents.ts';
import { listDigests, listNames } from './folders.ts';
import type { Layout } from './layout.ts';
import { listRepositories, listTags, readRecord, readTag } from './repositories.ts';

/** A file that belongs to nobody: left by a kill, set aside, or an upload that was never finished. */
export interface Leftover {
  readonly path: string;
  readonly kind: 'temp' | 'upload' | 'damaged';
  readonly usedAt: number;
}

export async function takeInventory(
  layout: Layout,
  { blobs }: Store,
  signal: AbortSignal,
): Promise<Inventory & { readonly leftovers: readonly Leftover[] }> {
  const names = await listRepositories(layout, ['_blobs', '_manifests', '_uploads']);
  const known = new Map<Digest, { readonly bytes: number; readonly usedAt: number }>();
  for (const digest of await listDigests(layout.blobs)) {
    const found = await statFile(layout.blob(digest));
    if (found !== undefined) known.set(digest, { bytes: found.size, usedAt: found.mtimeMs });
  }
  const usedAt = (digest: Digest): number => known.get(digest)?.usedAt ?? 0;

  /** Undefined for a manifest of a kind that is not known here. */
  const children = async (digest: Digest, mediaType: string): Promise<readonly Digest[] | undefined> => {
    try {
      const parsed = parseManifest(await buffer(blobs.read(digest, { signal })), mediaType);
      if (!parsed.ok) return undefined;
      const of =
        parsed.value.kind === 'manifest' ? [parsed.value.config, ...parsed.value.layers] : parsed.value.manifests;
      return of.map((child) => child.digest);
    } catch (error) {
      const code = error instanceof OrchestratorError ? error.problems[0].code : undefined;
      // What is gone or damaged reaches nothing. What merely could not be read must not cost anybody their images.
      if (code === 'STORE_DAMAGED' || code === 'REGISTRY_NOT_FOUND') return [];
      throw error;
    }
  };

  const all: RepositoryInventory[] = [];
  const leftovers: Leftover[] = [
    ...(await filesIn(layout.temp, 'temp')),
    ...(await filesIn(layout.damaged, 'damaged')),
  ];
  for (const name of names) {
    stopIfAborted(signal);
    const repository = layout.repository(name);
    const tags = new Map<string, { readonly digest: Digest; readonly writtenAt: number }>();
    for (const tag of await listTags(repository)) {
      const [digest, file] = [await readTag(repository, tag), await statFile(repository.tag(tag))];
      if (digest !== undefined && file !== undefined) tags.set(tag, { digest, writtenAt: file.mtimeMs });
    }
    const links = new Map<Digest, { readonly usedAt: number }>();
    for (const digest of await listDigests(repository.blobs)) {
      const file = await statFile(repository.blob(digest));
      if (file !== undefined) links.set(digest, { usedAt: Math.max(file.mtimeMs, usedAt(digest)) });
    }
    const manifests = new Map<Digest, ManifestInventory>();
    const held = await listDigests(repository.manifests);
    for (const digest of held) {
      const [record, file] = [await readRecord(repository, digest), await statFile(repository.manifest(digest))];
      if (file === undefined) continue;
      const named = record && (await children(digest, record.descriptor.mediaType));
      manifests.set(digest, {
        usedAt: Math.max(file.mtimeMs, usedAt(digest)),
        // Written by a newer version, say: it may need anything that is here.
        children: named ?? [...links.keys(), ...held],
        ...(record?.subject !== undefined && { subject: record.subject }),
      });
    }
    all.push({ name, tags, manifests, links });
    leftovers.push(...(await filesIn(repository.uploads, 'upload')));
  }
  return { blobs: known, repositories: all, leftovers };
}

async function filesIn(folder: string, kind: Leftover['kind']): Promise<readonly Leftover[]> {
  const found: Leftover[] = [];
  for (const name of (await listNames(folder)) ?? []) {
    const path = join(folder, name);
    const file = await statFile(path);
    if (file !== undefined) found.push({ path, kind, usedAt: file.mtimeMs });
  }
  return found;
}
