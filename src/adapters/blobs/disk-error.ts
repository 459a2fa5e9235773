/** What the operating system says, as problems: DISK_FULL with the free space, FILE_FAILED with the reason, CANCELLED. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OrchestratorError } from '../../errors/problem.ts';

/** The `code` of a system error, e.g. `ENOENT`; empty for anything else. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** The error as an operation reports it; one that is ours already stays as it is. */
export async function diskError(error: unknown, path: string): Promise<OrchestratorError> {
  if (error instanceof OrchestratorError) return error;
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    const free = await freeBytes(path);
    const room = free === undefined ? '' : `; ${free} bytes are free`;
    return new OrchestratorError(
      { code: 'DISK_FULL', message: `cannot write "${path}": ${FULL[code]}${room}` },
      { cause: error },
    );
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

/** Of the nearest folder that is there. */
async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(dirname(path));
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
