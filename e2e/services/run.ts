/**
 * One run of services: an ephemeral folder, a folder for logs, and a promise that nothing stays.
 *
 *     <tmp>/orc-e2e-k3Xq9a/        one folder per service; gone after the run
 *     <cache>/logs/2026-01-31T…/   one file per process; the newest few runs are kept
 *
 * A guard process (`guard.sh`) holds the read end of a pipe. When this process closes the pipe, is
 * interrupted or is killed, the guard ends what is left, undoes mounts and removes the folder.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from './tools.ts';

/** Runs whose logs are kept. */
const KEPT_LOGS = 10;

export interface Run {
  /** Absolute path of a folder that goes away with the run. Short, since Unix sockets lie in it (107 bytes at most). */
  readonly folder: string;
  /** Absolute path of the folder that keeps the logs. */
  readonly logs: string;
  /** Aborted when the run is closed; every probe and start listens to it. */
  readonly signal: AbortSignal;
  /** Remembers something to stop with the run; all of it is stopped side by side. */
  defer(stop: () => Promise<void>): void;
  /** Makes a fresh folder `<folder>/<name>-<n>`. */
  createFolder(name: string): Promise<string>;
}

/**
 * Opens a run.
 *
 * @param name Part of the log folder's name, for a person who looks for it.
 * @param parent Folder for the logs; a test that starts a service of its own gives `services.folders.logs`.
 * @returns The run, and `close`, which stops everything and resolves when nothing is left.
 */
export async function openRun(name: string, parent?: string): Promise<{ run: Run; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'orc-e2e-'));
  // Detached: a Ctrl-C in the terminal must not reach the guard.
  const guard = spawn(join(import.meta.dirname, 'guard.sh'), [folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(guard, 'spawn');
  guard.stdin.on('error', () => undefined);
  guard.unref();

  // Logs of a cluster that is kept for long are the oldest, and go first.
  if (parent !== undefined) await mkdir(parent, { recursive: true });
  const logs = parent === undefined ? await createLogFolder(name) : await mkdtemp(join(parent, `${name}-`));
  const stops: (() => Promise<void>)[] = [];
  const controller = new AbortController();
  let count = 0;

  const run: Run = {
    folder,
    logs,
    signal: controller.signal,
    defer: (stop) => void stops.push(stop),
    createFolder: async (label) => {
      count += 1;
      const path = join(folder, `${label}-${count}`);
      await mkdir(path, { recursive: true });
      return path;
    },
  };

  const close = async (): Promise<void> => {
    controller.abort(new Error('the run of the services was closed'));
    // What fails here, the guard finishes.
    await Promise.allSettled(stops.splice(0).map((stop) => stop()));
    guard.ref();
    const ended = once(guard, 'exit');
    guard.stdin.end();
    await ended;
  };
  return { run, close };
}

async function createLogFolder(name: string): Promise<string> {
  const parent = join(cacheFolder(), 'logs');
  const folder = join(parent, `${new Date().toISOString().replaceAll(':', '-')}-${name}-${process.pid}`);
  await mkdir(folder, { recursive: true });
  const old = (await readdir(parent)).sort().slice(0, -KEPT_LOGS);
  await Promise.all(old.map((entry) => rm(join(parent, entry), { recursive: true, force: true })));
  return folder;
}
