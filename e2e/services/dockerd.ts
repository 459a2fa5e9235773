/**
 * A Docker daemon of the run's own, beside any that the machine has.
 *
 * Without a bridge and without iptables rules, so that nothing of the host's network changes. What follows:
 * a build through BuildKit needs `--network none` or `--network host` for its RUN steps; ports are not published.
 * Registries on 127.0.0.0/8 may speak plain HTTP. Short names (`alpine:3.20`) come from the mirror's `library/`.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder, startDaemon } from './daemon.ts';
import { ask } from './http.ts';
import type { Run } from './run.ts';
import { needProgram, needRoot, type Running } from './service.ts';
import { findProgram } from './tools.ts';

export interface Engine {
  /** Absolute path of the API's Unix socket. */
  readonly socket: string;
  /** The same for `DOCKER_HOST`. */
  readonly dockerHost: string;
  readonly log: string;
}

export interface DockerdOptions {
  /** Names the log; default `dockerd`. */
  readonly name?: string;
  /** URL of the registry that stands in for Docker Hub. */
  readonly mirror?: string;
}

/** Starts one as root; its images and containers go away with it. */
export async function startDockerd(run: Run, options: DockerdOptions = {}): Promise<Running<Engine>> {
  const program = needProgram('dockerd', findProgram('dockerd'), 'install-debian.sh');
  needRoot('dockerd');
  const name = options.name ?? 'dockerd';
  const folder = await run.createFolder(name);
  const socket = join(folder, 'docker.sock');
  await writeFile(join(folder, 'daemon.json'), '{}');
  const daemon = await startDaemon(run, {
    name,
    program,
    args: [
      ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
      ...['-H', `unix://${socket}`, '--pidfile', join(folder, 'docker.pid')],
      // The machine's own daemon.json must not count.
      ...['--config-file', join(folder, 'daemon.json')],
      ...['--bridge=none', '--iptables=false', '--ip6tables=false', '--shutdown-timeout=3'],
      ...(options.mirror ? [`--registry-mirror=${options.mirror}`] : []),
    ],
    probe: async () => (await ask('http://docker/_ping', { socketPath: socket })).status === 200,
  });
  return {
    facts: { socket, dockerHost: `unix://${socket}`, log: daemon.log },
    stop: async () => {
      await daemon.stop();
      await removeFolder(folder);
    },
  };
}
