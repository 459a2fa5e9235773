/**
 * Calls and answers over node:http: bodies stream both ways with back pressure and are never held in memory.
 * A client that sent `Expect: 100-continue` is told to go on only when a handler wants the body.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, Call } from './answer.ts';

export interface Exchange {
  /** As it came, percent-encoded, without the query. */
  readonly path: string;
  readonly call: Call;
  /** Sends the answer and waits until the client has it. Rejects where the body failed half-way; the client then sees it cut. */
  send(answer: Answer): Promise<void>;
}

/** @param waits Whether the client waits for `100 Continue` before it sends its body. */
export function createExchange(request: IncomingMessage, response: ServerResponse, waits: boolean): Exchange {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new Error('the client is gone'));
  });
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  const method = request.method ?? 'GET';
  let wasRead = false;

  return {
    path: mark === -1 ? url : url.slice(0, mark),
    call: {
      method,
      query: new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1)),
      header: (name) => {
        const value = request.headers[name];
        return typeof value === 'string' ? value : undefined;
      },
      hasBody: request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0,
      body: () => {
        wasRead = true;
        if (waits) response.writeContinue();
        // A handler that stops early must not tear down the socket that its answer goes over.
        return request.iterator({ destroyOnReturn: false });
      },
      signal: gone.signal,
    },
    async send({ status, headers, body }) {
      // Whether such a client still sends its body is its own choice, so the connection cannot be used again.
      const close = waits && !wasRead ? { connection: 'close' } : {};
      response.writeHead(status, { 'x-content-type-options': 'nosniff', ...copy(headers), ...close });
      if (method === 'HEAD' || body === undefined) response.end();
      else if (typeof body === 'string') response.end(body);
      else await stream(body, response, gone.signal);
      if (!response.writableFinished && !response.destroyed) await once(response, 'close');
    },
  };
}

async function stream(body: AsyncIterable<Uint8Array>, response: ServerResponse, signal: AbortSignal): Promise<void> {
  try {
    for await (const chunk of body) {
      if (!response.write(chunk)) await once(response, 'drain', { signal });
    }
    response.end();
  } catch (error) {
    response.destroy();
    if (!signal.aborted) throw error;
  }
}

/** node:http wants lists that it may change. */
const copy = (headers: Answer['headers']): Record<string, string | string[]> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
