/**
 * `/v2/NAME/blobs/uploads/`: new blobs, by every way that the specification knows.
 *
 *     POST ?mount=DIGEST[&from=NAME]            201, or 202 and an upload where it is not there
 *     POST ?digest=DIGEST and the bytes         201
 *     POST ─► PATCH … PATCH ─► PUT ?digest=     202, 202 …, 201
 *     GET (how far?), DELETE (never mind)       204
 *
 * Source: OCI distribution-spec v1.1, "Pushing blobs", "Mounting a blob from another repository".
 */
import { asDigest, type Digest } from '../../image/digest.ts';
import { formatRoute } from '../../oci/routes.ts';
import { isRepositoryName } from '../../oci/wire-names.ts';
import { formatWireRange, parseWireRange } from '../../oci/wire-range.ts';
import { type Answer, answer, type Call, refuse } from './answer.ts';
import type { Site } from './site.ts';

interface UploadsRoute {
  readonly repository: string;
}
interface UploadRoute extends UploadsRoute {
  readonly id: string;
}

export async function startUpload(site: Site, route: UploadsRoute, call: Call): Promise<Answer> {
  const [mount, whole, algorithm] = ['mount', 'digest', 'digest-algorithm'].map((name) => call.query.get(name));
  if (typeof algorithm === 'string' && algorithm !== 'sha256' && algorithm !== 'sha512') {
    return refuse('DIGEST_INVALID', `digest algorithm "${algorithm}" is neither sha256 nor sha512`);
  }
  if (typeof whole === 'string') return takeWhole(site, route, whole, call);
  if (typeof mount === 'string') {
    const mounted = await mountBlob(site, route, mount, call.query.get('from'));
    if (mounted !== undefined) return mounted;
  }
  const id = await site.store.uploads.create(route.repository);
  return progress(202, { ...route, id }, 0);
}

export async function uploadStatus({ store }: Site, route: UploadRoute): Promise<Answer> {
  const offset = await store.uploads.offset(route.repository, route.id);
  return offset === undefined ? unknownUpload(route) : progress(204, route, offset);
}

export function appendToUpload(site: Site, route: UploadRoute, call: Call): Promise<Answer> {
  return site.uploads.take(route.id, async () => {
    const offset = await takePiece(site, route, call);
    return typeof offset === 'number' ? progress(202, route, offset) : offset;
  });
}

export function finishUpload(site: Site, route: UploadRoute, call: Call): Promise<Answer> {
  const text = call.query.get('digest') ?? '';
  const digest = asDigest(text);
  if (digest === undefined) return Promise.resolve(badDigest(text));
  return site.uploads.take(route.id, async () => {
    const offset = await takePiece(site, route, call);
    if (typeof offset !== 'number') return offset;
    await site.store.uploads.finish(route.repository, route.id, digest, call.signal);
    return created(site, route, digest);
  });
}

export function cancelUpload({ store, uploads }: Site, route: UploadRoute): Promise<Answer> {
  return uploads.take(route.id, async () =>
    (await store.uploads.cancel(route.repository, route.id)) ? answer(204) : unknownUpload(route),
  );
}

async function takeWhole(site: Site, route: UploadsRoute, text: string, call: Call): Promise<Answer> {
  const digest = asDigest(text);
  if (digest === undefined) return badDigest(text);
  await site.store.blobs.write(call.body(), { expected: digest, signal: call.signal });
  return created(site, route, digest);
}

/** Undefined where there is nothing to mount: the client then uploads. Without `from`, any repository will do. */
async function mountBlob(
  site: Site,
  route: UploadsRoute,
  text: string,
  from: string | null,
): Promise<Answer | undefined> {
  const digest = asDigest(text);
  if (digest === undefined) return badDigest(text);
  if (from !== null && !isRepositoryName(from)) return refuse('NAME_INVALID', `"${from}" is no repository name`);
  const { blobs, repositories } = site.store;
  const isThere = from === null ? (await blobs.size(digest)) !== undefined : await repositories.hasBlob(from, digest);
  return isThere ? created(site, route, digest) : undefined;
}

/** Takes the request's bytes, if they go where the upload ends. The new offset, or why not. */
async function takePiece({ store }: Site, route: UploadRoute, call: Call): Promise<number | Answer> {
  const { repository, id } = route;
  const offset = await store.uploads.offset(repository, id);
  if (offset === undefined) return unknownUpload(route);
  const header = call.header('content-range');
  if (header !== undefined) {
    const range = parseWireRange(header);
    const length = call.header('content-length');
    const isNext = range?.start === offset;
    const isWhole = range !== undefined && (length === undefined || Number(length) === range.end - range.start + 1);
    if (!isNext || !isWhole) {
      const message = `content range "${header}" with ${length ?? 'no'} bytes does not follow the ${offset} bytes that are here`;
      return refuse('RANGE_INVALID', message, { headers: where(route, offset) });
    }
  }
  return call.hasBody ? store.uploads.append(repository, id, call.body(), call.signal) : offset;
}

async function created({ store }: Site, { repository }: UploadsRoute, digest: Digest): Promise<Answer> {
  await store.repositories.linkBlob(repository, digest);
  return answer(201, {
    location: formatRoute({ kind: 'blob', repository, digest }),
    'docker-content-digest': digest,
  });
}

const progress = (status: number, route: UploadRoute, offset: number): Answer => answer(status, where(route, offset));

/** The wire has no word for "nothing yet": it is `0-0` too. */
const where = ({ repository, id }: UploadRoute, offset: number): Record<string, string> => ({
  location: formatRoute({ kind: 'upload', repository, id }),
  range: formatWireRange({ start: 0, end: Math.max(0, offset - 1) }),
  'docker-upload-uuid': id,
});

const unknownUpload = ({ repository, id }: UploadRoute): Answer =>
  refuse('BLOB_UPLOAD_UNKNOWN', `repository "${repository}" has no upload "${id}"`);

const badDigest = (text: string): Answer =>
  refuse('DIGEST_INVALID', `"${text}" is not sha256: and 64 or sha512: and 128 hex digits`);
