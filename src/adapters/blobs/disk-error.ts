/** What the operating system says, as problems: DISK_FULL with the free space, FILE_FAILED with the reason. */
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openFiles } from '../../errors/open-files.ts';
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
  const known = REASONS[code];
  // Node adds the call and the path, which is said already.
  const reason = known?.[0] ?? (error instanceof Error ? error.message.split(', ', 1)[0] : String(error));
  const hint = known?.[1];
  const message = `"${path}": ${reason}`;
  return new OrchestratorError({ code: 'FILE_FAILED', message, ...(hint && { hint }) }, { cause: error });
}

const FULL = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file would be larger than allowed',
} as const;

/** What is the matter, and what to do about it. */
const REASONS: Readonly<Record<string, readonly [string, string]>> = {
  EACCES: ['permission denied', 'Look at the owner and the mode of the file and of the folders above it: ls -ld.'],
  EPERM: [
    'the system does not permit it',
    'Look at the owner, the mode and the attributes of the file: ls -ld, lsattr.',
  ],
  EROFS: ['the disk is mounted read-only', 'Write elsewhere, or mount it for writing.'],
  EISDIR: ['a folder is there, not a file', 'Name a file.'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'Move that file away, or name another path.'],
  EEXIST: ['a part of the path is a file, not a folder', 'Move that file away, or name another path.'],
  ENAMETOOLONG: ['the name is too long for the disk', 'Choose a shorter name.'],
  ...openFiles,
};

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
