/** What goes wrong between us and the engine, as problems. */

import { abortError } from '../../errors/aborted.ts';
import { OrchestratorError, type ProblemCode } from '../../errors/problem.ts';
import { plainLine } from '../../lib/terminal-text.ts';
import { codeOf } from '../blobs/disk-error.ts';

export interface Attempt {
  readonly signal: AbortSignal;
  /** For people: where the engine is, or what was asked of it. */
  readonly place: string;
  /** Of a refusal; a connection that fails is always ENGINE_UNREACHABLE. */
  readonly code: ProblemCode;
}

const CONNECTION: Readonly<Record<string, string>> = {
  ENOENT: 'nothing is there',
  ECONNREFUSED: 'nobody listens there',
  EACCES: 'this user may not open it',
  EPERM: 'this user may not open it',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name cannot be looked up',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ABORT_ERR: 'it does not answer',
};

export function translate(error: unknown, { signal, place, code }: Attempt): OrchestratorError {
  if (error instanceof OrchestratorError) return error;
  if (signal.aborted) return abortError(signal);
  const cause = { cause: error };
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (typeof status === 'number')
    return new OrchestratorError({ code, message: `the engine refused ${place}: ${reasonOf(error)}` }, cause);
  const why = CONNECTION[codeOf(error)] ?? (error instanceof Error ? plainLine(error.message) : 'no reason given');
  const hint = codeOf(error) === 'EACCES' ? 'Add the user to the group of the socket, usually "docker".' : undefined;
  return new OrchestratorError(
    { code: 'ENGINE_UNREACHABLE', message: `the container engine at ${place}: ${why}`, ...(hint && { hint }) },
    cause,
  );
}

export const isNotFound = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && error.statusCode === 404;

/** The engine's own words, without what dockerode puts around them: `(HTTP code 404) no such image - No such image: x `. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return plainLine(
    text
      .replace(/^\(HTTP code \d+\) [^-]* - /, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}
