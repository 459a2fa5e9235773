/**
 * One upload of a blob, as the registry keeps it: begin, ask how far, end.
 *
 *     POST …/blobs/uploads/?mount=sha256:…&from=team/base  ─►  201 mounted, or 202 and a Location
 *     GET Location  ─►  204, Range: 0-1048575, a new Location
 *
 * Every Location is used once: registries keep their state in it.
 * Source: OCI distribution-spec v1.1, "Pushing Blobs", "Mounting a blob from another repository".
 */
import { OrchestratorError } from '../../errors/problem.ts';
import type { Digest } from '../../image/digest.ts';
import { repositoryScope } from '../../oci/token-scope.ts';
import { parseWireRange } from '../../oci/wire-range.ts';
import type { BlobSource } from '../../ports/registry.ts';
import { type Endpoint, isSameOrigin } from './endpoint.ts';
import type { Outbound } from './outbound.ts';
import { refusal } from './refusal.ts';
import type { At, Room } from './room.ts';
import { showUrl } from './secrets.ts';
import type { Answer } from './transport.ts';

/** A blob on its way. */
export interface Upload {
  readonly at: At;
  readonly source: BlobSource;
  readonly outbound: Outbound;
  /** Bytes that the registry has. */
  readonly report: (done: number) => void;
  readonly room: Room;
  readonly signal: AbortSignal;
}

/** Where the next piece goes. */
export interface Session {
  readonly url: string;
  /** Bytes that the registry holds. */
  readonly offset: number;
  /** The smallest piece that it takes, the last one excepted. */
  readonly minChunk: number;
  /** What it holds may be something else: an earlier run sent it, or it was sent before the digest was known. */
  readonly isForeign?: true;
}

/** The registry does not know an upload any more: it has to begin anew. */
export class SessionLost extends Error {}

/**
 * Begins an upload, or mounts what another repository of the same registry holds.
 *
 * @param from The other repository; a registry that does not mount gives an upload instead, and that is used.
 * @throws WireFailure, Busy, OrchestratorError REGISTRY_*, CANCELLED.
 */
export async function beginUpload(
  at: At,
  mount: { readonly digest: Digest; readonly from: string } | undefined,
  room: Room,
  signal: AbortSignal,
): Promise<Session | 'mounted'> {
  const query = mount && `?${new URLSearchParams({ mount: mount.digest, from: mount.from })}`;
  const answer = await room.ask({
    ...{ endpoint: at.endpoint, repository: at.repository, access: 'push', method: 'POST', signal },
    url: `${at.base}blobs/uploads/${query ?? ''}`,
    headers: { 'content-length': '0' },
    ...(mount && { alsoScopes: [repositoryScope(mount.from, 'pull')] }),
  });
  if (mount !== undefined && answer.status === 201) {
    await answer.discard();
    checkDigest(at, answer, mount.digest);
    return 'mounted';
  }
  if (answer.status !== 202)
    throw await refusal(answer, at.endpoint.host, `start of an upload to ${at.repository}`, room.secrets);
  await answer.discard();
  const minimum = Number(answer.header('oci-chunk-min-length') ?? 0);
  return { url: nextLocation(at, answer), offset: 0, minChunk: minimum > 0 && minimum < 2 ** 40 ? minimum : 0 };
}

/** How far it is. @throws SessionLost, WireFailure, Busy, OrchestratorError. */
export async function askOffset(at: At, session: Session, room: Room, signal: AbortSignal): Promise<Session> {
  const { endpoint, repository } = at;
  const answer = await room.ask({ endpoint, repository, access: 'push', method: 'GET', url: session.url, signal });
  await answer.discard();
  if (answer.status !== 204 && answer.status !== 200) throw new SessionLost(`status ${answer.status}`);
  return {
    ...session,
    url: answer.header('location') === undefined ? session.url : nextLocation(at, answer),
    offset: offsetOf(answer) ?? session.offset,
  };
}

/** Tells the registry that nothing more will come; what it makes of that is its own affair. */
export async function cancelUpload(at: At, session: Session, room: Room): Promise<void> {
  const { endpoint, repository } = at;
  const signal = AbortSignal.timeout(5_000);
  try {
    const question = { endpoint, repository, access: 'push', method: 'DELETE', url: session.url, signal } as const;
    await (await room.ask(question)).discard();
  } catch {
    // It expires there by itself; the failure that led here is the one to tell.
  }
}

/**
 * Where the next request of an upload goes.
 *
 * @throws OrchestratorError REGISTRY_REDIRECT_REFUSED when that is another host that the config does not allow.
 */
export function nextLocation({ endpoint }: At, answer: Pick<Answer, 'header' | 'url' | 'status'>): string {
  const location = answer.header('location');
  if (location === undefined || !URL.canParse(location, answer.url))
    throw new OrchestratorError({
      code: 'REGISTRY_FAILED',
      message: `registry ${endpoint.host} answered an upload with status ${answer.status} and no place to go on`,
    });
  const url = new URL(location, answer.url);
  const own = new URL(endpoint.origin);
  // Behind a proxy that ends TLS, registries do not know that they are spoken to in https.
  if (url.protocol === 'http:' && own.protocol === 'https:' && url.host === own.host) url.protocol = 'https:';
  if (isSameOrigin(url.href, endpoint.origin) || isAllowed(url, endpoint)) return url.href;
  throw new OrchestratorError({
    code: 'REGISTRY_REDIRECT_REFUSED',
    message: `registry ${endpoint.host} wants the upload sent to ${showUrl(url.href)}`,
    hint: 'List that host under registries[].uploadHosts in the config if you trust it; it gets no credential.',
  });
}

/** @throws OrchestratorError DIGEST_MISMATCH when the registry names another digest. */
export function checkDigest({ endpoint, repository }: At, answer: Pick<Answer, 'header'>, digest: Digest): void {
  const said = answer.header('docker-content-digest');
  if (said === undefined || said === digest) return;
  throw new OrchestratorError({
    code: 'DIGEST_MISMATCH',
    message: `registry ${endpoint.host} stored ${said.slice(0, 140)} in ${repository} where ${digest} was sent`,
  });
}

/** The bytes that the registry says it holds. */
export function offsetOf(answer: Pick<Answer, 'header'>): number | undefined {
  const range = parseWireRange(answer.header('range') ?? '');
  // `0-0` is how nothing is said; one byte alone is never a piece.
  if (range === undefined || range.start !== 0) return undefined;
  return range.end === 0 ? 0 : range.end + 1;
}

function isAllowed(url: URL, { origin, settings }: Endpoint): boolean {
  const isAsSafe = url.protocol === 'https:' || (url.protocol === 'http:' && origin.startsWith('http:'));
  return isAsSafe && url.username === '' && (settings.uploadHosts?.includes(url.host) ?? false);
}
