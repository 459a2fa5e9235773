/**
 * One HTTP exchange: a request out, the head of the answer back, its body as it is read.
 *
 *     send ─► pooled socket (by lane and guard), or one of its own ─► [proxy] ─► server
 *              │ address check after DNS, before a byte is sent
 *              └ deadlines: connecting; then silence in either direction
 *
 * Knows nothing of registries: no credentials, no retries, no redirects. HTTP/1.1 only.
 * Bytes are never decoded (`Content-Encoding` is not asked for): digests are over what is on the wire.
 */
import { lookup as lookupAddress } from 'node:dns';
import { type ClientRequest, type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { type RequestOptions, Agent as TlsAgent, request as tlsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { abortError } from '../../errors/aborted.ts';
import { classifyAddress } from './addresses.ts';
import { toFailure, WireFailure } from './failure.ts';
import { type Guard, guardedLookup, isAddress } from './guard.ts';
import { type Env, findProxy, proxyAuthorization } from './proxy.ts';
import { type Body, discardBody, readBody, sendBody } from './stream-body.ts';
import { createTunnelAgent } from './tunnel.ts';

export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Body;
  readonly tls?: TlsMaterial;
  /** Who may be connected; any address where absent. */
  readonly guard?: Guard;
  /** Sockets are pooled by lane, so that slow readers never keep writers waiting. */
  readonly lane: 'read' | 'write' | 'token';
  /** On a connection that is made for it and closed after it. */
  readonly isAlone?: boolean;
  /** How long nothing may come; else the transport's own. */
  readonly idleMs?: number;
  readonly signal: AbortSignal;
}

export interface Answer {
  /** Where it came from, after redirects. */
  readonly url: string;
  readonly status: number;
  /** The header's values, joined by commas; undefined where there is none. Names in lower case. */
  header(name: string): string | undefined;
  /** Can be read once. @throws WireFailure, OrchestratorError CANCELLED. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives the socket back. What is short is read first, so that the next question finds the socket free. */
  discard(): Promise<void>;
  /** The other end's address; undefined behind a proxy. */
  readonly address: string | undefined;
}

export type Send = (outgoing: Outgoing) => Promise<Answer>;

export interface TransportOptions {
  /** Proxy variables. */
  readonly env: Env;
  readonly userAgent: string;
  /** Sockets to one host in one lane. */
  readonly perHost: number;
  readonly connectMs: number;
  readonly idleMs: number;
  /** How names become addresses; Node's own unless given. */
  readonly lookup?: LookupFunction;
}

export interface Transport {
  /** @throws WireFailure, or OrchestratorError of the guard or CANCELLED. */
  readonly send: Send;
  /** Looks a URL's host up and asks the guard, without a connection. */
  check(url: URL, guard: Guard, signal: AbortSignal): Promise<void>;
  /** Closes every socket. */
  close(): void;
}

export function createTransport(options: TransportOptions): Transport {
  const lookup: LookupFunction = options.lookup ?? lookupAddress;
  const agents = new Map<string, PlainAgent | TlsAgent>();
  const agentFor = (url: URL, proxy: URL | undefined, { lane, guard, isAlone = false }: Outgoing): PlainAgent => {
    const isTls = url.protocol === 'https:';
    // Sockets that another guard let through must not be taken up again, so it is part of the key.
    const key = [lane, isTls, proxy?.href ?? '', guard?.key ?? '', isAlone].join('|');
    const settings = { keepAlive: !isAlone, maxSockets: options.perHost, timeout: 30_000 };
    const made = (): PlainAgent => {
      if (!isTls) return new PlainAgent(settings);
      return proxy === undefined ? new TlsAgent(settings) : createTunnelAgent(proxy, settings, options.connectMs);
    };
    const agent = agents.get(key) ?? made();
    agents.set(key, agent);
    return agent;
  };

  const send: Send = (outgoing) => {
    const url = new URL(outgoing.url);
    const proxy = findProxy(url, options.env);
    const agent = agentFor(url, proxy, outgoing);
    return exchange(outgoing, url, { ...options, lookup, agent, ...(proxy && { proxy }) });
  };
  const check = (url: URL, guard: Guard, signal: AbortSignal): Promise<void> => {
    // Behind a proxy names are looked up by the proxy; only addresses can be judged here.
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (findProxy(url, options.env) !== undefined && !isAddress(host)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortError(signal));
      guardedLookup(guard, lookup)(host, { all: true }, (error) => (error ? reject(toFailure(error)) : resolve()));
    });
  };
  return {
    send,
    check,
    close: () => {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

interface Way extends TransportOptions {
  readonly lookup: LookupFunction;
  readonly agent: PlainAgent;
  readonly proxy?: URL;
}

function exchange(outgoing: Outgoing, url: URL, way: Way): Promise<Answer> {
  const { signal, guard, body } = outgoing;
  if (signal.aborted) return Promise.reject(abortError(signal));
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const refused = guard !== undefined && isAddress(host) ? guard.refuse(host) : undefined;
  if (refused !== undefined) return Promise.reject(refused);
  const idleMs = outgoing.idleMs ?? way.idleMs;
  // A signal of our own: a run's signal would count our listeners as a leak.
  const stop = AbortSignal.any([signal]);

  return new Promise((resolve, reject) => {
    const asking = open(outgoing, url, way, stop);
    let timer: NodeJS.Timeout | undefined;
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
      clearTimeout(timer);
    };
    const expect = (ms: number, message: string): void => {
      // The body learns of the end a moment later; a timer set in between would keep the process alive.
      if (isSettled) return;
      clearTimeout(timer);
      const kind = ms === way.connectMs ? 'unreachable' : 'broken';
      timer = setTimeout(() => asking.destroy(new WireFailure(kind, `${message} within ${ms / 1000} s`)), ms);
    };
    asking.once('socket', (socket) => {
      if (!socket.connecting) return expect(idleMs, 'no answer came');
      expect(way.connectMs, 'no connection');
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => expect(idleMs, 'no answer came'));
    });
    // It stays for as long as the request lives: a late error without a listener would end the program.
    asking.on('error', (error) => {
      settle();
      reject(signal.aborted ? abortError(signal) : toFailure(error, asking.reusedSocket));
    });
    asking.once('response', (incoming) => {
      settle();
      resolve(toAnswer(outgoing, asking, incoming, idleMs, way.proxy !== undefined));
    });
    if (body === undefined) asking.end();
    else sendBody(asking, body, () => expect(idleMs, 'no byte was taken')).catch((error) => asking.destroy(error));
  });
}

function open(outgoing: Outgoing, url: URL, way: Way, signal: AbortSignal): ClientRequest {
  const { method, body, tls, guard } = outgoing;
  const isTls = url.protocol === 'https:';
  const through = isTls ? undefined : way.proxy;
  const authorization = through && proxyAuthorization(through);
  const headers = {
    ...outgoing.headers,
    host: url.host,
    'user-agent': way.userAgent,
    ...(body?.size !== undefined && { 'content-length': String(body.size) }),
    ...(authorization && { 'proxy-authorization': authorization }),
  };
  const target = through ?? url;
  const settings: RequestOptions = {
    ...{ method, headers, signal, agent: way.agent, ...tls },
    hostname: target.hostname.replace(/^\[|\]$/g, ''),
    port: target.port || (target.protocol === 'https:' ? 443 : 80),
    path: through ? url.href : `${url.pathname}${url.search}`,
    lookup: guard && way.proxy === undefined ? guardedLookup(guard, way.lookup) : way.lookup,
  };
  return isTls ? tlsRequest(settings) : plainRequest(settings);
}

function toAnswer(
  { url, method, signal }: Outgoing,
  asking: ClientRequest,
  incoming: IncomingMessage,
  idleMs: number,
  isProxied: boolean,
): Answer {
  const address = isProxied ? undefined : incoming.socket.remoteAddress;
  return {
    url,
    status: incoming.statusCode ?? 0,
    header: (name) => {
      const value = incoming.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    body: readBody(asking, incoming, { idleMs, signal }),
    discard: () => discardBody(asking, incoming, method === 'HEAD'),
    address: address === undefined || classifyAddress(address) === 'reserved' ? undefined : address,
  };
}
