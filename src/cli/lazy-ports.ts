/** Ports that load and open what is behind them at the first call, so that a command pays for what it uses. */

import type { RegistryClientOptions } from '../adapters/registry/options.ts';
import { OrchestratorError } from '../errors/problem.ts';
import type { Deflate } from '../ports/deflate.ts';
import type { Engine } from '../ports/engine.ts';
import type { Fetch } from '../ports/fetch.ts';
import type { Registry } from '../ports/registry.ts';

/** One registry, opened once. */
export function lazyRegistry(open: () => Promise<Registry>): Registry {
  const get = once(open);
  return {
    resolve: async (...args) => (await get()).resolve(...args),
    pullManifest: async (...args) => (await get()).pullManifest(...args),
    pullBlob: async function* (...args) {
      yield* (await get()).pullBlob(...args);
    },
    hasBlob: async (...args) => (await get()).hasBlob(...args),
    pushBlob: async (...args) => (await get()).pushBlob(...args),
    pushManifest: async (...args) => (await get()).pushManifest(...args),
    tags: async (...args) => (await get()).tags(...args),
    referrers: async (...args) => (await get()).referrers(...args),
    beginBlob: async (...args) => (await get()).beginBlob?.(...args),
    makeReady: async () => void (await get()),
  };
}

/** The embedded registry answers for its own host, and without a socket; the client for all others. */
export function routeByHost(host: string, embedded: Registry, remote: Registry): Registry {
  const pick = ({ registry }: { readonly registry: string }): Registry => (registry === host ? embedded : remote);
  return {
    resolve: (reference, ...rest) => pick(reference).resolve(reference, ...rest),
    pullManifest: (reference, ...rest) => pick(reference).pullManifest(reference, ...rest),
    pullBlob: (repository, ...rest) => pick(repository).pullBlob(repository, ...rest),
    hasBlob: (repository, ...rest) => pick(repository).hasBlob(repository, ...rest),
    pushBlob: (repository, ...rest) => pick(repository).pushBlob(repository, ...rest),
    pushManifest: (reference, ...rest) => pick(reference).pushManifest(reference, ...rest),
    tags: (repository, ...rest) => pick(repository).tags(repository, ...rest),
    referrers: (repository, ...rest) => pick(repository).referrers(repository, ...rest),
    beginBlob: async (repository, ...rest) => pick(repository).beginBlob?.(repository, ...rest),
    makeReady: async (repository) => pick(repository).makeReady?.(repository),
  };
}

/** The engine that the environment names; offline, each call is refused. */
export function lazyEngine(options: RegistryClientOptions, offline: boolean): Engine {
  const get = once(() => openEngine(options, offline));
  return {
    info: async (...args) => (await get()).info(...args),
    build: async (...args) => (await get()).build(...args),
    findImage: async (...args) => (await get()).findImage(...args),
    tag: async (...args) => (await get()).tag(...args),
    push: async (...args) => (await get()).push(...args),
    pull: async (...args) => (await get()).pull(...args),
    remove: async (...args) => (await get()).remove(...args),
    save: async function* (...args) {
      yield* (await get()).save(...args);
    },
  };
}

async function openEngine(
  { system, env, home, projectFolder }: RegistryClientOptions,
  offline: boolean,
): Promise<Engine> {
  if (offline)
    throw new OrchestratorError({
      code: 'NETWORK_REFUSED',
      message: 'the engine would have to be asked, and this run is offline',
    });
  const { createEngine } = await import('../adapters/engine/engine.ts');
  const { createEngineCredentials } = await import('../adapters/registry/engine-credentials.ts');
  const findCredential = createEngineCredentials({ ...system, env, home, projectFolder });
  return createEngine({ files: system.files, env: definedOnly(env), home, findCredential });
}

export function lazyDeflate(open: () => Promise<Deflate>): Deflate {
  const get = once(open);
  return {
    compress: async (...args) => (await get()).compress(...args),
    makeReady: async () => (await get()).makeReady?.(),
  };
}

export function lazyFetch(offline: boolean): Fetch {
  const get = once(async () => {
    const web = await import('../adapters/web/fetch.ts');
    return offline ? web.createOfflineFetch() : web.createFetch();
  });
  return { fetchText: async (...args) => (await get()).fetchText(...args) };
}

export const definedOnly = (env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));

export const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
