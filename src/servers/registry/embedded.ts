/**
 * The embedded registry without a socket: port `Registry`, answered out of the store by the rules of the server.
 * Content that the store has already, a layer that was just built, costs a link and no byte.
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { type Digest, digestOf } from '../../image/digest.ts';
import { canonicalName, formatReference, type ImageReference, type Repository } from '../../image/reference.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import type { Store } from '../../ports/blobs.ts';
import type { Registry } from '../../ports/registry.ts';
import { takeManifest } from './intake.ts';

/** The registry part of names is not looked at: whoever asks has decided that this is the one. */
export function createEmbeddedRegistry(store: Store): Registry {
  const { blobs, repositories } = store;
  const find = (reference: ImageReference): Promise<Descriptor | undefined> =>
    repositories.findManifest(reference.repository, reference.digest ?? reference.tag ?? 'latest');

  return {
    async resolve(reference) {
      const found = await find(reference);
      return found && bare(found);
    },

    async pullManifest(reference, signal) {
      const found = await find(reference);
      if (found === undefined) throw notFound(`image "${formatReference(reference)}"`);
      const parts: Uint8Array[] = [];
      for await (const chunk of blobs.read(found.digest, { signal })) parts.push(chunk);
      return { descriptor: bare(found), bytes: Buffer.concat(parts) };
    },

    async *pullBlob(repository, { digest }, signal) {
      if (!(await repositories.hasBlob(repository.repository, digest))) throw notFound(blobIn(repository, digest));
      yield* blobs.read(digest, { signal });
    },

    hasBlob: ({ repository }, digest) => repositories.hasBlob(repository, digest),

    async pushBlob({ repository }, { descriptor, open }, { onProgress, signal }) {
      const { digest, size } = descriptor;
      if (await repositories.hasBlob(repository, digest)) return 'present';
      const isStored = (await blobs.size(digest)) === size;
      if (!isStored) await blobs.write(counted(open(signal), onProgress), { expected: digest, signal });
      await repositories.linkBlob(repository, digest);
      onProgress?.(size);
      return isStored ? 'mounted' : 'sent';
    },

    async pushManifest(reference, { descriptor, bytes }, signal) {
      const digest = digestOf(bytes, descriptor.digest.startsWith('sha512:') ? 'sha512' : 'sha256');
      if (digest !== descriptor.digest || (reference.digest !== undefined && reference.digest !== digest)) {
        const message = `manifest of "${formatReference(reference)}" should be ${reference.digest ?? descriptor.digest} and is ${digest}`;
        throw new OrchestratorError({ code: 'DIGEST_MISMATCH', message });
      }
      const { repository, tag } = reference;
      const tags = tag === undefined ? [] : [tag];
      const intake = { repository, reference: digest, tags, mediaType: descriptor.mediaType, bytes };
      const taken = await takeManifest(store, intake, { allowSparse: false, signal });
      if (taken.ok) return;
      const message = `cannot keep "${formatReference(reference)}": ${taken.code}: ${taken.message}`;
      throw new OrchestratorError({ code: 'REGISTRY_FAILED', message });
    },

    async tags(repository) {
      const tags = await repositories.tags(repository.repository);
      if (tags === undefined) throw notFound(`repository "${canonicalName(repository)}"`);
      return tags;
    },

    referrers: ({ repository }, subject) => repositories.referrers(repository, subject),
  };
}

/** Bytes as they are taken. */
async function* counted(
  source: AsyncIterable<Uint8Array>,
  onProgress: ((doneBytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of source) {
    yield chunk;
    done += chunk.byteLength;
    onProgress?.(done);
  }
}

/** As a registry gives it over the wire: what the manifest itself says is read from the manifest. */
const bare = ({ mediaType, digest, size }: Descriptor): Descriptor => ({ mediaType, digest, size });

const blobIn = (repository: Repository, digest: Digest): string =>
  `blob ${digest} of repository "${canonicalName(repository)}"`;

const notFound = (what: string): OrchestratorError =>
  new OrchestratorError({ code: 'REGISTRY_NOT_FOUND', message: `${what} is not in the embedded registry` });
