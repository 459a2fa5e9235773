/**
 * Where a registry is: from the host in an image's name to an origin that requests go to.
 *
 *     docker.io       ─► https://registry-1.docker.io
 *     localhost:5000  ─► http://localhost:5000
 *     ghcr.io         ─► https://ghcr.io
 *
 * Loopback registries speak plain HTTP, as Docker takes them, unless `insecure: false` or a certificate is given;
 * all others speak TLS unless they are listed. Nothing is tried both ways: a wrong answer would be a downgrade.
 * Pure.
 */
import { isLoopbackHost } from './addresses.ts';

/** How one registry is reached; the shape of `registries[]` in the config. */
export interface RegistrySettings {
  readonly host: string;
  readonly insecure?: boolean | undefined;
  readonly mirrors?: readonly string[] | undefined;
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly realms?: readonly string[] | undefined;
  readonly uploadHosts?: readonly string[] | undefined;
}

export interface Endpoint {
  /** As it stands in image names and in Docker's config. */
  readonly host: string;
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string;
  /** Put before every repository, with a slash at its end; empty but for mirrors. */
  readonly prefix: string;
  readonly settings: RegistrySettings;
}

export interface Places {
  /** The first whose host is the registry's counts. */
  readonly registries: readonly RegistrySettings[];
  /** Skaffold's `insecureRegistries`: hosts that speak plain HTTP. */
  readonly insecureRegistries: readonly string[];
}

const HUB = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);

export const isDockerHub = (host: string): boolean => HUB.has(host.toLowerCase());

/** The settings of a host; the defaults where the config says nothing of it. */
export function findSettings(host: string, { registries }: Pick<Places, 'registries'>): RegistrySettings {
  const same = (other: string): boolean =>
    other.toLowerCase() === host.toLowerCase() || (isDockerHub(host) && isDockerHub(other));
  return registries.find((one) => same(one.host)) ?? { host };
}

/** Where a registry itself answers. */
export function planEndpoint(host: string, places: Places): Endpoint {
  const settings = findSettings(host, places);
  const isPlain = settings.insecure ?? (isListed(host, places.insecureRegistries) || isPlainByDefault(host, settings));
  const name = isDockerHub(host) ? 'registry-1.docker.io' : host.toLowerCase();
  return { host, origin: `${isPlain ? 'http' : 'https'}://${name}`, prefix: '', settings };
}

/** Its mirrors, in the order in which they are asked. */
export function planMirrors(host: string, places: Places): readonly Endpoint[] {
  return (findSettings(host, places).mirrors ?? []).map((mirror) => {
    const [at = '', ...path] = mirror.split('/');
    return { ...planEndpoint(at, places), prefix: path.map((part) => `${part}/`).join('') };
  });
}

/** Whether two URLs have scheme, host and port in common: the only place that a credential may go to. */
export const isSameOrigin = (a: string, b: string): boolean => new URL(a).origin === new URL(b).origin;

const isListed = (host: string, list: readonly string[]): boolean =>
  list.some((one) => one.toLowerCase() === host.toLowerCase());

const isPlainByDefault = (host: string, { caFile, certFile }: RegistrySettings): boolean =>
  isLoopbackHost(host) && caFile === undefined && certFile === undefined;
