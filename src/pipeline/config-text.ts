/** The text of a file that a run is configured by, which may be anything: nobody writes one of many megabytes. */
import { OrchestratorError } from '../errors/problem.ts';
import type { Files } from '../ports/system.ts';
import { readShownFile } from './named-file.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/**
 * @param path Absolute.
 * @param shown As people write it.
 * @throws OrchestratorError CONFIG_LIMIT, INPUT_MISSING, INPUT_INVALID, FILE_FAILED, CANCELLED.
 */
export async function readConfigText(path: string, shown: string, files: Files, signal: AbortSignal): Promise<string> {
  const { size } = (await files.stat(path)) ?? { size: 0 };
  if (size > MAX_BYTES)
    throw new OrchestratorError({
      code: 'CONFIG_LIMIT',
      message: `"${shown}" is ${size} bytes long, more than ${MAX_BYTES}`,
      hint: 'This is no config; name the right file.',
    });
  return readShownFile(path, shown, files, signal);
}
