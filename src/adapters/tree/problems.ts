/** What node:fs throws at a walk or a read, as problems of ours. */
import { openFilesReason } from '../../errors/open-files.ts';
import { OrchestratorError } from '../../errors/problem.ts';

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** ENOTDIR: a folder that became a file. */
export const isGone = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

export const failedToRead = (path: string, error: unknown): OrchestratorError => {
  const code = codeOf(error);
  const [why, hint] = openFilesReason(error) ?? [REASONS[code] ?? (code === '' ? String(error) : code)];
  const message = `cannot read "${path}": ${why}`;
  return new OrchestratorError(
    { code: OWN.has(code) ? 'INPUT_INVALID' : 'FILE_FAILED', message, ...(hint !== undefined && { hint }) },
    { cause: error },
  );
};

export const changed = (path: string, how: string): OrchestratorError =>
  new OrchestratorError({ code: 'INPUT_CHANGED', message: `"${path}" ${how} while it was read` });

/** The user's to repair, in the files. */
const OWN = new Set(['EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG']);

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'too many links',
  ENAMETOOLONG: 'the path is too long',
  EIO: 'the disk reports an error',
};
