/**
 * Blobs from a registry, as a stream that ends well only if every byte is right.
 *
 *     GET blob ─ 5 MiB ─ reset ─► GET blob, Range: bytes=5242880- ─► … ─► hash compared ─► last chunk
 *
 * The last chunk is kept back until the digest is known: nobody ever holds the whole of something wrong.
 * Source: OCI distribution-spec v1.1, "Pulling blobs".
 */
import { createHash } from 'node:crypto';
import { OrchestratorError } from '../../errors/problem.ts';
import { algorithmOf, type Digest, finishDigest } from '../../image/digest.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { parseWireRange } from '../../oci/wire-range.ts';
import type { Question } from './conversation.ts';
import { refusal } from './refusal.ts';
import type { At, Room } from './room.ts';
import type { Answer } from './transport.ts';

/** So much progress makes up for one failed attempt; less would let a server keep us for ever. */
const PROGRESS_BYTES = 64 * 1024;

/** @throws OrchestratorError REGISTRY_*, DIGEST_MISMATCH, CANCELLED, while it is read. */
export async function* readBlob(
  at: At,
  { digest, size }: Descriptor,
  room: Room,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const hash = createHash(algorithmOf(digest));
  let held: Uint8Array | undefined;
  let done = 0;
  let doneBefore = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      for await (const chunk of readFrom(at, digest, done, size, room, signal)) {
        done += chunk.length;
        if (done > size) throw mismatch(at, digest, `more than the ${size} bytes that it should have`);
        hash.update(chunk);
        if (held !== undefined) yield held;
        held = chunk;
      }
      break;
    } catch (error) {
      if (done - doneBefore >= PROGRESS_BYTES) attempt = 1;
      doneBefore = done;
      await room.persistence.recover(at.endpoint, error, attempt, signal);
    }
  }
  if (done < size) throw mismatch(at, digest, `${done} of ${size} bytes came`);
  const found = finishDigest(hash, algorithmOf(digest));
  if (found !== digest) throw mismatch(at, digest, `the ${done} bytes that came have ${found}`);
  if (held !== undefined) yield held;
}

/** Whether it is there. @throws OrchestratorError REGISTRY_*, CANCELLED. */
export function hasBlob(at: At, digest: Digest, room: Room, signal: AbortSignal, access: 'pull' | 'push' = 'pull') {
  return room.persistence.persist(
    at.endpoint,
    async () => {
      const answer = await room.ask({ ...question(at, digest, signal), access, method: 'HEAD' });
      await answer.discard();
      if (answer.status === 200) return true;
      if (answer.status === 404) return false;
      // Without HEAD nothing is known, and sending what is there already does no harm.
      if (answer.status === 405 || answer.status === 501) return false;
      throw await refusal(answer, at.endpoint.host, `look for blob ${digest} in ${at.repository}`, room.secrets);
    },
    signal,
  );
}

async function* readFrom(
  at: At,
  digest: Digest,
  start: number,
  size: number,
  room: Room,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const headers = start > 0 && { headers: { range: `bytes=${start}-` } };
  const answer = await room.ask({ ...question(at, digest, signal), ...headers, method: 'GET' });
  if (answer.status !== 200 && answer.status !== 206)
    throw await refusal(answer, at.endpoint.host, `pull of blob ${digest} from ${at.repository}`, room.secrets);
  const skipped = offsetOf(answer, start);
  const length = Number(answer.header('content-length') ?? Number.NaN);
  if (skipped === undefined || skipped + length > size) {
    await answer.discard();
    throw mismatch(at, digest, `the registry announces other bytes than the ${size} that it should have`);
  }
  let left = start - skipped;
  for await (const chunk of answer.body) {
    const rest = chunk.subarray(Math.min(left, chunk.length));
    left -= chunk.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

/** The offset of the answer's first byte: a registry without ranges starts over. */
function offsetOf(answer: Answer, wanted: number): number | undefined {
  if (answer.status === 200) return 0;
  const range = parseWireRange(answer.header('content-range') ?? '');
  return range?.start === wanted ? wanted : undefined;
}

const question = (at: At, digest: Digest, signal: AbortSignal): Omit<Question, 'method'> => ({
  ...{ endpoint: at.endpoint, repository: at.repository, isBlob: true, signal },
  access: 'pull',
  url: `${at.base}blobs/${digest}`,
});

const mismatch = ({ endpoint, repository }: At, digest: Digest, why: string): OrchestratorError =>
  new OrchestratorError({
    code: 'DIGEST_MISMATCH',
    message: `blob ${digest} of ${repository} in registry ${endpoint.host}: ${why}`,
  });
