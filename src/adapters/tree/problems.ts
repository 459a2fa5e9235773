/** What node:fs throws at a walk or a read, as problems of ours. */
import { OrchestratorError } from '../../errors/problem.ts';

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** ENOTDIR: a folder that became a file. */
export const isGone = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));

export const failedToRead = (path: string, error: unknown): OrchestratorError => {
  const code = codeOf(error);
  const why = REASONS[code] ?? (code === '' ? String(error) : code);
  return new OrchestratorError(
    { code: OWN.has(code) ? 'INPUT_INVALID' : 'FILE_FAILED', message: `cannot read "${path}": ${why}` },
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
  EMFILE: 'too many open files',
  ENFILE: 'too many open files on this machine',
  EIO: 'the disk reports an error',
};
