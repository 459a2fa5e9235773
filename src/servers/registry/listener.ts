/**
 * One listening socket: opened with the limits that a registry needs, closed without cutting off what runs.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { OrchestratorError, type Problem } from '../../errors/problem.ts';

/** PEM texts. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** A client that sends or takes nothing for so long is cut off. */
const SILENCE_MS = 120_000;
const KEEP_ALIVE_MS = 60_000;
const DRAIN_MS = 5_000;

/** @throws OrchestratorError PORT_IN_USE, USAGE_INVALID for an address or port that this process cannot have. */
export async function openListener(
  address: string,
  port: number,
  tls: Tls | undefined,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createFor(tls);
  // A large layer may take longer than Node's limit for a whole request; silence is what is limited.
  server.requestTimeout = 0;
  server.setTimeout(SILENCE_MS);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen({ host: address, port, exclusive: true });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw listenError(error, address, port);
  }
  const bound = server.address();
  if (typeof bound !== 'object' || bound === null) throw new Error('a TCP server has an address');
  return { server, port: bound.port };
}

/** Takes nothing new and waits for what runs, 5 s at most. Idle connections are closed at once, busy ones as they fall idle. */
export async function drainListener(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  const deadline = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  try {
    await closed;
  } finally {
    clearInterval(sweep);
    clearTimeout(deadline);
  }
}

/** An address as it stands before a port. */
export const bracket = (address: string): string => (address.includes(':') ? `[${address}]` : address);

function createFor(tls: Tls | undefined): Server {
  if (tls === undefined) return createServer();
  try {
    return createTlsServer(tls);
  } catch (error) {
    throw new OrchestratorError(
      { code: 'USAGE_INVALID', message: `the certificate and its key cannot be used: ${messageOf(error)}` },
      { cause: error },
    );
  }
}

function listenError(error: unknown, address: string, port: number): OrchestratorError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const where = `${bracket(address)}:${port}`;
  const problem: Problem =
    code === 'EADDRINUSE'
      ? { code: 'PORT_IN_USE', message: `the embedded registry cannot listen on ${where}: another program does` }
      : { code: 'USAGE_INVALID', message: `cannot listen on ${where}: ${messageOf(error)}` };
  return new OrchestratorError(problem, { cause: error });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
