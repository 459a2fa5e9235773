/**
 * Manifests to a registry, under a tag or under their own digest.
 *
 *     PUT /v2/team/api/manifests/1.0  ─►  201, Docker-Content-Digest: the one that was sent
 *
 * A tag that the registry will not move is told with both digests. Where the manifest refers to another and the
 * registry does not say that it has seen that, the list under the fallback tag is kept by us.
 * Source: OCI distribution-spec v1.1, "Pushing Manifests", "Pushing Manifests with Subject", "Referrers Tag Schema".
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { algorithmOf, digestOf } from '../../image/digest.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { formatManifest, type ImageIndex, maxManifestBytes, parseManifest } from '../../oci/image-manifest.ts';
import { mediaTypes } from '../../oci/media-types.ts';
import type { FetchedManifest } from '../../ports/registry.ts';
import { fallbackTag } from './lists.ts';
import { readManifest, resolveManifest } from './read-manifest.ts';
import { refusal } from './refusal.ts';
import { type At, manifestUrl, type Room } from './room.ts';
import type { Answer } from './transport.ts';
import { checkDigest } from './upload-session.ts';

/**
 * @param tag Absent: under its digest.
 * @throws OrchestratorError DIGEST_MISMATCH, REGISTRY_DENIED (a tag that stays where it is), REGISTRY_*, CANCELLED.
 */
export async function writeManifest(
  at: At,
  tag: string | undefined,
  manifest: FetchedManifest,
  room: Room,
  signal: AbortSignal,
): Promise<void> {
  const { bytes, descriptor } = manifest;
  const own = digestOf(bytes, algorithmOf(descriptor.digest));
  if (own !== descriptor.digest || bytes.length > maxManifestBytes)
    throw new OrchestratorError({
      code: 'DIGEST_MISMATCH',
      message: `the manifest to be sent as ${descriptor.digest} has ${own} and ${bytes.length} bytes`,
    });
  const answer = await room.persistence.persist(
    at.endpoint,
    async () => {
      const got = await put(at, tag ?? descriptor.digest, manifest, room, signal);
      if (got.status === 201 || got.status === 200 || got.status === 202) return got;
      const refused = await refusal(
        got,
        at.endpoint.host,
        `push of ${at.repository}:${tag ?? descriptor.digest}`,
        room.secrets,
      );
      if (tag === undefined || got.status < 400) throw refused;
      return judgeRefusal(at, tag, descriptor, refused, room, signal);
    },
    signal,
  );
  if (answer === undefined) return;
  checkDigest(at, answer, descriptor.digest);
  if (answer.header('docker-content-digest') === undefined) await checkStored(at, tag, descriptor, room, signal);
  if (answer.header('oci-subject') === undefined) await listAsReferrer(at, manifest, room, signal);
}

async function put(
  at: At,
  under: string,
  { bytes, descriptor }: FetchedManifest,
  room: Room,
  signal: AbortSignal,
): Promise<Answer> {
  const answer = await room.ask({
    ...{ endpoint: at.endpoint, repository: at.repository, access: 'push', method: 'PUT', signal },
    url: manifestUrl(at, under),
    headers: { 'content-type': descriptor.mediaType },
    body: {
      size: bytes.length,
      open: async function* () {
        yield bytes;
      },
    },
    idleMs: room.commitMs,
  });
  if (answer.status < 300) await answer.discard();
  return answer;
}

/** A refused tag that already is what was to be sent is no failure; one that is another thing stays that. */
async function judgeRefusal(
  at: At,
  tag: string,
  { digest }: Descriptor,
  refused: OrchestratorError,
  room: Room,
  signal: AbortSignal,
): Promise<undefined> {
  const there = await resolveManifest(at, tag, room, signal).catch(() => undefined);
  if (there === undefined) throw refused;
  if (there.digest === digest) return undefined;
  throw new OrchestratorError({
    code: 'REGISTRY_DENIED',
    message: `tag ${at.repository}:${tag} in registry ${at.endpoint.host} is ${there.digest} and may not become ${digest}`,
    hint: 'The registry does not move tags there, or not for you: choose another tag, or ask for the right.',
    because: refused.problems,
  });
}

async function checkStored(
  at: At,
  tag: string | undefined,
  { digest }: Descriptor,
  room: Room,
  signal: AbortSignal,
): Promise<void> {
  const there = await resolveManifest(at, tag ?? digest, room, signal);
  if (there?.digest === digest) return;
  throw new OrchestratorError({
    code: 'DIGEST_MISMATCH',
    message: `registry ${at.endpoint.host} took ${digest} for ${at.repository} and has ${there?.digest ?? 'nothing'} there`,
  });
}

/** Adds it to the index under the fallback tag of its subject. Two who do this at once may lose one entry. */
async function listAsReferrer(at: At, manifest: FetchedManifest, room: Room, signal: AbortSignal): Promise<void> {
  const parsed = parseManifest(manifest.bytes, manifest.descriptor.mediaType);
  if (!parsed.ok || parsed.value.subject === undefined) return;
  const { artifactType, annotations, subject } = parsed.value;
  const ownType = artifactType ?? (parsed.value.kind === 'manifest' ? parsed.value.config.mediaType : undefined);
  const { mediaType, digest, size } = manifest.descriptor;
  const entry: Descriptor = {
    ...{ mediaType, digest, size },
    ...(ownType !== undefined && { artifactType: ownType }),
    ...(annotations && { annotations }),
  };
  const tag = fallbackTag(subject.digest);
  const old = await readManifest(at, tag, room, signal);
  const before = old && parseManifest(old.bytes, old.descriptor.mediaType);
  const listed = before?.ok && before.value.kind === 'index' ? before.value.manifests : [];
  if (listed.some((one) => one.digest === digest)) return;
  const index: ImageIndex = { kind: 'index', mediaType: mediaTypes.ociIndex, manifests: [...listed, entry] };
  const bytes = formatManifest(index);
  const descriptor = { mediaType: index.mediaType, digest: digestOf(bytes), size: bytes.length };
  await writeManifest(at, tag, { bytes, descriptor }, room, signal);
}
