/**
 * The embedded registry on a socket: the OCI distribution API over the project's store.
 *
 *     const server = createRegistryServer({ store, port: 5080 });
 *     const { host } = await server.listen(signal);     // localhost:5080, on 127.0.0.1 and ::1
 *     await server.close();                             // what runs may finish, for 5 s
 *
 * Only this machine can reach it; an address that others reach needs a password and TLS.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { abortError } from '../../errors/aborted.ts';
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import type { Store } from '../../ports/blobs.ts';
import { dispatch } from './dispatch.ts';
import { createExchange } from './exchange.ts';
import { findRefusal, loopbackHosts, type Policy } from './guard.ts';
import { bracket, drainListener, openListener, type Tls } from './listener.ts';
import type { Site } from './site.ts';
import { createTurns } from './turns.ts';

export interface RegistryServerOptions {
  readonly store: Store;
  /** 0 takes any free one. */
  readonly port: number;
  /** One address to listen on; both loopback addresses unless said. */
  readonly address?: string;
  /** Further names that clients may call it by, without ports, e.g. `host.docker.internal`. */
  readonly hosts?: readonly string[];
  /** Asked of every client, with any user name. */
  readonly password?: string;
  readonly tls?: Tls;
  /** Takes manifests whose layers or images are not there; such an image cannot be pulled whole. False unless said. */
  readonly allowSparse?: boolean;
  /** Told of damaged files, a full disk and failures of our own. */
  readonly notify?: (problem: Problem) => void;
}

export interface Listening {
  readonly port: number;
  /** What image names start with, e.g. `localhost:5080`. */
  readonly host: string;
  readonly url: string;
  /** Another process of the same store has the port, and answers; see shared.ts. */
  readonly shared?: true;
}

export interface RegistryServer {
  /**
   * Listens from the first call on; later ones give the same answer.
   *
   * @throws OrchestratorError PORT_IN_USE, USAGE_INVALID for an address that is not this machine's, CANCELLED.
   */
  listen(signal: AbortSignal): Promise<Listening>;
  /** Takes nothing new, lets what runs finish, for 5 s. Done when no socket is left. */
  close(): Promise<void>;
}

/** While there are more, each ends with its answer: idle ones must not use up the file descriptors. */
const KEPT_CONNECTIONS = 24;

/** @throws OrchestratorError USAGE_INVALID for an address that others reach, without a password or TLS. */
export function createRegistryServer(options: RegistryServerOptions): RegistryServer {
  const { address, hosts = [], password, tls } = options;
  checkOpenness(options);
  const site: Site = {
    store: options.store,
    uploads: createTurns(),
    allowSparse: options.allowSparse ?? false,
    notify: options.notify ?? (() => undefined),
  };
  const policy: Policy = {
    hosts: new Set([...loopbackHosts, ...hosts, ...(address === undefined ? [] : [address])].map(lower)),
    ...(password !== undefined && { password }),
  };
  const servers: Server[] = [];
  let listening: Promise<Listening> | undefined;
  let isClosing = false;
  let connections = 0;

  const serve = async (request: IncomingMessage, response: ServerResponse, waits: boolean): Promise<void> => {
    const { path, call, send } = createExchange(request, response, waits);
    if (isClosing || connections > KEPT_CONNECTIONS) response.setHeader('connection', 'close');
    const { host, origin, authorization } = request.headers;
    const refusal = findRefusal({ host, origin, authorization, localAddress: request.socket.localAddress }, policy);
    try {
      await send(refusal ?? (await dispatch(site, path, call)));
    } catch (error) {
      site.notify(problemOf(error));
    }
  };

  const open = async (host: string, port: number): Promise<number> => {
    const opened = await openListener(host, port, tls);
    opened.server.on('connection', (socket) => {
      connections += 1;
      socket.once('close', () => {
        connections -= 1;
      });
    });
    opened.server.on('request', (request, response) => void serve(request, response, false));
    opened.server.on('checkContinue', (request, response) => void serve(request, response, true));
    servers.push(opened.server);
    return opened.port;
  };

  const start = async (signal: AbortSignal): Promise<Listening> => {
    if (signal.aborted) throw abortError(signal);
    const port = await open(address ?? '127.0.0.1', options.port);
    try {
      if (address === undefined) await openSecond(() => open('::1', port));
    } catch (error) {
      await Promise.all(servers.splice(0).map(drainListener));
      throw error;
    }
    const host = `${address === undefined ? 'localhost' : bracket(address)}:${port}`;
    return { port, host, url: `${tls === undefined ? 'http' : 'https'}://${host}` };
  };

  return {
    listen: (signal) => {
      listening ??= start(signal);
      return listening;
    },
    async close() {
      isClosing = true;
      await listening?.catch(() => undefined);
      await Promise.all(servers.splice(0).map(drainListener));
    },
  };
}

function checkOpenness({ address, password, tls }: RegistryServerOptions): void {
  if (address === undefined || isLoopback(address)) return;
  const lacks = [...(password === undefined ? ['a password'] : []), ...(tls === undefined ? ['TLS'] : [])];
  if (lacks.length === 0) return;
  throw new OrchestratorError({
    code: 'USAGE_INVALID',
    message: `a registry on "${address}" can be reached from other machines and needs ${lacks.join(' and ')}`,
    hint: 'Give a password file, a certificate and a key, or leave the address out to serve this machine only.',
  });
}

/** A machine without IPv6 has no `::1`; what else is wrong with it is wrong. */
async function openSecond(openIt: () => Promise<number>): Promise<void> {
  try {
    await openIt();
  } catch (error) {
    const isMissing = error instanceof OrchestratorError && error.problems[0].code === 'USAGE_INVALID';
    if (!isMissing) throw error;
  }
}

const isLoopback = (address: string): boolean =>
  /^127\.\d+\.\d+\.\d+$/.test(address) || loopbackHosts.includes(address);

const problemOf = (error: unknown): Problem =>
  error instanceof OrchestratorError
    ? error.problems[0]
    : { code: 'REGISTRY_FAILED', message: `the embedded registry failed: ${messageOf(error)}` };

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const lower = (text: string): string => text.toLowerCase();
