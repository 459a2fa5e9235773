/**
 * Image references: what users write and registries accept.
 *
 *     ghcr.io:443 / team/api : v1.2 @ sha256:9f86d081…
 *     registry      repository tag    digest
 *
 * Pure: no I/O, no clock, no environment.
 * Source: the reference grammar of github.com/distribution/reference v0.6 (what Docker, containerd and so Kubernetes
 * read), OCI distribution-spec v1.1 (tags), OCI image-spec v1.1 (digests). Short names expand as Docker expands them:
 * `nginx` is `docker.io/library/nginx`.
 *
 * Narrower than that grammar on purpose: ports end at 65535; sha384 is no registered algorithm; `Team/api` is an error,
 * where newer clients look for a host named "Team".
 */
import { err, ok, type Result } from '../errors/result.ts';
import { asDigest, type Digest } from './digest.ts';
import { findTagFault, isTag } from './tag.ts';

export interface Repository {
  /** Host, with a port where one was given; lower case, never empty. Docker Hub is `docker.io`. */
  readonly registry: string;
  /** Path under the registry, lower case, 255 characters at most. */
  readonly repository: string;
}

export interface ImageReference extends Repository {
  /** The name as it was written, without tag and digest, e.g. `nginx` or `ghcr.io/team/api`. */
  readonly name: string;
  /** 1 to 128 characters. Absent stays absent: nothing here assumes `latest`. */
  readonly tag?: string;
  readonly digest?: Digest;
}

const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|(\\[[0-9a-f:]+\\]))(?::(\\d{1,5}))?$`);
const COMPONENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const IMAGE_ID = /^[0-9a-f]{64}$/;
const LONGEST_REPOSITORY = 255;

/**
 * Reads one reference.
 *
 * @param text As the user wrote it; not trimmed, so stray spaces are reported.
 * @returns Every part spelled out, or one `IMAGE_REFERENCE_INVALID` problem that names the wrong part. Never throws.
 */
export function parseReference(text: string): Result<ImageReference> {
  const bad = (why: string): Result<never> =>
    err({ code: 'IMAGE_REFERENCE_INVALID', message: `image ${quote(text)}: ${why}` });

  const [named = '', digestText, ...rest] = text.split('@');
  if (rest.length > 0) return bad('more than one "@"');
  const digest = asDigest(digestText ?? '');
  if (digestText !== undefined && digest === undefined)
    return bad(`${quote(digestText)} is not sha256: and 64, or sha512: and 128 lower-case hex digits`);

  const { name, tag } = splitTag(named);
  if (tag !== undefined && !isTag(tag)) return bad(`tag ${quote(tag)} ${findTagFault(tag)}`);
  if (name === '') return bad('no name');
  if (IMAGE_ID.test(name)) return bad('64 hex digits are an image id, not a name');

  const { registry, repository } = expandName(name);
  const fault = findHostFault(registry) ?? findPathFault(repository);
  if (fault !== undefined) return bad(fault);
  return ok({ name, registry, repository, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) });
}

/** As written: `name:tag@digest`; {@link parseReference} reads it back unchanged. */
export const formatReference = ({ name, tag, digest }: Pick<ImageReference, 'name' | 'tag' | 'digest'>): string =>
  `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;

/** `registry/repository`, Docker Hub spelled out: equal for names that mean the same. */
export const canonicalName = ({ registry, repository }: Repository): string => `${registry}/${repository}`;

/** The last part of the path: `api` of `ghcr.io/team/api`. */
export const baseName = ({ repository }: Repository): string => repository.slice(repository.lastIndexOf('/') + 1);

/** With another tag; a digest stays, as it does in Docker and Skaffold. */
export function withTag(reference: ImageReference, tag: string): Result<ImageReference & { readonly tag: string }> {
  const fault = findTagFault(tag);
  return fault === undefined
    ? ok({ ...reference, tag })
    : err({ code: 'IMAGE_REFERENCE_INVALID', message: `image ${quote(reference.name)}: tag ${quote(tag)} ${fault}` });
}

/** With another digest; the tag stays. */
export const withDigest = <R extends ImageReference>(
  reference: R,
  digest: Digest,
): R & { readonly digest: Digest } => ({
  ...reference,
  digest,
});

/** A repository named by its two halves, e.g. `localhost:5080` and `team/api`. */
export function repositoryOf(registry: string, repository: string): Result<ImageReference> {
  const parsed = parseReference(`${registry}/${repository}`);
  if (!parsed.ok || parsed.value.registry === registry.toLowerCase() || isDockerHub(registry.toLowerCase()))
    return parsed;
  return err({
    code: 'IMAGE_REFERENCE_INVALID',
    message: `"${registry}" is read as a folder of Docker Hub, not as a registry`,
    hint: 'A registry has a "." or a port in its name, or is localhost.',
  });
}

/**
 * What Skaffold makes of a configured name before it names an image with it: no `ko://` in front, the name in lower
 * case. Tag and digest stay.
 */
export function sanitizeName(text: string): string {
  const bare = text.startsWith('ko://') ? text.slice('ko://'.length) : text;
  const at = bare.includes('@') ? bare.indexOf('@') : bare.length;
  const { name } = splitTag(bare.slice(0, at));
  return name.toLowerCase() + bare.slice(name.length);
}

/** A colon after the last slash starts the tag; one before it belongs to a port. */
function splitTag(named: string): { readonly name: string; readonly tag: string | undefined } {
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return colon === -1 ? { name: named, tag: undefined } : { name: named.slice(0, colon), tag: named.slice(colon + 1) };
}

/** Splits off the registry and fills in Docker Hub's defaults. */
function expandName(name: string): Repository {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isHost = first.includes('.') || first.includes(':') || first === 'localhost';
  const registry = !isHost || isDockerHub(first.toLowerCase()) ? 'docker.io' : first.toLowerCase();
  const path = isHost ? name.slice(slash + 1) : name;
  return { registry, repository: registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path };
}

const isDockerHub = (registry: string): boolean => registry === 'docker.io' || registry === 'index.docker.io';

function findHostFault(registry: string): string | undefined {
  // Distribution takes `a_b.example.com/x` for a path without a host; clients connect to that host all the same.
  if (COMPONENT.test(registry)) return undefined;
  const [matched, ipv6, port] = HOST.exec(registry) ?? [];
  if (matched === undefined || (ipv6 !== undefined && !URL.canParse(`http://${ipv6}/`)))
    return `${quote(registry)} is not a registry host`;
  if (port !== undefined && (Number(port) === 0 || Number(port) > 65_535)) return `"${port}" is not a port`;
  return undefined;
}

function findPathFault(repository: string): string | undefined {
  const wrong = repository.split('/').find((part) => !COMPONENT.test(part));
  if (wrong !== undefined)
    return `${quote(wrong)} may hold only a-z and 0-9, joined by one ".", one or two "_", or dashes`;
  if (repository.length > LONGEST_REPOSITORY)
    return `its path has ${repository.length} characters; ${LONGEST_REPOSITORY} are allowed`;
  return undefined;
}

/** Quoted, with what would break a line or a terminal escaped. */
const quote = (text: string): string => JSON.stringify(text);
