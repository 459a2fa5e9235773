/**
 * Programs that keep passwords: `docker-credential-NAME get`, with the server on standard input.
 *
 *     echo gcr.io | docker-credential-gcloud get   ─►   {"ServerURL":"…","Username":"oauth2accesstoken","Secret":"…"}
 *
 * Only from PATH and never from inside the project: a repository must not bring its own. What a helper prints is
 * a password or close to one, so none of it is ever repeated.
 * Source: docker/docker-credential-helpers, README, "Development".
 */
import { isAbsolute, parse, relative } from 'node:path';
import { OrchestratorError } from '../../errors/problem.ts';
import { isObject, parseJsonObject } from '../../oci/descriptor-json.ts';
import type { Files, Finished, Processes } from '../../ports/system.ts';
import type { Credential } from './docker-config.ts';
import type { Env } from './proxy.ts';

export interface HelperRoom {
  readonly files: Pick<Files, 'realPath'>;
  readonly processes: Processes;
  readonly env: Env;
  /** Helpers run here, so that nothing in the project is found by a relative path. */
  readonly home: string;
  readonly projectFolder: string;
  readonly timeoutMs: number;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** What helpers print when they know nothing of a server; any other failure is one. */
const UNKNOWN = /^credentials not found in native keychain\s*$/;

/**
 * Asks a helper.
 *
 * @returns Undefined when it has nothing for the server.
 * @throws OrchestratorError CREDENTIAL_HELPER_REFUSED, CREDENTIAL_HELPER_FAILED, CANCELLED.
 */
export async function askHelper(
  name: string,
  server: string,
  room: HelperRoom,
  signal: AbortSignal,
): Promise<Credential | undefined> {
  if (!NAME.test(name))
    throw new OrchestratorError({
      code: 'CREDENTIAL_HELPER_REFUSED',
      message: `"${name.replace(/[^\x20-\x7e]/g, '?').slice(0, 64)}" is not the name of a credential helper`,
    });
  const program = `docker-credential-${name}`;
  const path = await room.processes.find(program);
  if (path === undefined) throw failed(program, server, 'it is not on PATH');
  await refuseInside(program, path, room);

  const finished = await run(program, path, server, room, signal);
  if (finished.exitCode !== 0) {
    if (UNKNOWN.test(finished.stdout) || UNKNOWN.test(finished.stderr)) return undefined;
    throw failed(program, server, `it ended with exit code ${finished.exitCode}`);
  }
  const answer = parseJsonObject(Buffer.from(finished.stdout)) ?? {};
  const { Username: username, Secret: secret } = isObject(answer) ? answer : {};
  if (typeof username !== 'string' || typeof secret !== 'string')
    throw failed(program, server, 'it printed no credential');
  if (secret === '') return undefined;
  return username === '<token>'
    ? { kind: 'identity', token: secret }
    : { kind: 'password', username, password: secret };
}

async function refuseInside(program: string, path: string, { files, projectFolder }: HelperRoom): Promise<void> {
  const [real, folder] = await Promise.all([files.realPath(path), files.realPath(projectFolder)]);
  const isInside = [path, real].some((one) => {
    const way = relative(folder, one);
    return !way.startsWith('..') && !isAbsolute(way);
  });
  // Whoever works in the root folder has no project there.
  if (isInside && parse(folder).root !== folder)
    throw new OrchestratorError({
      code: 'CREDENTIAL_HELPER_REFUSED',
      message: `${program} was found at ${path}, inside the project ${projectFolder}`,
    });
}

async function run(
  program: string,
  path: string,
  server: string,
  { processes, env, home, timeoutMs }: HelperRoom,
  signal: AbortSignal,
): Promise<Finished> {
  const known = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  try {
    return await processes.run([path, 'get'], {
      ...{ cwd: home, env: Object.fromEntries(known), signal },
      ...{ input: `${server}\n`, keepBytes: 65_536, timeoutMs },
    });
  } catch (error) {
    if (signal.aborted || !(error instanceof OrchestratorError)) throw error;
    const isLate = error.problems[0].code === 'TIMED_OUT';
    throw failed(
      program,
      server,
      isLate ? `it gave no answer within ${timeoutMs / 1000} s` : 'it could not be started',
    );
  }
}

const failed = (program: string, server: string, why: string): OrchestratorError =>
  new OrchestratorError({
    code: 'CREDENTIAL_HELPER_FAILED',
    message: `${program}, asked for ${server}: ${why}`,
    hint: `Run "${program} list" by hand to see what it says.`,
  });
