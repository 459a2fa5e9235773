/** The text of a file that somebody named. What is wrong with it is told with the path as it was written. */
import { resolve } from 'node:path';
import { OrchestratorError, type Problem } from '../errors/problem.ts';
import type { Files } from '../ports/system.ts';

/**
 * Of a file that a flag names, relative to the working folder.
 *
 * @throws OrchestratorError INPUT_MISSING, INPUT_INVALID, FILE_FAILED, CANCELLED.
 */
export const readNamedFile = (
  file: string,
  { files, workDir, signal }: { readonly files: Files; readonly workDir: string; readonly signal: AbortSignal },
): Promise<string> => readShownFile(resolve(workDir, file), file, files, signal);

/** @param path Absolute. @param shown As people write it. @throws As {@link readNamedFile}. */
export async function readShownFile(path: string, shown: string, files: Files, signal: AbortSignal): Promise<string> {
  try {
    return await files.readText(path, signal);
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    const asWritten = (problem: Problem): Problem => ({
      ...problem,
      message: problem.message.replaceAll(`"${path}"`, `"${shown}"`),
    });
    const [first, ...rest] = error.problems;
    throw new OrchestratorError([asWritten(first), ...rest.map(asWritten)], { cause: error });
  }
}
