/**
 * Manifests from a registry: what a tag points to, and the bytes.
 *
 *     HEAD /v2/team/api/manifests/1.0   ─►  digest, size, type      (GET where a registry has no HEAD)
 *     GET  /v2/team/api/manifests/sha256:…  ─►  bytes, checked against digest and header
 *
 * Source: OCI distribution-spec v1.1, "Pulling manifests".
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { algorithmOf, asDigest, type Digest, digestOf } from '../../image/digest.ts';
import type { ImageReference } from '../../image/reference.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { parseJsonObject } from '../../oci/descriptor-json.ts';
import { maxManifestBytes } from '../../oci/image-manifest.ts';
import { acceptedManifests, isIndexType, isManifestType } from '../../oci/media-types.ts';
import type { FetchedManifest } from '../../ports/registry.ts';
import type { Question } from './conversation.ts';
import { readAll } from './read-all.ts';
import { refusal } from './refusal.ts';
import { type At, manifestUrl, type Room } from './room.ts';
import type { Answer } from './transport.ts';

/** What is asked for: the digest where there is one, else the tag, else `latest`. */
export const wantedOf = ({ tag, digest }: Pick<ImageReference, 'tag' | 'digest'>): string => digest ?? tag ?? 'latest';

/** Undefined when it is not there. @throws OrchestratorError REGISTRY_*, DIGEST_MISMATCH, CANCELLED. */
export async function resolveManifest(
  at: At,
  wanted: string,
  room: Room,
  signal: AbortSignal,
): Promise<Descriptor | undefined> {
  const { origin } = at.endpoint;
  if (!room.lacks.head.has(origin)) {
    const found = await room.persistence.persist(at.endpoint, () => readHead(at, wanted, room, signal), signal);
    if (found !== 'ask by GET') return found;
  }
  return (await readManifest(at, wanted, room, signal))?.descriptor;
}

/** Undefined when it is not there. @throws OrchestratorError REGISTRY_*, DIGEST_MISMATCH, IMAGE_INVALID, CANCELLED. */
export async function readManifest(
  at: At,
  wanted: string,
  room: Room,
  signal: AbortSignal,
): Promise<FetchedManifest | undefined> {
  return room.persistence.persist(
    at.endpoint,
    async () => {
      const answer = await room.ask(question(at, wanted, 'GET', signal));
      if (answer.status === 404) {
        await answer.discard();
        return undefined;
      }
      if (answer.status !== 200)
        throw await refusal(answer, at.endpoint.host, `pull of ${show(at, wanted)}`, room.secrets);
      const bytes = await readAll(answer, maxManifestBytes);
      if (bytes === undefined) throw invalid(at, wanted, `more than ${maxManifestBytes} bytes`);
      const digest = checkBytes(at, wanted, bytes, answer);
      return { descriptor: { mediaType: typeOf(at, wanted, bytes, answer), digest, size: bytes.length }, bytes };
    },
    signal,
  );
}

async function readHead(
  at: At,
  wanted: string,
  room: Room,
  signal: AbortSignal,
): Promise<Descriptor | 'ask by GET' | undefined> {
  const answer = await room.ask(question(at, wanted, 'HEAD', signal));
  await answer.discard();
  if (answer.status === 404) return undefined;
  // Not every registry has HEAD, and a refusal has no body to explain it: GET knows more in both cases.
  if (answer.status === 405 || answer.status === 501) room.lacks.head.add(at.endpoint.origin);
  if (answer.status !== 200) return 'ask by GET';
  const said = answer.header('docker-content-digest');
  const digest = said === undefined ? undefined : asDigest(said);
  const mediaType = (answer.header('content-type') ?? '').split(';')[0]?.trim() ?? '';
  const size = Number(answer.header('content-length') ?? Number.NaN);
  const isWhole = digest !== undefined && size > 0 && (isIndexType(mediaType) || isManifestType(mediaType));
  if (!isWhole) return 'ask by GET';
  if (wanted.includes(':') && wanted !== digest) throw mismatch(at, wanted, `the registry calls it ${digest}`);
  return { mediaType, digest, size };
}

function checkBytes(at: At, wanted: string, bytes: Uint8Array, answer: Answer): Digest {
  const asked = asDigest(wanted);
  if (asked !== undefined && digestOf(bytes, algorithmOf(asked)) !== asked)
    throw mismatch(at, wanted, `the ${bytes.length} bytes that came have ${digestOf(bytes, algorithmOf(asked))}`);
  const said = answer.header('docker-content-digest');
  if (said === undefined) return asked ?? digestOf(bytes);
  const claimed = asDigest(said);
  if (claimed === undefined || digestOf(bytes, algorithmOf(claimed)) !== claimed)
    throw mismatch(
      at,
      wanted,
      `the registry calls the bytes ${claimed ?? 'something that is no digest'}, they have ${digestOf(bytes)}`,
    );
  return asked ?? claimed;
}

/** The type that header and text agree on; a header that names none leaves it to the text. */
function typeOf(at: At, wanted: string, bytes: Uint8Array, answer: Answer): string {
  const header = (answer.header('content-type') ?? '').split(';')[0]?.trim() ?? '';
  const own = parseJsonObject(bytes)?.['mediaType'];
  const isKnown = isIndexType(header) || isManifestType(header);
  if (typeof own !== 'string') return header;
  // Two readers of one digest must not see two things (CVE-2021-41190).
  if (isKnown && own !== header)
    throw invalid(at, wanted, `it was sent as ${header} and calls itself ${own.slice(0, 100)}`);
  return own;
}

const question = (at: At, wanted: string, method: 'GET' | 'HEAD', signal: AbortSignal): Question => ({
  ...{ endpoint: at.endpoint, repository: at.repository, method, signal },
  access: 'pull',
  url: manifestUrl(at, wanted),
  headers: { accept: acceptedManifests },
});

const show = ({ repository }: At, wanted: string): string =>
  `${repository}${wanted.includes(':') ? '@' : ':'}${wanted}`;

const mismatch = (at: At, wanted: string, why: string): OrchestratorError =>
  new OrchestratorError({
    code: 'DIGEST_MISMATCH',
    message: `manifest ${show(at, wanted)} of registry ${at.endpoint.host}: ${why}`,
  });

const invalid = (at: At, wanted: string, why: string): OrchestratorError =>
  new OrchestratorError({
    code: 'IMAGE_INVALID',
    message: `manifest ${show(at, wanted)} of registry ${at.endpoint.host}: ${why}`,
  });
