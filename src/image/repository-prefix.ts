/**
 * `HOST[:PORT][/PATH]`: a registry, or a part of one. Pure.
 *
 *     ghcr.io/team     holds ghcr.io/team and ghcr.io/team/api, and not ghcr.io/teamwork/api
 */
import { err, ok, type Result } from '../errors/result.ts';
import { canonicalName, type Repository, repositoryOf } from './reference.ts';

/** As {@link canonicalName} has names: `docker.io/library` and below is what Docker Hub calls official. */
export type RepositoryPrefix = string;

/** @param text A "/" at its end means nothing. @returns One IMAGE_REFERENCE_INVALID that says what is wrong with it. */
export function parseRepositoryPrefix(text: string): Result<RepositoryPrefix> {
  const [host = '', ...path] = text.replace(/\/$/, '').split('/');
  // A name of two parts is spelled out by itself on Docker Hub, too.
  const parsed = repositoryOf(host, [...path, 'a', 'a'].join('/'));
  if (!parsed.ok)
    return err({
      ...parsed.problems[0],
      message: `"${text}" is no registry, nor a part of one: write HOST[:PORT][/PATH]`,
    });
  if (parsed.value.tag !== undefined || parsed.value.digest !== undefined)
    return err({ code: 'IMAGE_REFERENCE_INVALID', message: `"${text}" has more than a name` });
  return ok(canonicalName(parsed.value).replace(/\/a\/a$/, ''));
}

/** At the bounds of parts. */
export function isWithin(repository: Repository, prefix: RepositoryPrefix): boolean {
  const name = canonicalName(repository);
  return name === prefix || name.startsWith(`${prefix}/`);
}
