/**
 * Docker's config file, as far as it says how to log in; podman's auth file has the same shape.
 *
 *     {"auths": {"ghcr.io": {"auth": "bWU6c2VjcmV0"}},
 *      "credHelpers": {"gcr.io": "gcloud"}, "credsStore": "desktop"}
 *
 * Pure. Source: docker/cli, config file reference; containers-auth.json(5) (keys may name a part of a registry).
 */
import { OrchestratorError } from '../../errors/problem.ts';
import type { Repository } from '../../image/reference.ts';
import { isObject, type JsonObject, parseJsonObject } from '../../oci/descriptor-json.ts';
import { isDockerHub } from './endpoint.ts';

export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** A refresh token, exchanged by OAuth 2. */
  | { readonly kind: 'identity'; readonly token: string }
  /** A bearer token that is used as it is. */
  | { readonly kind: 'bearer'; readonly token: string };

/** Where a credential is to be found: a program to ask, or the entry itself. */
export type Source = { readonly helper: string; readonly server: string } | { readonly credential: Credential };

export type DockerConfig = JsonObject;

/** @throws OrchestratorError INPUT_INVALID with the path and nothing of the content. */
export function parseDockerConfig(bytes: Uint8Array, path: string): DockerConfig {
  const config = parseJsonObject(bytes);
  if (config !== undefined) return config;
  throw new OrchestratorError({ code: 'INPUT_INVALID', message: `${path} is not a JSON object` });
}

/** Docker Hub's key in Docker's own files, and its name to credential helpers. */
const HUB_KEY = 'https://index.docker.io/v1/';

/**
 * What the file offers for a repository, best first: its own helper, the helper for all, the entry in the file.
 *
 * @param isPlain Whether the registry speaks plain HTTP; an entry that was made for https is not used there.
 */
export function findSources(config: DockerConfig, repository: Repository, isPlain: boolean): readonly Source[] {
  const { registry } = repository;
  const server = isDockerHub(registry) ? HUB_KEY : registry;
  const helpers = isObject(config['credHelpers']) ? config['credHelpers'] : {};
  const own = findEntry(helpers, repository, isPlain);
  const names = [own, own === undefined ? config['credsStore'] : undefined];
  const auths = isObject(config['auths']) ? config['auths'] : {};
  const credential = readEntry(findEntry(auths, repository, isPlain));
  return [
    ...names.flatMap((name) => (typeof name === 'string' && name !== '' ? [{ helper: name, server }] : [])),
    ...(credential ? [{ credential }] : []),
  ];
}

/** The value of the most special key for the repository: `host/team/api`, then `host/team`, then `host`. */
function findEntry(entries: JsonObject, { registry, repository }: Repository, isPlain: boolean): unknown {
  const host = isDockerHub(registry) ? 'docker.io' : registry.toLowerCase();
  const parts = [host, ...repository.split('/')];
  for (let length = parts.length; length > 0; length -= 1) {
    const wanted = parts.slice(0, length).join('/');
    const found = Object.entries(entries).find(([key]) => normalKey(key, isPlain) === wanted);
    if (found !== undefined) return found[1];
  }
  return undefined;
}

/** `https://index.docker.io/v1/` is `docker.io`, `http://r.example/v2/` is `r.example`. */
function normalKey(key: string, isPlain: boolean): string | undefined {
  if (isPlain && /^https:/i.test(key)) return undefined;
  const [host = '', ...path] = key
    .replace(/^https?:\/\//i, '')
    .replace(/\/(?:v[12]\/?)?$/, '')
    .split('/');
  return [isDockerHub(host) ? 'docker.io' : host.toLowerCase(), ...path].join('/');
}

function readEntry(entry: unknown): Credential | undefined {
  if (!isObject(entry)) return undefined;
  const { auth, username, password, identitytoken, registrytoken } = entry;
  if (isText(registrytoken)) return { kind: 'bearer', token: registrytoken };
  if (isText(identitytoken)) return { kind: 'identity', token: identitytoken };
  if (isText(username) && isText(password)) return { kind: 'password', username, password };
  if (!isText(auth)) return undefined;
  const pair = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = pair.indexOf(':');
  return colon < 1 ? undefined : { kind: 'password', username: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
