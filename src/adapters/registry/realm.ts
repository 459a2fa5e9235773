/**
 * Which token service a registry may send us to, decided before any credential is read.
 *
 *     registry ── 401, realm="https://auth.docker.io/token" ──► us ── name and password ──► realm
 *
 * A registry that may name any realm gets every password that is kept for it sent anywhere, and makes us call
 * any inner address (CVE-2020-15157 and its kin). So a realm is taken when it is
 * - https on the registry's own host, any port;
 * - http on the very host and port of a registry that itself speaks plain HTTP;
 * - https on a host that is known to serve this registry's tokens ({@link knownRealms});
 * - https and listed for this registry in the config.
 * Pure. Which addresses its name may stand for is decided at the socket, by {@link mayConnect}.
 */
import { err, ok, type Result } from '../../errors/result.ts';
import { type AddressKind, classifyAddress, isLoopbackHost } from './addresses.ts';
import { type Endpoint, isDockerHub } from './endpoint.ts';

/** Registries that keep their token service on another host; from their operators' documentation. */
export const knownRealms: Readonly<Record<string, string>> = {
  'docker.io': 'https://auth.docker.io',
  'registry.gitlab.com': 'https://gitlab.com',
  'registry.digitalocean.com': 'https://api.digitalocean.com',
};

export interface Realm {
  readonly url: URL;
  /** Whether the config lists it, so that it may be in a private network. */
  readonly isListed: boolean;
}

/** @returns The realm, or REGISTRY_REALM_REFUSED with the registry and the realm. Never throws. */
export function checkRealm(text: string | undefined, endpoint: Endpoint): Result<Realm> {
  const refuse = (why: string) =>
    err({
      code: 'REGISTRY_REALM_REFUSED',
      message: `registry ${endpoint.host} names the token service ${show(text)}: ${why}`,
    } as const);
  if (text === undefined || !URL.canParse(text)) return refuse('that is no URL');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return refuse('it holds a user name');
  const registry = new URL(endpoint.origin);
  if (url.origin === registry.origin) return ok({ url, isListed: false });
  if (url.protocol !== 'https:') return refuse('it is not https');
  const listed = endpoint.settings.realms?.some((one) => URL.canParse(one) && new URL(one).origin === url.origin);
  if (listed) return ok({ url, isListed: true });
  const known = knownRealms[isDockerHub(endpoint.host) ? 'docker.io' : endpoint.host.toLowerCase()];
  if (url.hostname === registry.hostname || url.origin === known) return ok({ url, isListed: false });
  return refuse(`it is neither on the host of the registry nor listed for it`);
}

/**
 * Whether the socket to a realm may go to an address that its name was resolved to.
 *
 * A name can stand for an inner address. Only the registry's own host and port may, or a listed realm:
 * that one in a private network, and on this machine where it is written so.
 */
export function mayConnect({ url, isListed }: Realm, endpoint: Endpoint, address: string): boolean {
  if (url.origin === new URL(endpoint.origin).origin) return true;
  const kind: AddressKind = classifyAddress(address);
  switch (kind) {
    case 'public':
      return true;
    case 'private':
      return isListed;
    case 'loopback':
      return isListed && isLoopbackHost(url.host);
    case 'link-local':
    case 'reserved':
      return false;
    default:
      return kind satisfies never;
  }
}

/** A stranger's text for a message: one printable line without query and user name. */
const show = (text = ''): string =>
  `"${text
    .replace(/[?#].*$/s, '')
    .replace(/\/\/[^/]*@/, '//')
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 200)}"`;
