/** How the parts of the client are put together. */
import { createAuthorization } from './authorization.ts';
import { createConversation } from './conversation.ts';
import { createCredentials } from './credentials.ts';
import { type Endpoint, findSettings, isSameOrigin, type Places } from './endpoint.ts';
import type { RegistryClientOptions } from './options.ts';
import { Busy, createPersistence } from './persistence.ts';
import { createPieceBook } from './piece-book.ts';
import { defaultRetry, isRepeatableStatus } from './retry.ts';
import type { Room } from './room.ts';
import { createSecrets } from './secrets.ts';
import { createShared } from './shared.ts';
import { createTlsFiles } from './tls-files.ts';
import { fetchToken, type TokenWish } from './token-service.ts';
import { createTransport, type Send } from './transport.ts';
import { createTurns } from './turns.ts';
import { createUploadMemory } from './upload-memory.ts';

const MIB = 1024 * 1024;

export function wireClient(options: RegistryClientOptions, places: Places): { readonly room: Room; close(): void } {
  const { system, env, home, projectFolder } = options;
  const { clock, files, processes } = system;
  const { perHost = 12, connectMs = 30_000, idleMs = 60_000, userAgent = 'orchestrator' } = options;
  const secrets = createSecrets();
  const shared = createShared(120_000);
  const tls = createTlsFiles(files);
  const transport = createTransport({
    ...{ env, userAgent, perHost, connectMs, idleMs },
    ...(options.lookup && { lookup: options.lookup }),
  });
  const persistence = createPersistence({
    clock,
    policy: { ...defaultRetry, ...options.retry },
    random: options.random ?? Math.random,
    onRetry: options.onRetry,
  });
  const timeoutMs = options.helperMs ?? 30_000;
  const credentials = createCredentials({ files, processes, clock, env, home, projectFolder, secrets, timeoutMs });

  const sendForToken: Send = async (outgoing) => {
    const answer = await transport.send(outgoing);
    if (!isRepeatableStatus(answer.status)) return answer;
    await answer.discard();
    throw new Busy(answer);
  };
  const authorization = createAuthorization({
    ...{ clock, credentials, secrets, shared, check: transport.check },
    fetchToken: async (wish, endpoint) => {
      const material = await tls.read(...tlsOfRealm(wish, endpoint, places), wish.signal);
      // A gate and sentences of its own: it is another server.
      const host = `${endpoint.host} (its token service ${wish.realm.host})`;
      const service = { ...endpoint, host, origin: wish.realm.origin };
      const ask = async () => {
        await persistence.pass(service.origin, wish.signal);
        return fetchToken({ ...wish, tls: material }, sendForToken);
      };
      return persistence.persist(service, ask, wish.signal);
    },
  });
  const turns = createTurns({ max: perHost, onLimit: options.onLimit });
  const ask = createConversation({ places, send: transport.send, tls, authorization, persistence, turns });
  const room: Room = {
    ...{ ask, persistence, secrets, clock, onResume: options.onResume },
    uploads: createUploadMemory({ records: options.records, clock, secrets, pid: process.pid, isAlive }),
    lacks: { head: new Set(), chunks: new Set(), referrers: new Set(), mirrors: new Set() },
    pieces: createPieceBook(options.chunkBytes ?? 16 * MIB, { records: options.records, clock }),
    commitMs: options.commitMs ?? 300_000,
  };
  const close = (): void => {
    shared.close();
    transport.close();
  };
  return { room, close };
}

/** The registry's certificates on its own origin, its authorities on its own host; elsewhere what is said of that host. */
function tlsOfRealm({ realm }: Omit<TokenWish, 'tls'>, endpoint: Endpoint, places: Places) {
  const isOwn = isSameOrigin(realm.href, endpoint.origin);
  const isSameHost = realm.hostname === new URL(endpoint.origin).hostname;
  return [isSameHost ? endpoint.settings : findSettings(realm.host, places), isOwn] as const;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another user's; node:process rejects with nothing else
  }
}
