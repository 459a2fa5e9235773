/**
 * Where things lie below the store's root. Everything that is looked up is a path; there is no index to break.
 *
 *     blobs/sha256/9f86…                             content, named by its digest
 *     temp/0e6b…                                     being written; garbage after a kill
 *     damaged/sha256-9f86…-0e6b…                     set aside by a reader
 *     repositories/team/api/_blobs/sha256/9f86…      empty: this repository has that blob
 *                           _manifests/sha256/1c2d…  JSON: media type, size, artifact type, subject …
 *                           _tags/v1                 the digest, as text
 *                           _referrers/sha256/…/sha256-1c2d…   empty: 1c2d… points at that subject
 *                           _uploads/0e6b…           bytes received so far
 *
 * No component of a repository's name starts with an underscore, so the two cannot meet.
 * Pure.
 */
import { join } from 'node:path';
import { OrchestratorError } from '../../errors/problem.ts';
import { algorithmOf, asDigest, type Digest, hexOf } from '../../image/digest.ts';
import { isRepositoryName, isTag } from '../../oci/wire-names.ts';

export interface Layout {
  readonly root: string;
  readonly blobs: string;
  readonly temp: string;
  readonly damaged: string;
  readonly repositories: string;
  blob(digest: Digest): string;
  repository(name: string): RepositoryLayout;
}

export interface RepositoryLayout {
  readonly blobs: string;
  readonly manifests: string;
  readonly tags: string;
  readonly referrers: string;
  readonly uploads: string;
  blob(digest: Digest): string;
  manifest(digest: Digest): string;
  tag(tag: string): string;
  /** The folder of all referrers of a subject. */
  subject(digest: Digest): string;
  referrer(subject: Digest, digest: Digest): string;
  upload(id: string): string;
}

/** @param root Absolute path of the store. */
export function layoutOf(root: string): Layout {
  const repositories = join(root, 'repositories');
  return {
    root,
    blobs: join(root, 'blobs'),
    temp: join(root, 'temp'),
    damaged: join(root, 'damaged'),
    repositories,
    blob: (digest) => join(root, 'blobs', ...split(digest)),
    repository: (name) => repositoryLayout(repositories, name),
  };
}

function repositoryLayout(repositories: string, name: string): RepositoryLayout {
  if (!isRepositoryName(name)) {
    throw new OrchestratorError({
      code: 'IMAGE_REFERENCE_INVALID',
      message: `"${name}" is no repository name: lower-case letters, digits and . _ - between them, parts joined by /`,
    });
  }
  const folder = join(repositories, name);
  const subject = (digest: Digest) => join(folder, '_referrers', ...split(digest));
  return {
    blobs: join(folder, '_blobs'),
    manifests: join(folder, '_manifests'),
    tags: join(folder, '_tags'),
    referrers: join(folder, '_referrers'),
    uploads: join(folder, '_uploads'),
    blob: (digest) => join(folder, '_blobs', ...split(digest)),
    manifest: (digest) => join(folder, '_manifests', ...split(digest)),
    tag: (tag) => join(folder, '_tags', encodeTag(tag)),
    subject,
    referrer: (of, digest) => join(subject(of), encodeDigest(digest)),
    upload: (id) => join(folder, '_uploads', id),
  };
}

/**
 * A tag as a file name that stays its own where the file system does not tell `V1` from `v1`:
 * in lower case, then which letters were not, as bits.
 *
 *     v1 → v1        V1 → v1~1        vA1B → va1b~a
 *
 * @throws OrchestratorError IMAGE_REFERENCE_INVALID for what is no tag.
 */
export function encodeTag(tag: string): string {
  if (!isTag(tag)) throw new OrchestratorError({ code: 'IMAGE_REFERENCE_INVALID', message: `"${tag}" is no tag` });
  const lower = tag.toLowerCase();
  const bits = [...tag].reduce((sum, letter, at) => (letter === lower[at] ? sum : sum | (1n << BigInt(at))), 0n);
  return bits === 0n ? lower : `${lower}~${bits.toString(16)}`;
}

/** {@link encodeTag} read back; undefined for a file that is none of ours. */
export function decodeTag(name: string): string | undefined {
  const [lower = '', bits, ...rest] = name.split('~');
  if (rest.length > 0 || (bits !== undefined && !/^[0-9a-f]{1,32}$/.test(bits))) return undefined;
  const upper = BigInt(`0x${bits ?? '0'}`);
  const tag = [...lower].map((letter, at) => ((upper >> BigInt(at)) & 1n ? letter.toUpperCase() : letter)).join('');
  return isTag(tag) && encodeTag(tag) === name ? tag : undefined;
}

/** A digest as one file name: `sha256-9f86…`. */
export const encodeDigest = (digest: Digest): string => digest.replace(':', '-');

/** {@link encodeDigest} read back; undefined for a file that is none of ours. */
export const decodeDigest = (name: string): Digest | undefined => asDigest(name.replace('-', ':'));

const split = (digest: Digest): readonly [string, string] => [algorithmOf(digest), hexOf(digest)];
