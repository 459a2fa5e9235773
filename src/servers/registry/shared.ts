/**
 * A registry server that gets on with others of the same store: the first one listens, the next ones use it, and
 * take over when it ends.
 *
 *     run 1   listen ─────────────── close
 *     run 2         share (port is ours) ──► listen ─────── close
 *
 * Clients notice a moment without a listener and ask again; an upload goes on where it was, since uploads lie in
 * the store. A port that leads anywhere else is PORT_IN_USE.
 */
import { setTimeout } from 'node:timers/promises';
import { OrchestratorError } from '../../errors/problem.ts';
import { findPortOwner } from './same-store.ts';
import { createRegistryServer, type Listening, type RegistryServer, type RegistryServerOptions } from './server.ts';

/** How often a waiting server looks whether the port is free; asking takes some 50 µs. */
const LOOK_MS = 20;
/** An owner that ends between our two questions is met once, perhaps twice; more than that is no coincidence. */
const TRIES = 5;

export function createSharedServer(options: RegistryServerOptions): RegistryServer {
  const ended = new AbortController();
  let own: RegistryServer | undefined;
  let waiting: Promise<void> = Promise.resolve();
  let listening: Promise<Listening> | undefined;

  /** Undefined where another program has the port; nothing is left open then. */
  const tryListen = async (signal: AbortSignal): Promise<Listening | OrchestratorError> => {
    const server = createRegistryServer(options);
    try {
      const at = await server.listen(signal);
      own = server;
      return at;
    } catch (error) {
      if (error instanceof OrchestratorError && error.problems[0].code === 'PORT_IN_USE') return error;
      throw error;
    }
  };

  /** Others may come first; then they have it, and we wait on. */
  const takeOver = async (): Promise<void> => {
    while (!ended.signal.aborted && own === undefined) {
      await setTimeout(LOOK_MS, undefined, { signal: ended.signal }).catch(() => undefined);
      if (!ended.signal.aborted) await tryListen(ended.signal);
    }
  };

  const start = async (signal: AbortSignal): Promise<Listening> => {
    for (let tries = 1; ; tries += 1) {
      const at = await tryListen(signal);
      if (!(at instanceof OrchestratorError)) return at;
      const owner = isShareable(options) ? await findPortOwner(options.port, options.store, signal) : 'other';
      if (owner === 'other' || tries === TRIES) throw at;
      if (owner === 'gone') continue;
      waiting = takeOver();
      const host = `localhost:${options.port}`;
      return { port: options.port, host, url: `http://${host}`, shared: true };
    }
  };

  return {
    listen(signal) {
      listening ??= start(signal);
      return listening;
    },
    async close() {
      ended.abort();
      await listening?.catch(() => undefined);
      await waiting;
      await own?.close();
    },
  };
}

/** A registry for others is its own affair: it has an address, a password or a certificate. */
const isShareable = ({ address, password, tls }: RegistryServerOptions): boolean =>
  address === undefined && password === undefined && tls === undefined;
