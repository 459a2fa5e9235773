/**
 * A reverse proxy that misbehaves on cue, in front of a real service.
 *
 *     client ──► scripted proxy ──► registry, token server or Docker socket
 *                 │ first rule that matches decides; without one the request passes unchanged
 *                 └ requests: everything that was asked, for assertions
 *
 * The `Host` header passes unchanged, so a registry that builds its `Location` from it points back here.
 * Bytes on the wire below HTTP (resets while nothing is sent, slow links) are toxiproxy's work.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { cut, forward, forwardThen, send, type Upstream } from './forward.ts';
import { createRecorder, type Seen } from './requests.ts';
import { createMatcher, type Rule } from './rules.ts';

export interface ScriptedProxyOptions {
  /** `http://127.0.0.1:PORT`, or the absolute path of a Unix socket. */
  readonly upstream: Upstream;
  /** Later rules count only where no earlier one matches. More can be added while it runs. */
  readonly rules?: readonly Rule[];
  /** PEM texts; with them the proxy speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Default: any free port. */
  readonly port?: number;
}

export interface ScriptedProxy {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** With the scheme, without a slash at the end. */
  readonly url: string;
  /** In the order in which they came; grows while the proxy runs. */
  readonly requests: readonly Seen[];
  /** Puts rules before all others. */
  add(...rules: readonly Rule[]): void;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts one on 127.0.0.1. */
export async function startScriptedProxy(options: ScriptedProxyOptions): Promise<ScriptedProxy> {
  const matcher = createMatcher(options.rules ?? []);
  const recorder = createRecorder();

  const serve = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const seen = recorder.record(incoming, outgoing);
    answer(incoming, outgoing, seen).catch((error: unknown) => {
      seen.outcome = `failed: ${error instanceof Error ? error.message : String(error)}`;
      outgoing.destroy();
    });
  };

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse, seen: Seen): Promise<void> => {
    const rule = matcher.find(seen);
    const action = rule?.do ?? { kind: 'pass' };
    seen.outcome = action.kind;
    if (rule?.afterMs) await sleep(rule.afterMs);
    switch (action.kind) {
      case 'answer':
        return send(incoming, outgoing, typeof action.with === 'function' ? await action.with(seen) : action.with);
      case 'hang':
        incoming.resume();
        return;
      case 'cut':
        return cut(incoming, outgoing, options.upstream, action);
      case 'forward then':
        return forwardThen(incoming, outgoing, options.upstream, () => action.call(seen));
      case 'pass':
      case 'alter':
        return forward(incoming, outgoing, options.upstream, action.kind === 'alter' ? action : {});
    }
  };

  const server = options.tls ? createTlsServer(options.tls, serve) : createServer(serve);
  // Docker waits for "100 Continue" in places; the upstream's own answer follows anyway.
  server.on('checkContinue', (incoming, outgoing) => {
    outgoing.writeContinue();
    serve(incoming, outgoing);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => stop(server);
  return {
    host,
    url: `${options.tls ? 'https' : 'http'}://${host}`,
    requests: recorder.requests,
    add: matcher.add,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
