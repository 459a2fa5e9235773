/**
 * A large blob piece by piece, going on after a break where the registry says it is. A break is remembered: the pieces
 * after it travel as pieces.ts says.
 *
 *     PATCH 0-16 MiB ─► PATCH 16-32 MiB ─ reset ─► GET: "0-20 MiB" ─► PATCH 20-36 MiB ─► …
 *
 * Source: OCI distribution-spec v1.1, "Pushing a blob in chunks".
 */
import { formatWireRange } from '../../oci/wire-range.ts';
import { WireFailure } from './failure.ts';
import type { Piece } from './piece-book.ts';
import type { Break } from './pieces.ts';
import { refusal } from './refusal.ts';
import { askOffset, nextLocation, offsetOf, type Session, SessionLost, type Upload } from './upload-session.ts';

/**
 * Sends everything.
 *
 * @returns The session, ready for its end; `no chunks` where the registry takes only whole blobs, remembered for the run.
 * @throws SessionLost, OrchestratorError.
 */
export async function sendChunks(upload: Upload, first: Session): Promise<Session | 'no chunks'> {
  const { at, source, report, room, signal } = upload;
  const { digest } = source.descriptor;
  let session = first;
  let broken: Break | undefined;
  await room.uploads.keep(at, digest, session);
  while (session.offset < source.descriptor.size) {
    const next = await room.persistence.persist(
      at.endpoint,
      async (attempt) => {
        if (attempt > 1) {
          const before = session.offset;
          session = await askOffset(at, session, room, signal).catch(async (error: unknown) => {
            if (error instanceof SessionLost && broken)
              await room.pieces.learn(at.endpoint.origin, { ...broken, isLost: true });
            throw error;
          });
          // It came forward, so this was no attempt in vain: the count of attempts begins anew.
          if (session.offset > before) return session;
        }
        report(session.offset);
        if (session.offset === source.descriptor.size) return session;
        const piece = plan(upload, session);
        broken = undefined;
        return sendChunk(upload, session, piece).catch(async (error: unknown) => {
          if (error instanceof WireFailure && error.kind === 'broken') {
            broken = { ...piece, offset: session.offset, isLost: false };
            await room.pieces.learn(at.endpoint.origin, broken);
          }
          throw error;
        });
      },
      signal,
    );
    if (next === 'no chunks') {
      room.lacks.chunks.add(at.endpoint.origin);
      return next;
    }
    session = next;
    await room.uploads.keep(at, digest, session);
    report(session.offset);
  }
  return session;
}

function plan({ at, source, room }: Upload, session: Session): Piece {
  const rest = source.descriptor.size - session.offset;
  const { size, isOwn } = room.pieces.next(at.endpoint.origin, session, rest);
  return { size: Math.min(Math.max(size, session.minChunk), rest), isOwn };
}

async function sendChunk(
  { at, outbound, source, room, signal }: Upload,
  session: Session,
  { size, isOwn }: Piece,
): Promise<Session | 'no chunks'> {
  const { offset } = session;
  const beganMs = room.clock.monotonicMs();
  const answer = await room.ask({
    ...{ endpoint: at.endpoint, repository: at.repository, access: 'push', method: 'PATCH', url: session.url, signal },
    headers: {
      'content-type': 'application/octet-stream',
      'content-range': formatWireRange({ start: offset, end: offset + size - 1 }),
    },
    body: { size, open: () => outbound.take(offset, size) },
    isAlone: isOwn,
    idleMs: room.commitMs,
  });
  if (answer.status === 202 || answer.status === 204) {
    await answer.discard();
    const reached = offsetOf(answer) ?? offset + size;
    if (reached === offset + size)
      await room.pieces.passed(at.endpoint.origin, size, room.clock.monotonicMs() - beganMs);
    if (reached > offset && reached <= offset + size)
      return { ...session, url: nextLocation(at, answer), offset: reached };
    throw new SessionLost(`offset ${reached} after ${offset + size}`);
  }
  if (answer.status === 404) {
    await answer.discard();
    throw new SessionLost('status 404');
  }
  // A first piece that is refused for what it is: the registry may take only whole blobs.
  if (answer.status === 501 || (offset === 0 && [400, 405, 411, 415, 416].includes(answer.status))) {
    await answer.discard();
    return 'no chunks';
  }
  if (answer.status === 416) {
    await answer.discard();
    // We and the registry differ about the offset; the next attempt asks for it.
    throw new WireFailure('broken', 'the registry is at another offset');
  }
  throw await refusal(
    answer,
    at.endpoint.host,
    `push of blob ${source.descriptor.digest} to ${at.repository}`,
    room.secrets,
  );
}
