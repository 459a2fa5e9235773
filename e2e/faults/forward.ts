/**
 * The scripted proxy's way to the upstream and back: whole, altered, or cut short.
 */
import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import type { Alter, Cut, Reply } from './rules.ts';

/** `http://…`, or the absolute path of a Unix socket. */
export type Upstream = string;

/** Sends a whole answer of the proxy's own, after the request was read to its end. */
export async function send(incoming: IncomingMessage, outgoing: ServerResponse, reply: Reply): Promise<void> {
  // A client that is still sending may not read; most servers read on for a while too.
  incoming.resume();
  outgoing.writeHead(reply.status, reply.headers);
  outgoing.end(incoming.method === 'HEAD' ? undefined : reply.body);
}

/** Passes the request on and the answer back, with the changes of {@link Alter}. */
export async function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  upstream: Upstream,
  alter: Alter,
): Promise<void> {
  const back = await reach(incoming, upstream, change(incoming.headers, alter.requestHeaders));
  outgoing.once('close', () => back.destroy());
  const status = alter.status ?? back.statusCode ?? 502;
  if (alter.body === undefined) {
    outgoing.writeHead(status, change(back.headers, alter.headers));
    await pipeline(back, outgoing).catch(() => outgoing.destroy());
    return;
  }
  const body = Buffer.from(alter.body(await buffer(back)) as Uint8Array);
  const headers = { ...back.headers, 'content-length': String(body.length) };
  delete headers['transfer-encoding'];
  outgoing.writeHead(status, change(headers, alter.headers));
  outgoing.end(body);
}

/** What the upstream was asked for is done by then, and the client does not know it. */
export async function forwardThen(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  upstream: Upstream,
  call: () => void | Promise<void>,
): Promise<void> {
  const back = await reach(incoming, upstream, incoming.headers);
  const body = await buffer(back);
  await call();
  outgoing.writeHead(back.statusCode ?? 502, back.headers);
  outgoing.end(body);
}

/** Passes a part of one body and then ends the client's connection. */
export async function cut(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  upstream: Upstream,
  { direction, bytes, how = 'reset' }: Cut,
): Promise<void> {
  const { socket } = incoming;
  const end = () => {
    if (how === 'end') socket.end();
    // Under TLS Node cannot send a reset; the client then sees a close without TLS's own goodbye.
    else if (socket instanceof TLSSocket) socket.destroy();
    else socket.resetAndDestroy();
  };
  if (direction === 'request') {
    const away = start(incoming, upstream, incoming.headers);
    away.on('error', () => undefined);
    away.on('response', (back) => back.resume());
    await take(incoming, bytes, (chunk) => away.write(chunk));
    away.destroy();
    end();
    return;
  }
  const back = await reach(incoming, upstream, incoming.headers);
  if (bytes > 0) {
    outgoing.writeHead(back.statusCode ?? 502, back.headers);
    outgoing.flushHeaders();
    await take(back, bytes, (chunk) => new Promise((resolve) => void outgoing.write(chunk, resolve)));
  }
  back.destroy();
  end();
}

/** Hands on the first bytes of a stream, then leaves it. */
async function take(from: IncomingMessage, bytes: number, each: (chunk: Buffer) => unknown): Promise<void> {
  let left = bytes;
  if (left === 0) return;
  for await (const chunk of from.iterator({ destroyOnReturn: false })) {
    const part = (chunk as Buffer).subarray(0, left);
    await each(part);
    left -= part.length;
    if (left <= 0) return;
  }
}

function start(incoming: IncomingMessage, upstream: Upstream, headers: IncomingHttpHeaders) {
  const common = { method: incoming.method, headers, path: incoming.url, agent: false as const };
  if (upstream.startsWith('/')) return request({ ...common, socketPath: upstream });
  const { hostname, port } = new URL(upstream);
  return request({ ...common, hostname, port });
}

/** Sends the request with its body and waits for the head of the answer. */
function reach(incoming: IncomingMessage, upstream: Upstream, headers: IncomingHttpHeaders): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const away = start(incoming, upstream, headers);
    away.on('error', reject);
    away.on('response', resolve);
    incoming.once('close', () => {
      if (!incoming.complete) away.destroy();
    });
    incoming.pipe(away);
  });
}

function change(
  headers: IncomingHttpHeaders,
  changes: Readonly<Record<string, string | null>> = {},
): IncomingHttpHeaders {
  const kept = Object.entries({ ...headers, ...changes }).filter(([, value]) => value !== null);
  return Object.fromEntries(kept) as IncomingHttpHeaders;
}
