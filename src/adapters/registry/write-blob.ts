/**
 * Blobs to a registry.
 *
 *     there already? ─ mounted from a neighbour? ─ small: one PUT
 *     sent while it was made? ─────────────────┴ large: [where an earlier run stopped] PATCH, PATCH, … PUT
 *
 * What may have arrived is looked for before it is sent again: the answer to a PUT is lost more often than the blob.
 * Source: OCI distribution-spec v1.1, "Pushing Blobs".
 */

import { abortError } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import type { Digest } from '../../image/digest.ts';
import type { Repository } from '../../image/reference.ts';
import type { BlobSource, PushBlobOptions } from '../../ports/registry.ts';
import { takeEarly } from './early-blob.ts';
import { WireFailure } from './failure.ts';
import { createOutbound } from './outbound.ts';
import { needsOwn } from './pieces.ts';
import { hasBlob } from './read-blob.ts';
import { refusal } from './refusal.ts';
import { isStale, isWorthKeeping, resumeUpload } from './resume-upload.ts';
import { type At, locate, type Room } from './room.ts';
import { sendChunks } from './send-chunks.ts';
import type { Body } from './stream-body.ts';
import { beginUpload, cancelUpload, checkDigest, type Session, SessionLost, type Upload } from './upload-session.ts';

/** How often an upload that the registry loses is begun while nothing is learned from the loss. */
const MAX_UPLOADS = 3;

/** @throws OrchestratorError REGISTRY_*, DIGEST_MISMATCH, CANCELLED, and what the source throws. */
export async function writeBlob(
  at: At,
  source: BlobSource,
  { early, mountFrom = [], onProgress, signal }: PushBlobOptions,
  room: Room,
): Promise<'present' | 'mounted' | 'sent'> {
  const { digest, size } = source.descriptor;
  const report = rising(onProgress);
  const isThere = (): Promise<boolean> => hasBlob(at, digest, room, signal, 'push');
  const [begun] = await Promise.all([takeEarly(early, at), room.pieces.recall(at.endpoint.origin)]);
  if (begun === undefined && (await isThere())) {
    report(size);
    return 'present';
  }
  const outbound = createOutbound(source, signal);
  const upload: Upload = { at, outbound, source, report, room, signal };
  const first = begun ?? (await firstSession(upload, mountFrom));
  if (first === 'mounted') {
    report(size);
    return 'mounted';
  }

  try {
    await send(upload, first);
  } catch (error) {
    // The last answer may be what was lost.
    if (signal.aborted || !isLostAnswer(error) || !(await isThere().catch(() => false))) throw error;
  } finally {
    await outbound.close();
  }
  report(size);
  return 'sent';
}

/** A mount costs nothing, and what an earlier run sent need not be sent again. */
async function firstSession(upload: Upload, mountFrom: readonly Repository[]): Promise<Session | 'mounted'> {
  const { at, source, room, signal } = upload;
  const begin = (): Promise<Session | 'mounted'> => mountOrBegin(at, source, mountFrom, room, signal);
  // Nothing is noted of what went in one request; an earlier run may have sent smaller pieces than this one.
  if (source.descriptor.size <= Math.min(room.pieces.of(at.endpoint.origin).size, room.pieces.start)) return begin();
  const asked = mountFrom.length > 0 ? await begin() : undefined;
  if (asked === 'mounted') return asked;
  const kept = await resumeUpload(upload);
  if (kept === undefined) return asked ?? begin();
  if (asked !== undefined) await cancelUpload(at, asked, room);
  return kept;
}

/** One POST: a registry that does not mount gives an upload in its place. */
async function mountOrBegin(
  at: At,
  { descriptor: { digest } }: BlobSource,
  mountFrom: readonly Repository[],
  room: Room,
  signal: AbortSignal,
): Promise<Session | 'mounted'> {
  const begin = (from?: string): Promise<Session | 'mounted'> =>
    room.persistence.persist(
      at.endpoint,
      () => beginUpload(at, from === undefined ? undefined : { digest, from }, room, signal),
      signal,
    );
  const neighbours = mountFrom.filter((one) => one.registry === at.endpoint.host && one.repository !== at.repository);
  const neighbour = neighbours.length > 1 ? await firstWith(digest, at, neighbours, room, signal) : neighbours[0];
  if (neighbour === undefined) return begin();
  try {
    return await begin(neighbour.repository);
  } catch (error) {
    // Not allowed to look into the neighbour: it is sent then.
    if (isRefused(error)) return begin();
    throw error;
  }
}

/** A POST can name one neighbour only, so it had better be one that has it. */
async function firstWith(
  digest: Digest,
  { endpoint }: At,
  neighbours: readonly Repository[],
  room: Room,
  signal: AbortSignal,
): Promise<Repository | undefined> {
  for (const neighbour of neighbours) {
    const hasIt = await hasBlob(locate(endpoint, neighbour.repository), digest, room, signal).catch(() => false);
    if (signal.aborted) throw abortError(signal);
    if (hasIt) return neighbour;
  }
  return undefined;
}

async function send(upload: Upload, first: Session): Promise<void> {
  const { at, source, room, signal } = upload;
  const { origin } = at.endpoint;
  const isSmall = ({ minChunk, offset }: Session): boolean =>
    offset === 0 &&
    (source.descriptor.size <= Math.max(room.pieces.of(origin).size, minChunk) || room.lacks.chunks.has(origin));
  let session: Session | 'mounted' = first;
  if (isSmall(session)) {
    if ((await sendWhole(upload, session)) === 'done') return;
    session = await room.persistence.persist(at.endpoint, () => beginUpload(at, undefined, room, signal), signal);
  }
  if (session !== 'mounted' && (await sendLarge(upload, session)) === 'no chunks') await sendWhole(upload, undefined);
}

/** In one request. Each try is a new upload: what the broken one holds cannot be told apart. */
async function sendWhole(upload: Upload, first: Session | undefined): Promise<'done' | 'too large'> {
  const { at, outbound, source, report, room, signal } = upload;
  const { digest, size } = source.descriptor;
  const { origin } = at.endpoint;
  let ready = first;
  return room.persistence.persist(
    at.endpoint,
    async (attempt) => {
      if (attempt > 1 && (await hasBlob(at, digest, room, signal, 'push'))) return 'done';
      const pieces = room.pieces.of(origin);
      if (attempt > 1 && size > pieces.size && !room.lacks.chunks.has(origin)) return 'too large';
      const session = ready ?? (await beginUpload(at, undefined, room, signal));
      ready = undefined;
      if (session === 'mounted') return 'done';
      const isOwn = needsOwn(pieces, session);
      const body = { size, isAlone: isOwn, open: () => counted(outbound.take(0, size), report) };
      const beganMs = room.clock.monotonicMs();
      await cancelling(upload, session, () => finish(upload, session, body)).catch(async (error: unknown) => {
        if (error instanceof WireFailure && error.kind === 'broken')
          await room.pieces.learn(origin, { size, offset: 0, isOwn, isLost: true });
        throw error;
      });
      await room.pieces.passed(origin, size, room.clock.monotonicMs() - beganMs);
      return 'done';
    },
    signal,
  );
}

/** In chunks; begins anew where the registry has lost the upload, as often as the way is chosen better than before. */
async function sendLarge(upload: Upload, first: Session): Promise<'done' | 'no chunks'> {
  const { at, source, room, signal } = upload;
  const { origin } = at.endpoint;
  let session: Session | 'mounted' = first;
  for (let count = 1; session !== 'mounted'; count += 1) {
    const begun: Session = session;
    const before = room.pieces.of(origin);
    try {
      return await cancelling(upload, begun, async () => {
        const last = begun.offset === source.descriptor.size ? begun : await sendChunks(upload, begun);
        if (last === 'no chunks') {
          await cancelUpload(at, begun, room);
          await room.uploads.forget(at, source.descriptor.digest);
          return last;
        }
        await commit(upload, last);
        await room.uploads.forget(at, source.descriptor.digest);
        return 'done';
      });
    } catch (error) {
      const isLost = error instanceof SessionLost || (isStale(begun, error) && !signal.aborted);
      if (!isLost) throw error;
      await room.uploads.forget(at, source.descriptor.digest);
      if (await hasBlob(at, source.descriptor.digest, room, signal, 'push')) return 'done';
      if (room.pieces.of(origin) !== before) count = 0;
      if (count === MAX_UPLOADS) throw lost(upload);
      session = await room.persistence.persist(at.endpoint, () => beginUpload(at, undefined, room, signal), signal);
    }
  }
  return 'done';
}

/** The PUT after the last chunk. A lost answer is no failure when the blob is there. */
function commit(upload: Upload, session: Session): Promise<void> {
  const { at, source, room, signal } = upload;
  return room.persistence.persist(
    at.endpoint,
    async (attempt) => {
      if (attempt > 1 && (await hasBlob(at, source.descriptor.digest, room, signal, 'push'))) return;
      await finish(upload, session);
    },
    signal,
  );
}

async function finish(
  { at, source, room, signal }: Upload,
  session: Session,
  body?: Body & { readonly isAlone: boolean },
): Promise<void> {
  const { digest } = source.descriptor;
  const answer = await room.ask({
    ...{ endpoint: at.endpoint, repository: at.repository, access: 'push', method: 'PUT', signal },
    // Added to the text as it is: some registries sign it.
    url: `${session.url}${session.url.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`,
    headers: { 'content-type': 'application/octet-stream', ...(body === undefined && { 'content-length': '0' }) },
    ...(body && { body, isAlone: body.isAlone }),
    idleMs: room.commitMs,
  });
  if (answer.status === 404) {
    await answer.discard();
    // A whole upload begins anew by itself.
    throw body === undefined ? new SessionLost('status 404') : new WireFailure('broken', 'the upload was lost');
  }
  if (answer.status !== 201 && answer.status !== 204)
    throw await refusal(answer, at.endpoint.host, `push of blob ${digest} to ${at.repository}`, room.secrets);
  await answer.discard();
  checkDigest(at, answer, digest);
}

/** Where it fails for good, the registry is told; where the next run may go on, it is left as it is. */
async function cancelling<T>(upload: Upload, session: Session, work: () => Promise<T>): Promise<T> {
  const { at, source, room, signal } = upload;
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OrchestratorError) || signal.aborted) throw error;
    if (isWorthKeeping(error) && room.uploads.isKept(at, source.descriptor.digest)) throw error;
    await cancelUpload(at, session, room);
    await room.uploads.forget(at, source.descriptor.digest);
    throw error;
  }
}

async function* counted(pieces: AsyncIterable<Uint8Array>, report: (done: number) => void): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const piece of pieces) {
    yield piece;
    // The socket has asked for more, so it took this.
    done += piece.length;
    report(done);
  }
}

/** Progress that never goes back, though bytes may be sent twice. */
function rising(onProgress: PushBlobOptions['onProgress']): (done: number) => void {
  let highest = 0;
  return (done) => {
    if (done < highest) return;
    highest = done;
    onProgress?.(done);
  };
}

const isLostAnswer = (error: unknown): boolean =>
  error instanceof OrchestratorError && ['REGISTRY_UNREACHABLE', 'REGISTRY_FAILED'].includes(error.problems[0].code);

const isRefused = (error: unknown): boolean =>
  error instanceof OrchestratorError &&
  ['REGISTRY_UNAUTHORIZED', 'REGISTRY_DENIED', 'REGISTRY_NOT_FOUND'].includes(error.problems[0].code);

const lost = ({ at, source }: Upload): OrchestratorError =>
  new OrchestratorError({
    code: 'REGISTRY_FAILED',
    message: `registry ${at.endpoint.host} lost the upload of blob ${source.descriptor.digest} ${MAX_UPLOADS} times`,
  });
