/**
 * The names and passwords that the user keeps for a registry, best first.
 *
 *     $REGISTRY_AUTH_FILE, then $DOCKER_CONFIG/config.json or ~/.docker/config.json
 *     in each: its own helper or the common one, then its entry
 *
 * Read only when a registry has asked and its token service was found acceptable; kept for five minutes, so that
 * a helper is asked once for a hundred layers and a token that it renews is seen.
 */
import { join } from 'node:path';
import type { Repository } from '../../image/reference.ts';
import type { Clock, Files } from '../../ports/system.ts';
import { askHelper, type HelperRoom } from './credential-helper.ts';
import { type Credential, findSources, parseDockerConfig } from './docker-config.ts';
import type { Secrets } from './secrets.ts';

export type FoundCredential = Credential & {
  /** For people: which file or helper it came from. */
  readonly from: string;
};

export interface CredentialsRoom extends HelperRoom {
  readonly files: Files;
  readonly clock: Clock;
  readonly secrets: Secrets;
}

export interface Credentials {
  /**
   * Everything that may be tried; empty where nothing is known.
   *
   * @param isPlain Whether the registry speaks plain HTTP.
   * @throws OrchestratorError CREDENTIAL_HELPER_*, INPUT_INVALID, FILE_FAILED, CANCELLED.
   */
  find(repository: Repository, isPlain: boolean, signal: AbortSignal): Promise<readonly FoundCredential[]>;
  /** What was kept is asked for anew at the next need. */
  forget(): void;
}

const KEEP_MS = 5 * 60_000;

export function createCredentials(room: CredentialsRoom): Credentials {
  const kept = new Map<string, { readonly at: number; readonly found: readonly FoundCredential[] }>();
  return {
    forget: () => kept.clear(),
    find: async (repository, isPlain, signal) => {
      const key = `${isPlain} ${repository.registry}/${repository.repository}`;
      const old = kept.get(key);
      if (old !== undefined && room.clock.monotonicMs() - old.at < KEEP_MS) return old.found;
      const found: FoundCredential[] = [];
      for (const path of authFiles(room)) found.push(...(await readFile(path, repository, isPlain, room, signal)));
      for (const credential of found) room.secrets.add(...secretsOf(credential));
      kept.set(key, { at: room.clock.monotonicMs(), found });
      return found;
    },
  };
}

async function readFile(
  path: string,
  repository: Repository,
  isPlain: boolean,
  room: CredentialsRoom,
  signal: AbortSignal,
): Promise<readonly FoundCredential[]> {
  if ((await room.files.stat(path)) === undefined) return [];
  const config = parseDockerConfig(await room.files.readBytes(path, signal), path);
  const found: FoundCredential[] = [];
  for (const source of findSources(config, repository, isPlain)) {
    if ('credential' in source) found.push({ ...source.credential, from: path });
    else {
      const credential = await askHelper(source.helper, source.server, room, signal);
      if (credential !== undefined) found.push({ ...credential, from: `docker-credential-${source.helper}` });
    }
  }
  return found;
}

function authFiles({ env, home }: CredentialsRoom): readonly string[] {
  const folder = env['DOCKER_CONFIG'] || join(home, '.docker');
  const own = env['REGISTRY_AUTH_FILE'];
  return [...(own ? [own] : []), join(folder, 'config.json')];
}

const secretsOf = (credential: Credential): readonly string[] =>
  credential.kind === 'password' ? [credential.password, basicPair(credential)] : [credential.token];

/** `name:password` in base64, as the Basic scheme sends it. Source: RFC 7617. */
export const basicPair = ({ username, password }: { readonly username: string; readonly password: string }): string =>
  Buffer.from(`${username}:${password}`).toString('base64');
