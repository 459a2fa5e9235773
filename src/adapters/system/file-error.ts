/** What the operating system says of a path that is read: INPUT_MISSING, or what adapters/blobs makes of it. */

import { abortError } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import { codeOf, diskError } from '../blobs/disk-error.ts';

/** Runs `work` on a path and translates its failure. */
export async function onFile<T>(path: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await fileError(error, path, signal);
  }
}

export async function fileError(error: unknown, path: string, signal?: AbortSignal): Promise<OrchestratorError> {
  if (error instanceof OrchestratorError) return error;
  if (signal?.aborted) return abortError(signal);
  return isAbsent(error)
    ? new OrchestratorError({ code: 'INPUT_MISSING', message: `"${path}" is not there`, hint: '' }, { cause: error })
    : diskError(error, path);
}

/** Nothing is at the path, or a file stands where a folder would have to be. */
export const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
