/**
 * Who we are to each registry: challenges answered, tokens kept.
 *
 *     401 + challenge ─► realm rule ─► address check ─► credentials ─► token service ─► Authorization
 *
 * A credential is read only after the realm was found acceptable, and goes to that realm or to the registry's own
 * origin, nowhere else. Tokens are kept by what they are for, asked for once for all who wait, and renewed before
 * they expire; a fresh one that is refused too is a loop, not a reason to ask again.
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import { type Challenge, parseChallenges } from '../../oci/challenge.ts';
import {
  coversTokenScopes,
  formatTokenScopes,
  parseTokenScopes,
  type TokenScope,
  uniteTokenScopes,
} from '../../oci/token-scope.ts';
import type { Clock } from '../../ports/system.ts';
import { basicPair, type Credentials, type FoundCredential } from './credentials.ts';
import type { Endpoint } from './endpoint.ts';
import type { Guard } from './guard.ts';
import { checkRealm, mayConnect, type Realm } from './realm.ts';
import type { Secrets } from './secrets.ts';
import { showUrl } from './secrets.ts';
import type { Shared } from './shared.ts';
import type { Token, TokenWish } from './token-service.ts';

export interface Need {
  readonly endpoint: Endpoint;
  /** Under the endpoint, its prefix included. */
  readonly repository: string;
  readonly scopes: readonly TokenScope[];
  readonly signal: AbortSignal;
}

export interface Authorization {
  /** The header to send, as far as it is known without being asked; undefined: none. */
  find(need: Need): Promise<string | undefined>;
  /**
   * The header that answers a 401.
   *
   * @param refused The header that was refused; undefined where none was sent.
   * @throws OrchestratorError REGISTRY_UNAUTHORIZED when there is nothing better, REGISTRY_REALM_REFUSED, CREDENTIAL_HELPER_*, …
   */
  answer(need: Need, challenge: string | undefined, refused: string | undefined): Promise<string>;
}

export interface AuthorizationRoom {
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly secrets: Secrets;
  readonly shared: Shared;
  /** Looks the realm's name up and asks the guard. */
  check(url: URL, guard: Guard, signal: AbortSignal): Promise<void>;
  fetchToken(wish: Omit<TokenWish, 'tls'>, endpoint: Endpoint): Promise<Token | undefined>;
}

interface Kept {
  readonly header: string;
  readonly scopes: readonly TokenScope[];
  readonly goodUntil: number;
}

/** What is known of one registry. */
interface Known {
  scheme: 'none' | 'basic' | 'bearer';
  realm?: Realm;
  service: string | undefined;
  /** By repository: an auth file may have a login for a part of a registry. */
  readonly basic: Map<string, string>;
  readonly tokens: Map<string, Kept>;
  /** When a token for these scopes was last refused. */
  readonly refusedAt: Map<string, number>;
}

/** A second refusal within this time is a loop. */
const WINDOW_MS = 10_000;
const MAX_ASKED_SCOPES = 8;

export function createAuthorization(room: AuthorizationRoom): Authorization {
  const known = new Map<string, Known>();
  const of = ({ host, origin }: Endpoint): Known => {
    const key = `${host} ${origin}`;
    const state = known.get(key) ?? newKnown();
    known.set(key, state);
    return state;
  };

  const tokenFor = async (need: Need, state: Known, realm: Realm, scopes: readonly TokenScope[]): Promise<string> => {
    const key = formatTokenScopes(scopes);
    const { host, origin } = need.endpoint;
    return room.shared.run(`${host} ${origin} ${key}`, need.signal, async (signal) => {
      const fresh = await obtain({ ...need, scopes, signal }, state, realm, room);
      state.tokens.set(key, { ...fresh, scopes });
      return fresh.header;
    });
  };

  const find: Authorization['find'] = async (need) => {
    const state = of(need.endpoint);
    if (state.scheme !== 'bearer' || state.realm === undefined) return state.basic.get(need.repository);
    const now = room.clock.monotonicMs();
    const good = [...state.tokens.values()].find(
      ({ goodUntil, scopes }) => goodUntil > now && coversTokenScopes(scopes, need.scopes),
    );
    return good?.header ?? tokenFor(need, state, state.realm, uniteTokenScopes(need.scopes));
  };

  const answerBearer = async (need: Need, challenge: Challenge, refused: string | undefined): Promise<string> => {
    const state = of(need.endpoint);
    const realm = unwrap(checkRealm(challenge.parameters['realm'], need.endpoint));
    await room.check(realm.url, guardOf(realm, need.endpoint), need.signal);
    Object.assign(state, { scheme: 'bearer', realm, service: challenge.parameters['service'] });
    const asked = parseTokenScopes(challenge.parameters['scope'] ?? '').slice(0, MAX_ASKED_SCOPES);
    const scopes = uniteTokenScopes([...need.scopes, ...asked]);
    const key = formatTokenScopes(scopes);
    const now = room.clock.monotonicMs();

    // Somebody else may have renewed it while this request was on its way.
    const kept = state.tokens.get(key);
    if (kept !== undefined && kept.header !== refused && kept.goodUntil > now) return kept.header;
    if (kept !== undefined && kept.header === refused) {
      if (now - (state.refusedAt.get(key) ?? Number.NEGATIVE_INFINITY) < WINDOW_MS)
        throw unauthorized(need, scopes, 'refuses a token that was given for it just now');
      state.refusedAt.set(key, now);
      state.tokens.delete(key);
      room.credentials.forget();
    }
    return tokenFor(need, state, realm, scopes);
  };

  const answerBasic = async (need: Need, refused: string | undefined): Promise<string> => {
    const state = of(need.endpoint);
    const found = await room.credentials.find(repositoryOf(need), isPlain(need.endpoint), need.signal);
    const headers = found.flatMap((one) => (one.kind === 'password' ? [`Basic ${basicPair(one)}`] : []));
    const next = headers[refused === undefined ? 0 : headers.indexOf(refused) + 1];
    // A refused header that is not of this list was not ours to begin with: start over only once.
    if (next === undefined || next === refused) throw unauthorized(need, [], describe(found));
    state.scheme = 'basic';
    state.basic.set(need.repository, next);
    return next;
  };

  return {
    find,
    answer: async (need, header, refused) => {
      const challenges = unwrap(parseChallenges(header ?? ''));
      const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
      if (bearer !== undefined) return answerBearer(need, bearer, refused);
      if (challenges.some(({ scheme }) => scheme === 'basic')) return answerBasic(need, refused);
      throw unauthorized(need, [], 'asks for a way to log in that is not known here');
    },
  };
}

const newKnown = (): Known => ({
  ...{ scheme: 'none', service: undefined },
  ...{ basic: new Map(), tokens: new Map(), refusedAt: new Map() },
});

/** A token by the first credential that the service takes; as nobody, where there is none. */
async function obtain(need: Need, state: Known, realm: Realm, room: AuthorizationRoom): Promise<Omit<Kept, 'scopes'>> {
  const { endpoint, scopes, signal } = need;
  const found = await room.credentials.find(repositoryOf(need), isPlain(endpoint), signal);
  const own = found.find((one) => one.kind === 'bearer');
  if (own?.kind === 'bearer') return { header: `Bearer ${own.token}`, goodUntil: Number.POSITIVE_INFINITY };
  const wish = {
    ...{ registry: endpoint.host, realm: realm.url, guard: guardOf(realm, endpoint) },
    ...{ service: state.service, scopes, signal },
  };
  for (const credential of found.length > 0 ? found : [undefined]) {
    const token = await room.fetchToken({ ...wish, ...(credential && { credential }) }, endpoint);
    if (token === undefined) continue;
    room.secrets.add(token.token);
    // A little early: the request that carries it takes time too.
    return { header: `Bearer ${token.token}`, goodUntil: room.clock.monotonicMs() + token.lifetimeMs * 0.9 };
  }
  throw unauthorized(need, scopes, describe(found));
}

const repositoryOf = ({ endpoint, repository }: Need) => ({ registry: endpoint.host, repository });
const isPlain = ({ origin }: Endpoint): boolean => origin.startsWith('http:');

const describe = (found: readonly FoundCredential[]): string =>
  found.length === 0
    ? 'wants a login, and none was found for it'
    : `does not take the login from ${[...new Set(found.map(({ from }) => from))].join(' or ')}`;

function unauthorized({ endpoint, repository }: Need, scopes: readonly TokenScope[], why: string): OrchestratorError {
  const needed = scopes.length > 0 ? `; needed is "${formatTokenScopes(scopes)}"` : '';
  return new OrchestratorError({
    code: 'REGISTRY_UNAUTHORIZED',
    message: `registry ${endpoint.host} ${why}, for ${repository}${needed}`,
  });
}

const guardOf = (realm: Realm, endpoint: Endpoint): Guard => ({
  key: `realm ${realm.url.origin} of ${endpoint.origin} ${realm.isListed}`,
  refuse: (address) =>
    mayConnect(realm, endpoint, address)
      ? undefined
      : new OrchestratorError({
          code: 'REGISTRY_REALM_REFUSED',
          message:
            `registry ${endpoint.host} names the token service ${showUrl(realm.url.href)}: ` +
            `its name leads to ${address}, inside a network that strangers may not point to`,
        }),
});
