/**
 * A registry with token authentication, realm included, on one host and port.
 *
 *     client ──► scripted proxy ─┬─ /token ──► token server (in this process)
 *                                └─ else ────► docker-registry, told to trust its tokens
 *
 * Realm and registry share host and port because clients rightly distrust a plain-http realm anywhere else.
 */
import { readFile } from 'node:fs/promises';
import { startScriptedProxy } from '../faults/scripted-proxy.ts';
import { type Certificates, readDer } from './certificates.ts';
import { type Registry, startDockerRegistry } from './docker-registry.ts';
import { findPort } from './ports.ts';
import type { Run } from './run.ts';
import type { Running } from './service.ts';
import { answerToken } from './token-server.ts';

export interface TokenRegistry extends Registry {
  readonly realm: string;
  readonly service: string;
  readonly username: string;
  readonly password: string;
}

export interface TokenRegistryOptions {
  /** Default `token-registry`. */
  readonly name?: string;
  /** How long a token is good for, in seconds; default 300. The registry allows 60 s of leeway on top. */
  readonly lifetime?: number;
  /** True: registry and realm speak TLS with the run's server certificate. */
  readonly tls?: boolean;
}

/** Starts one whose only user may do everything; without credentials `public/…` may be pulled. */
export async function startTokenRegistry(
  run: Run,
  certificates: Certificates,
  options: TokenRegistryOptions = {},
): Promise<Running<TokenRegistry>> {
  const name = options.name ?? 'token-registry';
  const port = await findPort();
  const url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const account = { issuer: 'e2e-issuer', service: 'e2e-registry', username: 'tess', password: 'token-secret' };
  const realm = `${url}/token`;

  const registry = await startDockerRegistry(run, {
    name,
    token: { realm, service: account.service, issuer: account.issuer, rootCertificates: certificates.serverCert },
  });
  const key = await readFile(certificates.serverKey, 'utf8');
  const server = {
    ...account,
    key,
    certificate: await readDer(certificates.serverCert),
    lifetime: options.lifetime ?? 300,
  };
  const front = await startScriptedProxy({
    upstream: registry.facts.url,
    port,
    ...(options.tls && { tls: { key, cert: await readFile(certificates.serverCert, 'utf8') } }),
    rules: [
      {
        when: { path: /^\/token(\?|$)/ },
        do: {
          kind: 'answer',
          with: async (seen) => {
            const { method, path, headers } = seen;
            return answerToken(server, {
              ...{ method, path, authorization: headers.authorization },
              ...(method === 'POST' && { body: await seen.readText() }),
            });
          },
        },
      },
    ],
  });
  return {
    facts: {
      ...{ host: front.host, url, log: registry.facts.log, realm, service: account.service },
      ...{ username: account.username, password: account.password },
    },
    stop: async () => {
      await front.close();
      await registry.stop();
    },
  };
}
