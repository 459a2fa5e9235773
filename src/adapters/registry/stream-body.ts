/** Bodies on their way out and in: with back-pressure, a deadline for silence, and no socket left behind. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import { abortError } from '../../errors/aborted.ts';
import { toFailure, WireFailure } from './failure.ts';

const DISCARD_BYTES = 65_536;
const DISCARD_MS = 500;

export interface Body {
  /** Bytes, exactly; undefined where only the end of the body tells. */
  readonly size: number | undefined;
  /** Called once for each time that it is sent. */
  open(): AsyncIterable<Uint8Array>;
}

/**
 * Writes a body. Asks for the next piece when the socket has taken the last, so that its memory may be used again.
 * Stops where the answer comes early; the rest is not wanted then.
 *
 * @param onMove Called whenever the socket took something.
 * @throws What the body throws; a broken connection is the request's own error.
 */
export async function sendBody(asking: ClientRequest, { size, open }: Body, onMove: () => void): Promise<void> {
  let isOver = false;
  asking.once('response', () => {
    isOver = true;
  });
  asking.once('close', () => {
    isOver = true;
  });
  let sent = 0;
  for await (const chunk of open()) {
    if (isOver) return;
    sent += chunk.length;
    if (size !== undefined && sent > size) throw new RangeError(`a body of ${size} bytes has more than that`);
    await written(asking, chunk);
    if (!isOver) onMove();
  }
  if (isOver) return;
  if (size !== undefined && sent < size) throw new RangeError(`a body of ${size} bytes has only ${sent}`);
  asking.end();
}

/** The chunks of an answer. However the loop ends, the socket is free or gone. */
export async function* readBody(
  asking: ClientRequest,
  incoming: IncomingMessage,
  { idleMs, signal }: { readonly idleMs: number; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  // Set by a reset: the stream itself only says that it was aborted.
  let broken: Error | undefined;
  asking.on('error', (error) => {
    broken = error;
  });
  const chunks = incoming[Symbol.asyncIterator]();
  let timer: NodeJS.Timeout | undefined;
  const late = new WireFailure('broken', `no byte came within ${idleMs / 1000} s`);
  try {
    for (;;) {
      // Only while waiting: a slow reader is not the server's silence.
      timer = setTimeout(() => incoming.destroy(late), idleMs);
      const next = await chunks.next();
      clearTimeout(timer);
      if (next.done) break;
      yield next.value as Uint8Array; // no encoding is set, so chunks are bytes
    }
    if (!incoming.complete) throw new WireFailure('short', 'the answer ended early');
  } catch (error) {
    throw signal.aborted ? abortError(signal) : toFailure(broken ?? error);
  } finally {
    clearTimeout(timer);
    if (!incoming.complete || !asking.writableFinished) asking.destroy();
  }
}

/** What is short is read to keep the socket; what is long, or slow, is cheaper to cut off. */
export async function discardBody(asking: ClientRequest, incoming: IncomingMessage, isEmpty: boolean): Promise<void> {
  const length = isEmpty ? 0 : Number(incoming.headers['content-length'] ?? Number.NaN);
  const timer = setTimeout(() => asking.destroy(), DISCARD_MS);
  try {
    if (length < DISCARD_BYTES && asking.writableFinished) await finished(incoming.resume());
    else asking.destroy();
  } catch {
    // Nobody wanted it.
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when the system has all of it, or nobody will read any more. */
const written = (asking: ClientRequest, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      asking.off('close', go).off('response', go);
      resolve();
    };
    asking.on('close', go).on('response', go);
    asking.write(chunk, go);
  });
