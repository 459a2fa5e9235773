/**
 * `/v2/NAME/blobs/DIGEST`: is it there, read it or a part of it, forget it.
 * Source: OCI distribution-spec v1.1, "Pulling blobs", "Checking if content exists", "Deleting Blobs".
 */
import type { Digest } from '../../image/digest.ts';
import { formatContentRange, parseByteRange } from '../../oci/wire-byte-range.ts';
import { type Answer, answer, type Call, refuse } from './answer.ts';
import type { Site } from './site.ts';

interface BlobRoute {
  readonly repository: string;
  readonly digest: Digest;
}

export async function readBlob({ store }: Site, route: BlobRoute, call: Call): Promise<Answer> {
  const size = await findSize(store, route);
  if (size === undefined) return unknownBlob(route);
  const range = parseByteRange(call.header('range'), size);
  if (range === 'unsatisfiable') {
    const message = `range "${call.header('range')}" is outside the ${size} bytes of ${route.digest}`;
    return refuse('RANGE_INVALID', message, { headers: { 'content-range': formatContentRange(undefined, size) } });
  }
  const headers = describe(route.digest, size);
  const { signal } = call;
  if (range === 'whole') return { status: 200, headers, body: store.blobs.read(route.digest, { signal }) };
  return {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(range.end - range.start + 1),
      'content-range': formatContentRange(range, size),
    },
    body: store.blobs.read(route.digest, { range, signal }),
  };
}

export async function checkBlob({ store }: Site, route: BlobRoute): Promise<Answer> {
  const size = await findSize(store, route);
  return size === undefined ? unknownBlob(route) : { status: 200, headers: describe(route.digest, size) };
}

/** The content itself stays until a clean-up finds that nobody needs it: other repositories may have it too. */
export async function removeBlob({ store }: Site, route: BlobRoute): Promise<Answer> {
  const removed = await store.repositories.unlinkBlob(route.repository, route.digest);
  return removed ? answer(202) : unknownBlob(route);
}

async function findSize(store: Site['store'], { repository, digest }: BlobRoute): Promise<number | undefined> {
  return (await store.repositories.hasBlob(repository, digest)) ? store.blobs.size(digest) : undefined;
}

const describe = (digest: Digest, size: number): Record<string, string> => ({
  'content-type': 'application/octet-stream',
  'content-length': String(size),
  'docker-content-digest': digest,
  'accept-ranges': 'bytes',
});

const unknownBlob = ({ repository, digest }: BlobRoute): Answer =>
  refuse('BLOB_UNKNOWN', `repository "${repository}" has no blob ${digest}`);
