/**
 * Which repository holds what, as small files. Each is written whole by one rename, in an order in which every
 * prefix makes sense: content, then record, then referrer, then tag; removed in the opposite order.
 *
 * A link without its content, or a tag without its manifest, is not there for a reader.
 */
import { dirname, join } from 'node:path';
import { asDigest, type Digest } from '../../image/digest.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import type { Blobs, Repositories } from '../../ports/blobs.ts';
import { leaseFile, statFile } from './contents.ts';
import type { Disk } from './disk.ts';
import { writeMark, writeWhole } from './durable.ts';
import { listFolders, listNames, readText } from './folders.ts';
import { decodeDigest, decodeTag, type Layout, type RepositoryLayout } from './layout.ts';
import { formatRecord, type ManifestRecord, parseRecord } from './manifest-record.ts';

export function createRepositories(disk: Disk, layout: Layout, blobs: Blobs): Repositories {
  /** The record of a manifest whose content is there too. */
  const findWhole = async (repository: RepositoryLayout, digest: Digest): Promise<ManifestRecord | undefined> => {
    if ((await leaseFile(disk, repository.manifest(digest))) === undefined) return undefined;
    const record = await readRecord(repository, digest);
    return record !== undefined && (await blobs.size(digest)) !== undefined ? record : undefined;
  };

  return {
    list: () => listRepositories(layout),

    async hasBlob(name, digest) {
      const link = await leaseFile(disk, layout.repository(name).blob(digest));
      return link !== undefined && (await blobs.size(digest)) !== undefined;
    },
    linkBlob: (name, digest) => writeMark(disk, layout.repository(name).blob(digest)),
    unlinkBlob: (name, digest) => disk.remove(layout.repository(name).blob(digest)),

    async findManifest(name, reference) {
      const repository = layout.repository(name);
      const digest = asDigest(reference) ?? (await readTag(repository, reference));
      return digest === undefined ? undefined : (await findWhole(repository, digest))?.descriptor;
    },

    async putManifest(name, descriptor, { tag, subject }) {
      const repository = layout.repository(name);
      const { digest } = descriptor;
      const record = formatRecord({ descriptor, ...(subject !== undefined && { subject }) });
      await writeWhole(disk, layout, repository.manifest(digest), record);
      if (subject !== undefined) await writeMark(disk, repository.referrer(subject, digest));
      if (tag !== undefined) await writeWhole(disk, layout, repository.tag(tag), digest);
    },

    async removeManifest(name, reference) {
      const repository = layout.repository(name);
      const digest = asDigest(reference);
      if (digest === undefined) return disk.remove(repository.tag(reference));
      const record = await readRecord(repository, digest);
      for (const tag of await listTags(repository)) {
        if ((await readTag(repository, tag)) === digest) await disk.remove(repository.tag(tag));
      }
      if (record?.subject !== undefined) await disk.remove(repository.referrer(record.subject, digest));
      return disk.remove(repository.manifest(digest));
    },

    async tags(name) {
      const repository = layout.repository(name);
      if (!(await hasAny(dirname(repository.tags), ['_blobs', '_manifests']))) return undefined;
      const found: string[] = [];
      for (const tag of await listTags(repository)) {
        const digest = await readTag(repository, tag);
        const needed = digest === undefined ? [] : [repository.manifest(digest), layout.blob(digest)];
        const sizes = await Promise.all(needed.map((path) => statFile(path)));
        if (digest !== undefined && !sizes.includes(undefined)) found.push(tag);
      }
      return found.sort();
    },

    async referrers(name, subject) {
      const repository = layout.repository(name);
      const found: Descriptor[] = [];
      for (const file of (await listNames(repository.subject(subject))) ?? []) {
        const digest = decodeDigest(file);
        const record = digest === undefined ? undefined : await findWhole(repository, digest);
        if (record?.subject === subject) found.push(record.descriptor);
      }
      return found;
    },
  };
}

export async function readRecord(repository: RepositoryLayout, digest: Digest): Promise<ManifestRecord | undefined> {
  const text = await readText(repository.manifest(digest));
  return text === undefined ? undefined : parseRecord(text, digest);
}

export async function readTag(repository: RepositoryLayout, tag: string): Promise<Digest | undefined> {
  const text = await readText(repository.tag(tag));
  return text === undefined ? undefined : asDigest(text);
}

export const listTags = async (repository: RepositoryLayout): Promise<readonly string[]> =>
  ((await listNames(repository.tags)) ?? []).map(decodeTag).filter((tag) => tag !== undefined);

/**
 * Repositories in ASCII order.
 *
 * @param parts What makes one: it is known once it holds a blob or a manifest; an upload alone does not make one.
 */
export async function listRepositories(
  layout: Layout,
  parts: readonly string[] = ['_blobs', '_manifests'],
  below = '',
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const part of await listFolders(join(layout.repositories, below))) {
    if (part.startsWith('_')) continue;
    const name = below === '' ? part : `${below}/${part}`;
    if (await hasAny(join(layout.repositories, name), parts)) found.push(name);
    found.push(...(await listRepositories(layout, parts, name)));
  }
  return below === '' ? found.sort() : found;
}

const hasAny = async (folder: string, parts: readonly string[]): Promise<boolean> =>
  (await listFolders(folder)).some((part) => parts.includes(part));
