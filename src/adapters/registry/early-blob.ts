/**
 * A blob that is sent while it is made, as far as that goes.
 *
 *     POST ─► PATCH, bytes as they come ─► [digest is known] ─► push of the blob: PUT, or what is missing
 *
 * One try and no more: where anything goes wrong it is as if nothing had been sent, and the push says what is wrong. At
 * most one piece goes early, so that no more is held in memory, and no more sent in one request than in other uploads.
 * Without `Content-Range` and length, as engines push; a registry that takes their images takes this.
 * Source: OCI distribution-spec v1.1, "Pushing a blob in chunks"; distribution's API, "Stream Upload".
 */
import type { EarlyBlob } from '../../ports/registry.ts';
import { needsOwn } from './pieces.ts';
import type { At, Room } from './room.ts';
import { beginUpload, cancelUpload, nextLocation, offsetOf, type Session } from './upload-session.ts';

/** Less is sent whole once its digest is known: that is one request less. */
const LEAST = 1024 * 1024;

/** What is behind a blob that was begun here. */
const taking = new WeakMap<EarlyBlob, { readonly at: At; take(): Promise<Session | undefined> }>();

/** The upload with what arrived early; undefined where there is none, or it is one of another repository. */
export async function takeEarly(early: EarlyBlob | undefined, at: At): Promise<Session | undefined> {
  const found = early && taking.get(early);
  return found?.at.base === at.base ? found.take() : undefined;
}

/** Begins an upload; never fails. */
export function beginEarly(at: At, room: Room, signal: AbortSignal): EarlyBlob {
  const dropped = new AbortController();
  const stop = AbortSignal.any([signal, dropped.signal]);
  const most = Math.min(room.pieces.of(at.endpoint.origin).size, room.pieces.start);
  const given = createGiven();
  let isFull = room.lacks.chunks.has(at.endpoint.origin);
  let isTaken = false;
  let sending: Promise<Session | undefined> | undefined;
  const begun = beginUpload(at, undefined, room, stop).then(
    (session) => (session === 'mounted' ? undefined : session),
    () => undefined,
  );

  const send = async (): Promise<Session | undefined> => {
    const session = await begun;
    if (session === undefined) return undefined;
    const sent = await sendGiven(at, session, given, room, stop).catch(() => undefined);
    if (sent === undefined && !signal.aborted) await cancelUpload(at, session, room);
    return sent;
  };
  const early: EarlyBlob = {
    give(bytes) {
      isFull ||= given.size() + bytes.length > most;
      if (isFull || isTaken) return;
      given.push(bytes);
      if (given.size() >= LEAST) sending ??= send();
    },
    async drop() {
      if (isTaken) return;
      isTaken = true;
      dropped.abort();
      given.end();
      if (sending !== undefined) return void (await sending);
      const session = await begun;
      if (session !== undefined && !signal.aborted) await cancelUpload(at, session, room);
    },
  };
  taking.set(early, {
    at,
    take: async () => {
      if (isTaken) return undefined;
      isTaken = true;
      given.end();
      return sending ?? begun;
    },
  });
  return early;
}

async function sendGiven(
  at: At,
  session: Session,
  given: Given,
  room: Room,
  signal: AbortSignal,
): Promise<Session | undefined> {
  const answer = await room.ask({
    ...{ endpoint: at.endpoint, repository: at.repository, access: 'push', method: 'PATCH', url: session.url, signal },
    headers: { 'content-type': 'application/octet-stream' },
    body: { size: undefined, open: given.read },
    isAlone: needsOwn(room.pieces.of(at.endpoint.origin), session),
    idleMs: room.commitMs,
  });
  await answer.discard();
  const isGood = answer.status === 202 || answer.status === 204;
  // One that says another number holds something else.
  if (!isGood || (offsetOf(answer) ?? given.size()) !== given.size()) return undefined;
  return { ...session, url: nextLocation(at, answer), offset: given.size(), isForeign: true };
}

/** Bytes that are given while they are read. */
interface Given {
  push(bytes: Uint8Array): void;
  end(): void;
  /** Bytes so far. */
  size(): number;
  /** Once: what was read is gone. */
  read(): AsyncGenerator<Uint8Array>;
}

function createGiven(): Given {
  const waiting: Uint8Array[] = [];
  let size = 0;
  let hasEnded = false;
  let isRead = false;
  let wake: () => void = () => undefined;
  return {
    push(bytes) {
      waiting.push(bytes);
      size += bytes.length;
      wake();
    },
    end() {
      hasEnded = true;
      wake();
    },
    size: () => size,
    async *read() {
      if (isRead) throw new Error('what was given early is sent once');
      isRead = true;
      for (;;) {
        const next = waiting.shift();
        if (next !== undefined) yield next;
        else if (hasEnded) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
}
