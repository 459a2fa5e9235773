/** The ports of a run that depend on the config: the store, the registries, the engine. */
import { join, resolve } from 'node:path';
import { createGit } from '../adapters/git/git.ts';
import { createNotes } from '../adapters/records/notes.ts';
import { createRecords } from '../adapters/records/records.ts';
import type { RegistryClientOptions } from '../adapters/registry/options.ts';
import { createFileDigests } from '../adapters/tree/file-digests.ts';
import { shortDigest } from '../image/digest.ts';
import type { Scope } from '../lib/scope.ts';
import { formatBytes } from '../lib/terminal-text.ts';
import { withJournaledTags } from '../pipeline/journaled-registry.ts';
import type { Project } from '../pipeline/load.ts';
import type { EmbeddedRegistry, PipelinePorts } from '../pipeline/ports.ts';
import type { Registry } from '../ports/registry.ts';
import { cleanUpDaily } from './clean-up.ts';
import type { FlagValues } from './flags.ts';
import { lazyDeflate, lazyEngine, lazyFetch, lazyRegistry, routeByHost } from './lazy-ports.ts';
import { openState, type State } from './state.ts';
import type { BasePorts, Machine } from './wiring.ts';

export interface ConnectRequest {
  readonly project: Project;
  /** The one being run, e.g. `build`. */
  readonly command: string;
  readonly base: BasePorts;
  readonly machine: Machine;
  readonly flags: FlagValues;
  /** Absolute path of the program's folder, where the compression worker lies. */
  readonly programFolder: string;
  /** Closes what is opened here. */
  readonly scope: Scope;
}

const DEFAULT_PORT = 5080;

/** Opens nothing yet: each port opens what it needs when it is first used. */
export function connect(request: ConnectRequest): PipelinePorts {
  const { project, command, base, machine, flags, programFolder, scope } = request;
  const offline = flags.offline ?? false;
  const state = join(project.configDir, '.orchestrator');
  const opened = openState(state, command, base, scope);
  const { store, locks, journal } = opened;
  const embedded = embeddedOf(project, opened, base, scope);
  const workerFile = join(programFolder, 'deflate-worker.cjs');
  // This thread only reads and sends while they compress.
  const threads = Math.max(1, machine.cpus);
  const options = registryOptions(request);
  const records = createRecords(join(state, 'records'), opened.makeFolder);
  return {
    ...base,
    env: project.env,
    git: createGit({ processes: base.system.processes, env: project.env }),
    fetch: lazyFetch(offline),
    store,
    locks,
    journal,
    records,
    notes: createNotes(state),
    fileDigests: scope.use(createFileDigests(records, base.system.clock), (owned) => owned.close()),
    deflate: lazyDeflate(async () => {
      const { createDeflate } = await import('../adapters/deflate/deflate.ts');
      return scope.use(createDeflate({ workerFile, threads }), (owned) => owned.close());
    }),
    embedded,
    prepareState: opened.prepare,
    cleanUp: () =>
      opened.ifKept(() =>
        cleanUpDaily({ state, maxSize: project.resolved.config.registry?.maxSize }, { ...base, records, store }),
      ),
    registry: routeByHost(
      embedded.host,
      lazyRegistry(async () => {
        opened.expectKept();
        return (await import('../servers/registry/embedded.ts')).createEmbeddedRegistry(store);
      }),
      withJournaledTags(
        lazyRegistry(() => openRemote({ ...options, records }, offline, scope)),
        journal,
      ),
    ),
    engine: lazyEngine(options, offline),
  };
}

/** Registries as the config here says that they are reached, if there is one. */
export function connectRegistry(
  request: Omit<ConnectRequest, 'project' | 'command' | 'programFolder'> & { readonly project: Project | undefined },
): Registry {
  const { flags, scope } = request;
  return lazyRegistry(() => openRemote(registryOptions(request), flags.offline ?? false, scope));
}

function registryOptions({
  project,
  base,
  machine,
  flags,
}: Pick<ConnectRequest, 'base' | 'machine' | 'flags'> & {
  readonly project: Project | undefined;
}): RegistryClientOptions {
  const folder = project?.configDir ?? base.workDir;
  const absolute = (file: string | undefined): string | undefined => file && resolve(folder, file);
  return {
    system: base.system,
    env: project?.env ?? base.env,
    home: machine.home,
    projectFolder: folder,
    registries: (project?.resolved.config.registries ?? []).map((one) => ({
      ...one,
      caFile: absolute(one.caFile),
      certFile: absolute(one.certFile),
      keyFile: absolute(one.keyFile),
    })),
    insecureRegistries: [
      ...(flags['insecure-registry'] ?? []),
      ...(project?.resolved.config.build.insecureRegistries ?? []),
      ...(project?.settings.insecureRegistries ?? []),
    ],
    onRetry: ({ host, why, waitMs, isLimit }) => {
      const message = `${host}: ${why}; again in ${Math.round(waitMs)} ms`;
      // That is told once, by onLimit.
      if (!isLimit) base.emit({ type: 'notice', level: 'info', message });
    },
    onResume: ({ host, digest, offset, size }) => {
      const message = `${host}: ${shortDigest(digest)} goes on at ${formatBytes(offset)} of ${formatBytes(size)}, where an earlier run stopped`;
      base.emit({ type: 'notice', level: 'info', message });
    },
    onLimit: ({ host, atOnce }) => {
      const message = `${host} limits requests: it gets ${atOnce} at once now, and more again as it allows`;
      base.emit({ type: 'notice', level: 'info', message });
    },
  };
}

async function openRemote(options: RegistryClientOptions, offline: boolean, scope: Scope): Promise<Registry> {
  if (offline) return (await import('../adapters/registry/offline.ts')).createOfflineRegistry();
  const { createRegistryClient } = await import('../adapters/registry/client.ts');
  return scope.use(createRegistryClient(options), (client) => client.close());
}

/** Its name is fixed by the config, so that references stay the same; it listens when somebody else must reach it. */
function embeddedOf(project: Project, state: State, { emit, signal }: BasePorts, scope: Scope): EmbeddedRegistry {
  const port = project.resolved.config.registry?.port ?? DEFAULT_PORT;
  let listening: Promise<unknown> | undefined;
  const listen = async (): Promise<void> => {
    state.expectKept();
    const { createSharedServer } = await import('../servers/registry/shared.ts');
    const server = createSharedServer({
      store: state.store,
      port,
      notify: (problem) => emit({ type: 'notice', level: 'warning', message: problem.message, problem }),
    });
    scope.use(server, (open) => open.close());
    await server.listen(signal);
  };
  return {
    host: `localhost:${port}`,
    async listen() {
      listening ??= listen();
      await listening;
    },
  };
}
