/**
 * The upload of an earlier run that is worth going on with.
 *
 *     note ─► GET its place ─► 204, Range: 0-125829119 ─► the next piece begins at 120 MiB
 *
 * Whatever is wrong with it, an upload begins anew, and nobody has to know.
 * Source: OCI distribution-spec v1.1, "Pushing a blob in chunks", the status of an upload.
 */
import { OrchestratorError, type ProblemCode } from '../../errors/problem.ts';
import { askOffset, cancelUpload, type Session, SessionLost, type Upload } from './upload-session.ts';

/**
 * @returns Undefined where there is none, or the registry does not have it any more.
 * @throws OrchestratorError REGISTRY_UNREACHABLE, REGISTRY_LIMITED, CANCELLED.
 */
export async function resumeUpload({ at, source, room, signal }: Upload): Promise<Session | undefined> {
  const { digest, size } = source.descriptor;
  const kept = await room.uploads.take(at, digest);
  if (kept === undefined) return undefined;
  const found = await ask({ ...kept, offset: 0, isForeign: true });
  // An upload that holds nothing, or more than there is, is of no use.
  const isUseful = found !== undefined && found.offset > 0 && found.offset <= size;
  if (isUseful) {
    room.onResume?.({ host: at.endpoint.host, digest, offset: found.offset, size });
    return found;
  }
  await room.uploads.forget(at, digest);
  if (found !== undefined) await cancelUpload(at, found, room);
  return undefined;

  async function ask(session: Session): Promise<Session | undefined> {
    try {
      return await room.persistence.persist(at.endpoint, () => askOffset(at, session, room, signal), signal);
    } catch (error) {
      if (error instanceof SessionLost || (isProblem(error, STALE) && !signal.aborted)) return undefined;
      throw error;
    }
  }
}

/** What a place that is not good any more may be answered with; in a fresh upload it would be an error. */
const STALE: readonly ProblemCode[] = [
  ...(['REGISTRY_NOT_FOUND', 'REGISTRY_FAILED', 'REGISTRY_DENIED', 'REGISTRY_REDIRECT_REFUSED'] as const),
  'DIGEST_MISMATCH',
];

/** Whether an upload failed only for what was put into it before, or by somebody else. */
export const isStale = ({ isForeign }: Session, error: unknown): boolean =>
  isForeign === true && isProblem(error, STALE);

/** Whether the next run may find it as it is: nobody refused it, the way there or the time was bad. */
export const isWorthKeeping = (error: unknown): boolean =>
  isProblem(error, ['REGISTRY_UNREACHABLE', 'REGISTRY_LIMITED', 'REGISTRY_FAILED', 'CANCELLED']);

const isProblem = (error: unknown, codes: readonly ProblemCode[]): boolean =>
  error instanceof OrchestratorError && codes.includes(error.problems[0].code);
