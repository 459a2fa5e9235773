/**
 * Free TCP ports on 127.0.0.1.
 *
 * From 20000 to 29999: below the range that Linux hands out to outgoing connections (32768 and up),
 * so that between the check and the service's own bind no client takes the port by chance. Without 26000 to 26999, where
 * the cluster has its fixed ones (`cluster/addresses.ts`).
 */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

const FIRST = 20_000;
const COUNT = 10_000;
const CLUSTER = 26;
const given = new Set<number>();

/** A port that nobody listens on and that this process has not given before. */
export async function findPort(): Promise<number> {
  for (let tries = 0; tries < 200; tries += 1) {
    const port = FIRST + randomInt(COUNT);
    if (Math.floor(port / 1000) === CLUSTER || given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error('no free port between 20000 and 29999 on 127.0.0.1');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
