/** The user's credentials as an engine takes them: it logs in by itself, so it gets the best one and no token of ours. */
import type { Repository } from '../../image/reference.ts';
import type { System } from '../../ports/system.ts';
import { isLoopbackHost } from './addresses.ts';
import { createCredentials } from './credentials.ts';
import type { Env } from './proxy.ts';
import { createSecrets } from './secrets.ts';

export interface EngineCredentialsRoom extends System {
  readonly env: Env;
  readonly home: string;
  readonly projectFolder: string;
}

export type EngineCredential =
  | { readonly username: string; readonly password: string }
  | { readonly identitytoken: string };

const HELPER_MS = 30_000;

/** Undefined where the user keeps nothing that an engine can use. @throws OrchestratorError CREDENTIAL_HELPER_*, INPUT_INVALID. */
export function createEngineCredentials(
  room: EngineCredentialsRoom,
): (repository: Repository, signal: AbortSignal) => Promise<EngineCredential | undefined> {
  const credentials = createCredentials({ ...room, secrets: createSecrets(), timeoutMs: HELPER_MS });
  return async (repository, signal) => {
    const found = await credentials.find(repository, isLoopbackHost(repository.registry), signal);
    const [usable] = found.flatMap((one): EngineCredential[] => {
      if (one.kind === 'password') return [{ username: one.username, password: one.password }];
      return one.kind === 'identity' ? [{ identitytoken: one.token }] : [];
    });
    return usable;
  };
}
