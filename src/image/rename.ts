/**
 * `--default-repo`: the name that an image gets in a repository of the user's.
 *
 *     image                   default repo            becomes
 *     gcr.io/some/registry    gcr.io/default          gcr.io/default/gcr.io/some/registry   folders are kept
 *     gcr.io/some/registry    registry.test/team      registry.test/team/gcr_io_some_registry
 *     gcr.io/p/x              gcr.io/p/sub            gcr.io/p/sub/x                         same project: once
 *     registry.test/team/x    registry.test/team      registry.test/team/x                   already there
 *
 * Pure. Source: Skaffold's pkg/skaffold/docker/default_repo.go, with four differences: "already there" ends at a `/`
 * (`gcr.io/p1` does not hold `gcr.io/p10/x`); the registry's host decides whether folders are kept, not the length of
 * a project's name; an image that is only called like the repository's host-less name is moved into it; a name over
 * 255 characters keeps a hash of what is cut off, so that two never become one.
 */
import { err, ok, type Result } from '../errors/result.ts';
import { digestOf, hexOf } from './digest.ts';
import { formatReference, parseReference, sanitizeName } from './reference.ts';

/** Host and path together, because older clients count both. Source: OCI distribution-spec v1.1, "Pulling manifests". */
const LONGEST_NAME = 255;
const HASH_DIGITS = 16;

/**
 * Names an image under a default repository. Naming twice is naming once.
 *
 * @param imageText As configured; `ko://` is dropped, and with a default repository upper case becomes lower case.
 * @param defaultRepo Empty: the text comes back as it is, unread.
 * @param multiLevel Whether the registry takes folders. gcr.io and Artifact Registry do, whatever is said.
 * @returns The new name with the tag and the digest of the old, or IMAGE_REFERENCE_INVALID.
 */
export function applyDefaultRepo(
  imageText: string,
  defaultRepo: string,
  multiLevel: boolean | undefined,
): Result<string> {
  if (defaultRepo === '') return ok(imageText);
  const repo = parseRepo(defaultRepo);
  if (!repo.ok) return repo;
  const image = parseReference(sanitizeName(imageText));
  if (!image.ok) return image;

  const named = shorten(nameUnder(repo.value, image.value.name, multiLevel ?? false), repo.value);
  if (named === undefined)
    return badRepo(defaultRepo, `too long to hold images; a name has ${LONGEST_NAME} characters at most`);
  const text = formatReference({ ...image.value, name: named });
  const checked = parseReference(text);
  return checked.ok ? ok(text) : checked;
}

/** The repository as it goes into names: without a `/` at its end, in lower case. */
function parseRepo(text: string): Result<string> {
  const repo = text.replace(/\/+$/, '');
  const inside = parseReference(`${repo}/x`);
  if (inside.ok) return ok(repo.toLowerCase());
  return badRepo(text, /^\w+:\/\//.test(repo) ? 'a name, not an address' : inside.problems[0].message);
}

function nameUnder(repo: string, name: string, multiLevel: boolean): string {
  if (name.startsWith(`${repo}/`) || (name === repo && repo.includes('/'))) return name;
  const keepsFolders = multiLevel || hasFolders(repo);
  if (!keepsFolders) return `${repo}/${name.replace(/[/._:@]/g, '_')}`;
  const project = projectOf(repo);
  const isSameProject = project !== undefined && name.startsWith(`${project}/`);
  // The colon of a port has no place among folders.
  return `${repo}/${isSameProject ? name.slice(project.length + 1) : name.replaceAll(':', '_')}`;
}

/** Google's registries, which take any number of folders. */
const hasFolders = (repo: string): boolean => /^(?:(?:[^/]+\.)?gcr\.io|[^/]+-docker\.pkg\.dev)(?:\/|$)/.test(repo);

/** `HOST/PROJECT` where the repository begins with both. */
const projectOf = (repo: string): string | undefined => /^[^/]*[.:][^/]*\/[^/]+/.exec(repo)?.[0];

/** A name that is short enough: itself, or its beginning and a hash of the whole. Undefined: the repository is too long. */
function shorten(name: string, repo: string): string | undefined {
  if (name.length <= LONGEST_NAME) return name;
  const hash = hexOf(digestOf(name)).slice(0, HASH_DIGITS);
  const start = name.slice(0, LONGEST_NAME - HASH_DIGITS - 1).replace(/[^a-z0-9]+$/, '');
  return start.length > repo.length + 1 ? `${start}-${hash}` : undefined;
}

const badRepo = (repo: string, why: string): Result<never> =>
  err({
    code: 'IMAGE_REFERENCE_INVALID',
    message: `default repository ${JSON.stringify(repo)}: ${why}`,
    hint: 'Write HOST[:PORT][/PATH] or a name on Docker Hub, without a tag.',
  });
