/**
 * Image references: what users write and registries accept.
 *
 *     ghcr.io:443 / team/api : v1.2 @ sha256:9f86d081…
 *     registry      repository tag    digest
 *
 * (First cut of the model; the grammar is completed in this file.)
 */
import { err, ok, type Result } from '../errors/result.ts';
import { asDigest, type Digest } from './digest.ts';

export interface Repository {
  /** Host, with a port where one was given; never empty. */
  readonly registry: string;
  /** Path under the registry, lower case. */
  readonly repository: string;
}

export interface ImageReference extends Repository {
  /** The name as it was written, without tag and digest, e.g. `nginx` or `ghcr.io/team/api`. */
  readonly name: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

export function parseReference(text: string): Result<ImageReference> {
  const [named = '', digestText] = text.split('@');
  const digest = digestText === undefined ? undefined : asDigest(digestText);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const name = colon === -1 ? named : named.slice(0, colon);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  const slash = name.indexOf('/');
  if (name === '') return err({ code: 'IMAGE_REFERENCE_INVALID', message: `image "${text}" has no name` });
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = first.includes('.') || first.includes(':') || first === 'localhost';
  const registry = isHost ? first : 'docker.io';
  const path = isHost ? name.slice(slash + 1) : name;
  const repository = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  return ok({ name, registry, repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) });
}

/** As written: `name:tag@digest`; {@link parseReference} reads it back unchanged. */
export const formatReference = ({ name, tag, digest }: Pick<ImageReference, 'name' | 'tag' | 'digest'>): string =>
  `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;

/** `registry/repository`, Docker Hub spelled out: equal for names that mean the same. */
export const canonicalName = ({ registry, repository }: Repository): string => `${registry}/${repository}`;
