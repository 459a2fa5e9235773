/**
 * Credentials on their way to the engine: for each registry that a request needs its own, and no other.
 * Source: Docker Engine API v1.41, Authentication.
 */
import { parseReference, type Repository } from '../../image/reference.ts';

export type EngineCredential =
  | { readonly username: string; readonly password: string }
  | { readonly identitytoken: string };

/** How the user logs in to the registry of a repository; undefined where nothing is known. */
export type FindCredential = (repository: Repository, signal: AbortSignal) => Promise<EngineCredential | undefined>;

/** The names under which the engine knows Docker Hub. */
const HUB = 'https://index.docker.io/v1/';

const serverOf = ({ registry }: Repository): string => (registry === 'docker.io' ? HUB : registry);

/** For `X-Registry-Auth`: one registry. */
export async function authFor(repository: Repository, find: FindCredential, signal: AbortSignal): Promise<object> {
  const credential = await find(repository, signal);
  return credential === undefined ? {} : { ...credential, serveraddress: serverOf(repository) };
}

/** For `X-Registry-Config`: the registries that images come from. What is no reference (`scratch`, `$BASE`) needs none. */
export async function configFor(
  images: readonly string[],
  find: FindCredential,
  signal: AbortSignal,
): Promise<Readonly<Record<string, EngineCredential>>> {
  const config: Record<string, EngineCredential> = {};
  for (const image of images) {
    const parsed = parseReference(image);
    if (!parsed.ok || image === 'scratch' || serverOf(parsed.value) in config) continue;
    const credential = await find(parsed.value, signal);
    if (credential !== undefined) config[serverOf(parsed.value)] = credential;
  }
  return config;
}
