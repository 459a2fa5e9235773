/**
 * What a scripted proxy was asked, for assertions.
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Seen {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Whether an `Authorization` header came with it. */
  readonly authorized: boolean;
  /** Milliseconds since the proxy started: for the pauses between retries. */
  readonly atMs: number;
  /** Number of the connection it came on, from 1: for keep-alive. */
  readonly connection: number;
  /** Bytes of the body that came in, so far. */
  requestBytes: number;
  /** Status that was sent; 0 until then. */
  status: number;
  /** Kind of the action that was taken, or `failed: ` and a reason. */
  outcome: string;
  /** Reads the body as text: for an answer that depends on it. Only where nothing else reads it. */
  readText(): Promise<string>;
}

export function createRecorder(): {
  requests: readonly Seen[];
  record(incoming: IncomingMessage, outgoing: ServerResponse): Seen;
} {
  const requests: Seen[] = [];
  const connections = new Map<object, number>();
  const start = performance.now();

  const record = (incoming: IncomingMessage, outgoing: ServerResponse): Seen => {
    const connection = connections.get(incoming.socket) ?? connections.size + 1;
    connections.set(incoming.socket, connection);
    const seen: Seen = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      headers: incoming.headers,
      authorized: incoming.headers.authorization !== undefined,
      atMs: performance.now() - start,
      connection,
      requestBytes: 0,
      status: 0,
      outcome: '',
      readText: () => text(incoming),
    };
    // `data` would set the stream flowing before the forwarding reads it; wrapping `push` only watches.
    const push = incoming.push.bind(incoming);
    incoming.push = (chunk: Buffer | null, ...rest) => {
      seen.requestBytes += chunk?.length ?? 0;
      return push(chunk, ...rest);
    };
    const writeHead = outgoing.writeHead.bind(outgoing) as (...args: unknown[]) => ServerResponse;
    outgoing.writeHead = (status: number, ...rest: unknown[]) => {
      seen.status = status;
      return writeHead(status, ...rest);
    };
    requests.push(seen);
    return seen;
  };
  return { requests, record };
}
