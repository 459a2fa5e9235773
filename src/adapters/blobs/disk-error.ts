/** What the operating system says, as problems: DISK_FULL with the free space, FILE_FAILED with the reason, CANCELLED. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OrchestratorError } from '../../errors/problem.ts';

/** The `code` of a system error, e.g. `ENOENT`; empty for anything else. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/**
 * The error as an operation reports it; one that is ours already stays as it is.
 *
 * @param needed Bytes that were to be written, where that is known.
 */
export async function diskError(error: unknown, path: string, needed?: number): Promise<OrchestratorError> {
  if (error instanceof OrchestratorError) return error;
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    const message = `cannot write "${path}": ${FULL[code]}${await roomFor(needed, path)}`;
    return new OrchestratorError({ code: 'DISK_FULL', message }, { cause: error });
  }
  // Node adds the call and the path, which is said already.
  const reason = error instanceof Error ? error.message.split(', ', 1)[0] : String(error);
  return new OrchestratorError({ code: 'FILE_FAILED', message: `"${path}": ${reason}` }, { cause: error });
}

/** @throws OrchestratorError CANCELLED, or the signal's own reason where that is an OrchestratorError. */
export function stopIfAborted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  if (signal.reason instanceof OrchestratorError) throw signal.reason;
  throw new OrchestratorError({ code: 'CANCELLED', message: 'cancelled' }, { cause: signal.reason });
}

const FULL = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file would be larger than allowed',
} as const;

/** `; 262144 bytes are needed and 0 bytes are free`: of the disk that the folder is on, where it is there. */
async function roomFor(needed: number | undefined, path: string): Promise<string> {
  try {
    const { bavail, bsize, files, ffree } = await statfs(dirname(path));
    if (files > 0 && ffree === 0) return '; it has no inode left for another file';
    const free = `${bavail * bsize} bytes are free`;
    return needed === undefined ? `; ${free}` : `; ${needed} bytes are needed and ${free}`;
  } catch {
    return '';
  }
}
