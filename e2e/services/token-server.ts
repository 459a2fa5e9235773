/**
 * A token server as registries expect it: a name and a password, or nothing, against a signed token.
 *
 *     GET  /token?service=S&scope=repository:team/api:pull,push   Authorization: Basic …
 *     POST /token   grant_type=password|refresh_token, username, password, refresh_token, service, scope
 *     200  {"token":"<JWT>","access_token":"<the same>","expires_in":300,"issued_at":"…"}
 *
 * The user gets what was asked for; nobody (no credentials) gets `pull` below `public/` only;
 * a wrong password gets 401.
 * Source: distribution's docs/spec/auth (token, jwt, oauth).
 */
import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { basicAuth } from './http.ts';

export interface TokenServer {
  readonly issuer: string;
  readonly service: string;
  readonly username: string;
  readonly password: string;
  /** PEM of the EC P-256 key that signs. */
  readonly key: string;
  /** Certificate of that key: DER in base64. */
  readonly certificate: string;
  /** How long a token is good for, in seconds. */
  readonly lifetime: number;
}

export interface TokenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly authorization?: string | undefined;
  /** Form of a POST. */
  readonly body?: string;
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers one request. */
export function answerToken(server: TokenServer, request: TokenRequest): TokenAnswer {
  const query = new URL(request.path, 'http://token').searchParams;
  const form = new URLSearchParams(request.body);
  const given = (name: string) => form.get(name) ?? query.get(name);
  const who = identify(server, request.authorization, form);
  if (who === 'stranger') return json(401, { errors: [{ code: 'UNAUTHORIZED', message: 'wrong name or password' }] });

  const scopes = [...query.getAll('scope'), ...form.getAll('scope')].flatMap((scope) => scope.split(' '));
  const token = createToken(
    server,
    who === 'user' ? server.username : '',
    scopes.flatMap((scope) => grant(who, scope)),
  );
  const wantsRefresh = given('offline_token') === 'true' || given('access_type') === 'offline';
  return json(200, {
    token,
    access_token: token,
    expires_in: server.lifetime,
    issued_at: new Date().toISOString(),
    ...(who === 'user' && wantsRefresh && { refresh_token: refreshToken(server) }),
  });
}

type Who = 'user' | 'nobody' | 'stranger';

interface Access {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

function identify(server: TokenServer, authorization: string | undefined, form: URLSearchParams): Who {
  if (form.get('grant_type') === 'refresh_token') {
    return form.get('refresh_token') === refreshToken(server) ? 'user' : 'stranger';
  }
  const sent =
    form.get('grant_type') === 'password'
      ? basicAuth(form.get('username') ?? '', form.get('password') ?? '')
      : authorization;
  if (sent === undefined) return 'nobody';
  return sent === basicAuth(server.username, server.password) ? 'user' : 'stranger';
}

const refreshToken = (server: TokenServer): string => `refresh-${server.username}-${server.service}`;

/** `repository:team/api:pull,push`; the name may hold colons where it has a port. */
function grant(who: Who, scope: string): Access[] {
  const [type = '', ...rest] = scope.split(':');
  const actions = (rest.pop() ?? '').split(',');
  const name = rest.join(':');
  if (name === '') return [];
  if (who === 'user') return [{ type, name, actions }];
  const isOpen = type === 'repository' && name.startsWith('public/');
  return isOpen ? [{ type, name, actions: actions.filter((action) => action === 'pull') }] : [];
}

function createToken(server: TokenServer, subject: string, access: readonly Access[]): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = encode({ typ: 'JWT', alg: 'ES256', x5c: [server.certificate] });
  const body = encode({
    ...{ iss: server.issuer, sub: subject, aud: server.service, jti: randomUUID() },
    ...{ iat: now, nbf: now - 5, exp: now + server.lifetime, access },
  });
  const key = { key: createPrivateKey(server.key), dsaEncoding: 'ieee-p1363' } as const;
  return `${head}.${body}.${sign('sha256', Buffer.from(`${head}.${body}`), key).toString('base64url')}`;
}

const json = (status: number, body: object): TokenAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
