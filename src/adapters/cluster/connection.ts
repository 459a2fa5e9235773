/**
 * Requests to one API server over kept-alive sockets, each until it has an answer.
 *
 * A gate is waited for before each request. Every socket has to end in the same authority, and one that writes is
 * asked first which cluster is behind it: an address may lead elsewhere after a cut.
 */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import type { Socket } from 'node:net';
import { setImmediate as immediately } from 'node:timers/promises';
import {
  checkServerIdentity,
  createSecureContext,
  type DetailedPeerCertificate,
  type PeerCertificate,
  type TLSSocket,
} from 'node:tls';
import { OrchestratorError } from '../../errors/problem.ts';
import { createDeadline } from '../../lib/deadline.ts';
import type { TargetIdentity } from '../../live/target.ts';
import type { WriteGuard } from '../../ports/cluster.ts';
import { type Answer, type Ask, readAnswer } from './answer.ts';
import { authorityOf } from './authority.ts';
import { IDENTITY_PATH } from './identity-path.ts';
import { createLoginWords } from './login-words.ts';
import { BusyCut, Cut, createPersistence, isBusy, type TimedAnswer, unreachable } from './persist.ts';
import { type Upgraded, upgradeOver } from './upgrade.ts';

export interface Access {
  /** URL of the API server; a path below it is kept. */
  readonly server: string;
  /** TLS and authorization; asked for each request, since tokens run out. */
  readonly authorize: (options: RequestOptions) => Promise<void>;
}

export interface Gate {
  /** Resolves once the cluster is known to be the one that is meant. */
  pass(signal: AbortSignal): Promise<TargetIdentity>;
  /** @throws OrchestratorError where a socket leads to another one. @param answer To {@link IDENTITY_PATH}. */
  confirm(answer: Answer, authority: string): void;
}

export interface Connection {
  /** Any status but those that are retried. */
  ask(ask: Ask, signal: AbortSignal): Promise<Answer>;
  /** The body as it comes, where the status is 200. */
  open(path: string, signal: AbortSignal): Promise<IncomingMessage | Answer>;
  /**
   * Another protocol from here on, over a socket whose cluster was asked for; or the answer that refuses it.
   *
   * @param protocols Of the WebSocket, as its header has them.
   */
  upgrade(path: string, protocols: string, signal: AbortSignal): Promise<Upgraded | Answer>;
  /** What the server's clock is ahead of ours, in ms, by its last answer; it says whole seconds. */
  clockOffsetMs(): number;
  /** `sha256:…` of the authority's certificate, once there was an answer. */
  authority(): string;
  close(): void;
}

const SOCKETS = 32;
const HALF_A_SECOND_MS = 500;
const LOGIN_MS = 1000;
/** A whole answer, from the request on. */
const ANSWER_MS = 60_000;

interface Login extends Pick<RequestOptions, 'auth'> {
  readonly headers: OutgoingHttpHeaders;
  readonly read: Agent;
  readonly write: Agent;
  readonly untilMs: number;
}

export function createConnection({ server, authorize }: Access, gate: Gate): Connection {
  const base = new URL(server);
  const pathOf = (path: string): string => `${base.pathname.replace(/\/$/, '')}${path}`;
  const agents = new Map<string, Agent>();
  const words = createLoginWords();
  let clockOffsetMs = 0;
  let authority: string | undefined;

  /** Node asks, with the whole chain, before a request goes out on a new socket, unless it resumes an asked one's session. */
  const checkServer = (host: string, certificate: PeerCertificate): Error | undefined => {
    const wrong = checkServerIdentity(host, certificate);
    if (wrong !== undefined) return wrong;
    const found = authorityOf(certificate as DetailedPeerCertificate);
    authority ??= found;
    return authority === found ? undefined : new Error(`its certificate ends in ${found}, before in ${authority}`);
  };

  /** One for each set of TLS settings: client-node makes a new agent for every request. */
  const agentFor = (
    use: 'read' | 'write',
    { ca, cert, key, rejectUnauthorized, servername }: RequestOptions,
  ): Agent => {
    const id = JSON.stringify([use, ca, cert, key, rejectUnauthorized, servername].map(String));
    const known = agents.get(id);
    if (known !== undefined) return known;
    const made = new Agent({
      keepAlive: true,
      maxSockets: SOCKETS,
      scheduling: 'fifo',
      checkServerIdentity: checkServer,
      // Certificates and keys are read once for all sockets.
      secureContext: createSecureContext({ ca, cert, key }),
      ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
      ...(servername !== undefined && { servername }),
    });
    agents.set(id, made);
    return made;
  };

  let login: Promise<Login> | undefined;
  /** Asked once a second, since tokens run out, and once where many wait for it; TLS settings are in the agents. */
  const logIn = async (): Promise<Login> => {
    if (login !== undefined && performance.now() < (await login).untilMs) return login;
    login = readLogin();
    return login;
  };
  const readLogin = async (): Promise<Login> => {
    const options: RequestOptions = { headers: {} };
    await authorize(options);
    words.learn(options);
    return {
      headers: options.headers as OutgoingHttpHeaders,
      auth: options.auth,
      read: agentFor('read', options),
      write: agentFor('write', options),
      untilMs: performance.now() + LOGIN_MS,
    };
  };

  /** Those whose cluster was asked for. */
  const confirmed = new WeakSet<Socket>();

  /** @param text Is sent only over a socket that is confirmed, and while the guard lets it. */
  const issue = (options: RequestOptions, text?: string, guard?: WriteGuard): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const outgoing = request(options, (incoming) => {
        const offset = Date.parse(incoming.headers.date ?? '') + HALF_A_SECOND_MS - Date.now();
        // Only where the kubeconfig says not to verify it has nobody asked by now.
        authority ??= authorityOf((incoming.socket as TLSSocket).getPeerCertificate(true));
        // Below a second it is what the header leaves out.
        if (Number.isFinite(offset)) clockOffsetMs = Math.abs(offset) < 1000 ? 0 : offset;
        resolve(incoming);
      });
      outgoing.on('error', reject);
      if (text === undefined) outgoing.end();
      else
        outgoing.on('socket', (socket) => {
          if (guard?.isOpen() === false) outgoing.destroy(new Cut('it may not be written any more'));
          else if (confirmed.has(socket)) outgoing.end(text);
          else outgoing.destroy(new Cut('a new socket took the place of one that was cut'));
        });
    });

  /** Opens one more where none is free, and asks which cluster it leads to. */
  const provideSocket = async (options: RequestOptions, agent: Agent): Promise<void> => {
    const name = agent.getName(options);
    while (agent.freeSockets[name] === undefined && (agent.sockets[name]?.length ?? 0) < SOCKETS) {
      const { 'content-type': _type, 'content-length': _length, ...headers } = options.headers as OutgoingHttpHeaders;
      const incoming = await issue({ ...options, method: 'GET', path: pathOf(IDENTITY_PATH), headers });
      const { socket, headers: said } = incoming;
      const answer = { ...words.hide(await readAnswer(incoming)), waitMs: secondsOf(said['retry-after']) };
      if (isBusy(answer)) throw new BusyCut(answer);
      gate.confirm(answer, authority ?? '');
      confirmed.add(socket);
      // It is free right after the end of the answer.
      await immediately();
    }
  };

  const send = async ({ method, path, accept, body, guard }: Ask, signal: AbortSignal): Promise<IncomingMessage> => {
    const { headers, auth, read, write } = await logIn();
    const isWrite = method !== 'GET';
    const options: RequestOptions = {
      method,
      host: base.hostname,
      port: base.port === '' ? 443 : base.port,
      path: pathOf(path),
      agent: isWrite ? write : read,
      ...(auth !== undefined && auth !== null && { auth }),
      headers: {
        ...headers,
        accept: accept ?? 'application/json',
        'user-agent': 'orchestrator',
        ...(body && { 'content-type': body.type, 'content-length': Buffer.byteLength(body.text) }),
      },
      signal,
    };
    if (!isWrite) return issue(options);
    await provideSocket(options, write);
    return issue(options, body?.text ?? '', guard);
  };

  const once = async (ask: Ask, signal: AbortSignal): Promise<TimedAnswer> => {
    const within = createDeadline(ANSWER_MS, signal);
    try {
      const incoming = await send(ask, within.signal);
      const answer = words.hide(await readAnswer(incoming));
      return { ...answer, waitMs: secondsOf(incoming.headers['retry-after']) };
    } finally {
      within.end();
    }
  };

  return {
    ask: createPersistence({ server, atOnce: SOCKETS, gate, once }),
    async open(path, signal) {
      await gate.pass(signal);
      const incoming = await send({ method: 'GET', path }, signal);
      return incoming.statusCode === 200 ? incoming : words.hide(await readAnswer(incoming));
    },
    async upgrade(path, protocols, signal) {
      await gate.pass(signal);
      const { headers, auth, write } = await logIn();
      const options: RequestOptions = {
        host: base.hostname,
        port: base.port === '' ? 443 : base.port,
        path: pathOf(path),
        agent: write,
        ...(auth !== undefined && auth !== null && { auth }),
        headers: { ...headers, 'user-agent': 'orchestrator' },
        signal,
      };
      try {
        for (;;) {
          await provideSocket(options, write);
          const upgraded = await upgradeOver(options, protocols, (socket) => confirmed.has(socket));
          if (upgraded !== undefined) return 'status' in upgraded ? words.hide(upgraded) : upgraded;
        }
      } catch (error) {
        signal.throwIfAborted();
        throw error instanceof OrchestratorError ? error : unreachable(server, error as Error);
      }
    },
    clockOffsetMs: () => clockOffsetMs,
    authority: () => authority ?? '',
    close: () => {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

/** Retry-After in ms; the API server only writes seconds. */
function secondsOf(header: string | undefined): number | undefined {
  const seconds = Number(header);
  return header === undefined || !Number.isFinite(seconds) || seconds < 0 ? undefined : seconds * 1000;
}
