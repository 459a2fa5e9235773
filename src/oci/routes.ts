/**
 * The paths of the distribution API, read and written.
 *
 *     /v2/                                    ping
 *     /v2/_catalog                            catalog
 *     /v2/team/api/blobs/sha256:9f86…         blob
 *     /v2/team/api/blobs/uploads/             uploads
 *     /v2/team/api/blobs/uploads/0e6b…        upload
 *     /v2/team/api/manifests/v1               manifest, by tag or by digest
 *     /v2/team/api/tags/list                  tags
 *     /v2/team/api/referrers/sha256:9f86…     referrers
 *
 * A repository may itself be called `a/blobs/uploads`: the end of a path decides what it is.
 *
 * Pure. Source: OCI distribution-spec v1.1, "Endpoints"; `_catalog` is Docker's. Not here: the query.
 */
import { asDigest, type Digest } from '../image/digest.ts';
import type { WireErrorCode } from './wire-errors.ts';
import { isRepositoryName, isTag } from './wire-names.ts';

export type Route =
  | { readonly kind: 'ping' }
  | { readonly kind: 'catalog' }
  | { readonly kind: 'blob'; readonly repository: string; readonly digest: Digest }
  | { readonly kind: 'uploads'; readonly repository: string }
  | { readonly kind: 'upload'; readonly repository: string; readonly id: string }
  /** `reference` is a tag or a digest. */
  | { readonly kind: 'manifest'; readonly repository: string; readonly reference: string }
  | { readonly kind: 'tags'; readonly repository: string }
  | { readonly kind: 'referrers'; readonly repository: string; readonly digest: Digest };

/** Why a path is none of ours, in the wire's own words; no code where it is no path of the API at all. */
export interface RouteRefusal {
  readonly code?: WireErrorCode;
  readonly message: string;
}

export type ParsedRoute =
  | { readonly ok: true; readonly route: Route }
  | { readonly ok: false; readonly refusal: RouteRefusal };

/** Upload ids are ours to choose, and become file names: letters, digits and dashes only. */
const UPLOAD_ID = /^[A-Za-z0-9-]{1,64}$/;

/**
 * Reads the path of a request.
 *
 * @param path As it came, percent-encoded, without the query. Never throws.
 */
export function parseRoute(path: string): ParsedRoute {
  const parts = decodeParts(path);
  if (parts === undefined) return refuse(`path "${path}" is not percent-encoded UTF-8`, 'NAME_INVALID');
  const [root, version, ...rest] = parts;
  if (root !== '' || version !== 'v2') return refuse(`path "${path}" is not below /v2/`);
  if (rest.length === 0 || (rest.length === 1 && rest[0] === '')) return accept({ kind: 'ping' });
  if (rest.length === 1 && rest[0] === '_catalog') return accept({ kind: 'catalog' });

  const [third = '', second = '', last = ''] = rest.slice(-3);
  if (rest.length > 3 && third === 'blobs' && second === 'uploads') {
    return inRepository(rest.slice(0, -3), (repository) => {
      if (last === '') return accept({ kind: 'uploads', repository });
      if (UPLOAD_ID.test(last)) return accept({ kind: 'upload', repository, id: last });
      return refuse(`"${last}" is no upload`, 'BLOB_UPLOAD_UNKNOWN');
    });
  }
  if (rest.length < 3) return refuse(`path "${path}" names no endpoint`);
  return inRepository(rest.slice(0, -2), (repository) => endpoint(repository, second, last, path));
}

/** Writes the path of a route; {@link parseRoute} reads it back. */
export function formatRoute(route: Route): string {
  switch (route.kind) {
    case 'ping':
      return '/v2/';
    case 'catalog':
      return '/v2/_catalog';
    case 'blob':
      return `/v2/${route.repository}/blobs/${route.digest}`;
    case 'uploads':
      return `/v2/${route.repository}/blobs/uploads/`;
    case 'upload':
      return `/v2/${route.repository}/blobs/uploads/${route.id}`;
    case 'manifest':
      return `/v2/${route.repository}/manifests/${route.reference}`;
    case 'tags':
      return `/v2/${route.repository}/tags/list`;
    case 'referrers':
      return `/v2/${route.repository}/referrers/${route.digest}`;
  }
}

function endpoint(repository: string, kind: string, last: string, path: string): ParsedRoute {
  if (kind === 'tags' && last === 'list') return accept({ kind: 'tags', repository });
  if (kind === 'manifests') {
    const isReference = last.includes(':') ? asDigest(last) !== undefined : isTag(last);
    if (isReference) return accept({ kind: 'manifest', repository, reference: last });
    return last.includes(':') ? badDigest(last) : refuse(`"${last}" is no tag`, 'TAG_INVALID');
  }
  if (kind === 'blobs' && last === 'uploads') return accept({ kind: 'uploads', repository });
  if (kind !== 'blobs' && kind !== 'referrers') return refuse(`path "${path}" names no endpoint`);
  const digest = asDigest(last);
  if (digest === undefined) return badDigest(last);
  return accept({ kind: kind === 'blobs' ? 'blob' : 'referrers', repository, digest });
}

function inRepository(parts: readonly string[], then: (repository: string) => ParsedRoute): ParsedRoute {
  const repository = parts.join('/');
  // A slash that came encoded would make two components of one.
  const isName = !parts.some((part) => part.includes('/')) && isRepositoryName(repository);
  return isName ? then(repository) : refuse(`"${repository}" is no repository name`, 'NAME_INVALID');
}

function decodeParts(path: string): readonly string[] | undefined {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

const accept = (route: Route): ParsedRoute => ({ ok: true, route });

const refuse = (message: string, code?: WireErrorCode): ParsedRoute => ({
  ok: false,
  refusal: { message, ...(code !== undefined && { code }) },
});

const badDigest = (text: string): ParsedRoute =>
  refuse(`"${text}" is not sha256: and 64 or sha512: and 128 hex digits`, 'DIGEST_INVALID');
