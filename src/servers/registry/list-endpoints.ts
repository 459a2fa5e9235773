/**
 * Lists: tags, repositories, and what refers to a manifest.
 * Source: OCI distribution-spec v1.1, "Listing Tags", "Listing Referrers"; `_catalog` is Docker's.
 */
import type { Digest } from '../../image/digest.ts';
import { formatNextLink } from '../../oci/link.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import { formatRoute, type Route } from '../../oci/routes.ts';
import { type Answer, answerJson, type Call, refuse } from './answer.ts';
import type { Site } from './site.ts';

export async function listTags({ store }: Site, route: Route & { readonly kind: 'tags' }, call: Call): Promise<Answer> {
  const tags = await store.repositories.tags(route.repository);
  if (tags === undefined) return refuse('NAME_UNKNOWN', `there is no repository "${route.repository}"`);
  return page(route, tags, call, (part) => ({ name: route.repository, tags: part }));
}

export async function listRepositories(
  { store }: Site,
  route: Route & { readonly kind: 'catalog' },
  call: Call,
): Promise<Answer> {
  return page(route, await store.repositories.list(), call, (part) => ({ repositories: part }));
}

/** An unknown repository or subject has no referrers, and that is no error. */
export async function listReferrers(
  { store }: Site,
  { repository, digest }: { readonly repository: string; readonly digest: Digest },
  call: Call,
): Promise<Answer> {
  const wanted = call.query.get('artifactType');
  const all = await store.repositories.referrers(repository, digest);
  const manifests = wanted === null ? all : all.filter(({ artifactType }) => artifactType === wanted);
  const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests };
  const filtered = wanted === null ? {} : { 'oci-filters-applied': 'artifactType' };
  return answerJson(index, { 'content-type': mediaTypes.ociIndex, ...filtered });
}

/** At most `n` entries behind `last`, and where the next ones are. */
function page(route: Route, all: readonly string[], call: Call, wrap: (part: readonly string[]) => unknown): Answer {
  const [count, last] = [call.query.get('n'), call.query.get('last')];
  if (count !== null && !/^\d{1,9}$/.test(count)) {
    return refuse('PAGINATION_NUMBER_INVALID', `n=${count} is not a number of entries`);
  }
  const behind = last === null ? all : all.filter((entry) => entry > last);
  const part = count === null ? behind : behind.slice(0, Number(count));
  const end = part.at(-1);
  if (end === undefined || part.length === behind.length) return answerJson(wrap(part));
  const query = new URLSearchParams({ n: String(part.length), last: end });
  return answerJson(wrap(part), { link: formatNextLink(`${formatRoute(route)}?${query}`) });
}
