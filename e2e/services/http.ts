/**
 * One HTTP request over TCP, TLS or a Unix socket, with everything that a test wants to see.
 *
 * Not `fetch`: it knows no Unix sockets and no CA per request, and it follows redirects.
 */
import { type IncomingHttpHeaders, type RequestOptions, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { buffer } from 'node:stream/consumers';

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Unix socket that takes the place of the URL's host. */
  readonly socketPath?: string;
  /** PEM; without it the system's roots count. */
  readonly ca?: string;
  /** PEM of a client certificate and its key. */
  readonly cert?: string;
  readonly key?: string;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as text. */
  readonly text: string;
}

/**
 * Sends one request and reads the whole answer; no redirect is followed and no connection is kept.
 *
 * @throws Node's own error where there is no answer (`ECONNREFUSED`, `ECONNRESET`, …).
 */
export async function ask(url: string, options: Ask = {}): Promise<Answer> {
  const { body, ...rest } = options;
  const settings: RequestOptions = { ...rest, agent: false };
  const send = url.startsWith('https:') ? requestTls : requestPlain;
  return new Promise((resolve, reject) => {
    const outgoing = send(url, settings, (incoming) => {
      buffer(incoming).then(
        (bytes) =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: bytes,
            text: bytes.toString('utf8'),
          }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** `Authorization` for a user's name and password. */
export function basicAuth(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
