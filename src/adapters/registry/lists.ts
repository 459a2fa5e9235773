/**
 * Lists that come in pages: tags, and what refers to a digest.
 *
 *     GET /v2/team/api/tags/list?n=1000  ─►  {"tags":[…]}, Link: <…&last=v9>; rel="next"
 *     GET /v2/team/api/referrers/sha256:…  ─►  an index;  404: the index under the tag `sha256-…`
 *
 * Source: OCI distribution-spec v1.1, "Listing Tags", "Listing Referrers" and "Referrers Tag Schema".
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import { algorithmOf, type Digest, hexOf } from '../../image/digest.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { parseJsonObject, readTexts } from '../../oci/descriptor-json.ts';
import { maxManifestBytes, parseManifest } from '../../oci/image-manifest.ts';
import { findNextLink } from '../../oci/link.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import { isSameOrigin } from './endpoint.ts';
import { readAll } from './read-all.ts';
import { readManifest } from './read-manifest.ts';
import { refusal } from './refusal.ts';
import type { At, Room } from './room.ts';

const MAX_PAGES = 1000;
const MAX_PAGE_BYTES = 16 * 1024 * 1024;

/** @throws OrchestratorError REGISTRY_NOT_FOUND, REGISTRY_*, CANCELLED. */
export async function listTags(at: At, room: Room, signal: AbortSignal): Promise<readonly string[]> {
  const pages = await readPages(at, `${at.base}tags/list?n=1000`, 'application/json', room, signal);
  if (pages === undefined)
    throw new OrchestratorError({
      code: 'REGISTRY_NOT_FOUND',
      message: `registry ${at.endpoint.host} has no repository ${at.repository}`,
    });
  // `null` is what some write for an empty list.
  return [...new Set(pages.flatMap(({ bytes }) => readTexts(parseJsonObject(bytes)?.['tags']) ?? []))];
}

/** Empty where nothing refers to it. @throws OrchestratorError REGISTRY_*, DIGEST_MISMATCH, IMAGE_INVALID, CANCELLED. */
export async function listReferrers(
  at: At,
  subject: Digest,
  room: Room,
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  const { origin } = at.endpoint;
  if (!room.lacks.referrers.has(origin)) {
    const pages = await readPages(at, `${at.base}referrers/${subject}`, mediaTypes.ociIndex, room, signal);
    const isIndex = pages?.every(({ type }) => type === mediaTypes.ociIndex) ?? false;
    if (pages !== undefined && isIndex) return pages.flatMap(({ bytes }) => childrenOf(bytes));
    room.lacks.referrers.add(origin);
  }
  const fallback = await readManifest(at, fallbackTag(subject), room, signal);
  return fallback?.descriptor.mediaType === mediaTypes.ociIndex ? childrenOf(fallback.bytes) : [];
}

/** The tag whose index lists what refers to a digest, where a registry has no API for it. */
export const fallbackTag = (subject: Digest): string => `${algorithmOf(subject)}-${hexOf(subject).slice(0, 64)}`;

interface Page {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** All pages, or undefined when the first is not there. */
async function readPages(
  at: At,
  start: string,
  accept: string,
  room: Room,
  signal: AbortSignal,
): Promise<readonly Page[] | undefined> {
  const pages: Page[] = [];
  const seen = new Set<string>();
  for (let url: string | undefined = start; url !== undefined; ) {
    if (seen.has(url) || seen.size === MAX_PAGES) throw failed(at, `the list has no end after ${seen.size} pages`);
    seen.add(url);
    const page = await readPage(at, url, accept, room, signal);
    if (page === undefined) return pages.length === 0 ? undefined : pages;
    pages.push(page);
    url = page.next;
  }
  return pages;
}

function readPage(at: At, url: string, accept: string, room: Room, signal: AbortSignal) {
  const { endpoint, repository } = at;
  return room.persistence.persist(
    endpoint,
    async (): Promise<(Page & { readonly next: string | undefined }) | undefined> => {
      const headers = { accept };
      const answer = await room.ask({ endpoint, repository, access: 'pull', method: 'GET', url, headers, signal });
      if (answer.status === 404) {
        await answer.discard();
        return undefined;
      }
      if (answer.status !== 200) throw await refusal(answer, endpoint.host, `list of ${repository}`, room.secrets);
      const bytes = await readAll(answer, Math.max(MAX_PAGE_BYTES, maxManifestBytes));
      if (bytes === undefined) throw failed(at, `a page of the list has more than ${MAX_PAGE_BYTES} bytes`);
      const type = (answer.header('content-type') ?? '').split(';')[0]?.trim() ?? '';
      return { type, bytes, next: nextOf(at, answer.header('link'), answer.url) };
    },
    signal,
  );
}

function nextOf(at: At, link: string | undefined, from: string): string | undefined {
  const target = link === undefined ? undefined : findNextLink(link);
  if (target === undefined) return undefined;
  if (!URL.canParse(target, from)) throw failed(at, 'the link to the next page is no URL');
  const next = new URL(target, from).href;
  // The login goes along, so it stays on the registry.
  if (!isSameOrigin(next, at.endpoint.origin)) throw failed(at, 'the next page is on another host');
  return next;
}

function childrenOf(bytes: Uint8Array): readonly Descriptor[] {
  const index = unwrap(parseManifest(bytes, mediaTypes.ociIndex));
  return index.kind === 'index' ? index.manifests : [];
}

const failed = ({ endpoint, repository }: At, why: string): OrchestratorError =>
  new OrchestratorError({
    code: 'REGISTRY_FAILED',
    message: `registry ${endpoint.host}, list of ${repository}: ${why}`,
  });
