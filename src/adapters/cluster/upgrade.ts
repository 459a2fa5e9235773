/** From HTTP to a WebSocket, over a socket of an agent that then lets go of it. Source: RFC 6455, section 4. */
import { randomBytes } from 'node:crypto';
import { type RequestOptions, request } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Answer, readAnswer } from './answer.ts';
import { acceptOf } from './websocket.ts';

export interface Upgraded {
  readonly socket: Duplex;
  /** What came with the answer already. */
  readonly head: Buffer;
}

/**
 * @param isTrusted Whether the request may go out over that socket.
 * @returns The answer where the server refuses; undefined where nothing went out, since the socket is not to be trusted:
 *   others were faster to take the one that is. @throws Error of the socket.
 */
export function upgradeOver(
  options: RequestOptions,
  protocols: string,
  isTrusted: (socket: Socket) => boolean,
): Promise<Upgraded | Answer | undefined> {
  const key = randomBytes(16).toString('base64');
  const headers = {
    ...(options.headers as Readonly<Record<string, string>>),
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': key,
    'sec-websocket-protocol': protocols,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...options, method: 'GET', headers });
    outgoing.on('error', reject);
    outgoing.on('socket', (socket) => {
      if (isTrusted(socket)) outgoing.end();
      else {
        resolve(undefined);
        outgoing.destroy();
      }
    });
    outgoing.on('response', (incoming) => {
      readAnswer(incoming).then(resolve, reject);
    });
    outgoing.on('upgrade', (incoming, socket, head) => {
      if (incoming.headers['sec-websocket-accept'] === acceptOf(key)) return resolve({ socket, head });
      socket.destroy();
      reject(new Error('the answer is no WebSocket'));
    });
  });
}
