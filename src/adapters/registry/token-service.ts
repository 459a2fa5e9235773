/**
 * One visit to a token service: a credential against a bearer token.
 *
 *     GET  REALM?service=S&scope=repository:team/api:pull    Authorization: Basic …      (a password, or nobody)
 *     POST REALM  grant_type=refresh_token&refresh_token=…                               (an identity token)
 *     200  {"token":"…","expires_in":300}
 *
 * The realm was checked before; redirects are not followed, whatever they point to.
 * Source: distribution, docs/spec/auth/token and oauth.
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { parseJsonObject } from '../../oci/descriptor-json.ts';
import { formatTokenScopes, type TokenScope } from '../../oci/token-scope.ts';
import { basicPair, type FoundCredential } from './credentials.ts';
import type { Guard } from './guard.ts';
import { readAll } from './read-all.ts';
import { showUrl } from './secrets.ts';
import type { Answer, Outgoing, Send, TlsMaterial } from './transport.ts';

export interface TokenWish {
  /** For messages. */
  readonly registry: string;
  readonly realm: URL;
  readonly guard: Guard;
  readonly service: string | undefined;
  readonly scopes: readonly TokenScope[];
  /** Nobody where absent. */
  readonly credential?: FoundCredential;
  readonly tls: TlsMaterial;
  readonly signal: AbortSignal;
}

export interface Token {
  readonly token: string;
  readonly lifetimeMs: number;
}

/** What the specification says where a service does not. */
const DEFAULT_LIFETIME_S = 60;
const MAX_BYTES = 1024 * 1024;
/** What may stand in a header; anything else is no token. */
const TOKEN = /^[\x21-\x7e]+$/;

/**
 * Asks once.
 *
 * @param send Retries what is worth it; follows nothing.
 * @returns Undefined when the service does not take the credential.
 * @throws OrchestratorError REGISTRY_REDIRECT_REFUSED, REGISTRY_FAILED, REGISTRY_LIMITED, REGISTRY_UNREACHABLE, …
 */
export async function fetchToken(wish: TokenWish, send: Send): Promise<Token | undefined> {
  const answer = await send(wish.credential?.kind === 'identity' ? exchangeRequest(wish) : plainRequest(wish));
  const failed = (code: 'REGISTRY_FAILED' | 'REGISTRY_REDIRECT_REFUSED' | 'REGISTRY_LIMITED', why: string) =>
    new OrchestratorError({
      code,
      message: `token service ${showUrl(wish.realm.href)} of registry ${wish.registry} ${why}`,
    });
  if (answer.status === 200) {
    const type = answer.header('content-type') ?? '';
    const bytes = await readAll(answer, MAX_BYTES);
    if (/^text\/html\b/i.test(type)) throw failed('REGISTRY_FAILED', 'is none: it answered with an HTML page');
    const token = bytes && readToken(bytes);
    if (token === undefined) throw failed('REGISTRY_FAILED', 'answered without a token');
    return token;
  }
  await answer.discard();
  if (answer.status >= 300 && answer.status < 400)
    throw failed('REGISTRY_REDIRECT_REFUSED', `sends us on to ${locationOf(answer)}; such redirects are not followed`);
  if (answer.status === 429) throw failed('REGISTRY_LIMITED', 'limits requests');
  // 400: what some services answer to a refresh token that is stale.
  if (answer.status === 401 || answer.status === 403 || answer.status === 400) return undefined;
  throw failed('REGISTRY_FAILED', `answered with status ${answer.status}`);
}

function plainRequest({ realm, guard, service, scopes, credential, tls, signal }: TokenWish): Outgoing {
  const url = new URL(realm);
  url.hash = '';
  if (service !== undefined) url.searchParams.append('service', service);
  for (const scope of scopes) url.searchParams.append('scope', formatTokenScopes([scope]));
  const isPassword = credential?.kind === 'password';
  const headers = {
    accept: 'application/json',
    ...(isPassword && { authorization: `Basic ${basicPair(credential)}` }),
  };
  return { method: 'GET', url: url.href, headers, lane: 'token', guard, tls, signal };
}

function exchangeRequest({ realm, guard, service, scopes, credential, tls, signal }: TokenWish): Outgoing {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: 'orchestrator',
    ...(service !== undefined && { service }),
    scope: formatTokenScopes(scopes),
    refresh_token: credential?.kind === 'identity' ? credential.token : '',
  });
  const bytes = Buffer.from(form.toString());
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  const body = { size: bytes.length, open: () => once(bytes) };
  return { method: 'POST', url: realm.href, headers, body, lane: 'token', guard, tls, signal };
}

function readToken(bytes: Uint8Array): Token | undefined {
  const { token, access_token: accessToken, expires_in: expiresIn } = parseJsonObject(bytes) ?? {};
  const text = typeof token === 'string' && token !== '' ? token : accessToken;
  if (typeof text !== 'string' || !TOKEN.test(text)) return undefined;
  const isTime = typeof expiresIn === 'number' && expiresIn > 0 && expiresIn < 1e9;
  return { token: text, lifetimeMs: (isTime ? expiresIn : DEFAULT_LIFETIME_S) * 1000 };
}

const locationOf = (answer: Answer): string => {
  const location = answer.header('location') ?? '';
  return URL.canParse(location, answer.url) ? showUrl(new URL(location, answer.url).href) : 'nowhere';
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
