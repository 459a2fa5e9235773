/**
 * Podman's Docker-compatible API on a Unix socket.
 *
 * Classic builds and pushes work; there is no BuildKit in it, so clients need `DOCKER_BUILDKIT=0`.
 * A container needs `HostConfig.NetworkMode` `host` or `none`, since podman's own bridge would leave rules in the
 * host's iptables; and `HostConfig.Ulimits` for `nofile` and `nproc`, since podman asks for more than a machine
 * without CAP_SYS_RESOURCE gives. Short names come from the mirror's `library/`.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { removeFolder, startDaemon } from './daemon.ts';
import type { Engine } from './dockerd.ts';
import { ask } from './http.ts';
import type { Run } from './run.ts';
import { needProgram, needRoot, type Running } from './service.ts';
import { findProgram } from './tools.ts';

export interface PodmanOptions {
  /** `127.0.0.1:PORT` of the registry that stands in for Docker Hub. */
  readonly mirror: string;
}

/** Starts one as root; its images and containers go away with it. */
export async function startPodman(run: Run, { mirror }: PodmanOptions): Promise<Running<Engine>> {
  const program = needProgram('podman', findProgram('podman'), 'install-debian.sh');
  needRoot('podman');
  const folder = await run.createFolder('podman');
  const socket = join(folder, 'podman.sock');
  await writeFile(join(folder, 'registries.conf'), registriesConf(mirror));
  const base = [
    ...['--root', join(folder, 'root'), '--runroot', join(folder, 'run'), '--tmpdir', join(folder, 'tmp')],
    ...['--cgroup-manager', 'cgroupfs', '--events-backend', 'file', '--runtime', 'runc'],
  ];
  const env = { CONTAINERS_REGISTRIES_CONF: join(folder, 'registries.conf') };
  const daemon = await startDaemon(run, {
    name: 'podman',
    program,
    args: [...base, 'system', 'service', '--time=0', `unix://${socket}`],
    env,
    probe: async () => (await ask('http://podman/_ping', { socketPath: socket })).status === 200,
  });
  return {
    facts: { socket, dockerHost: `unix://${socket}`, log: daemon.log },
    stop: async () => {
      // Containers run under their own monitor and would outlive the service.
      await execa(program, [...base, 'rm', '--all', '--force', '--time=0'], { env, reject: false });
      await daemon.stop();
      await removeFolder(folder);
    },
  };
}

const registriesConf = (mirror: string): string => `unqualified-search-registries = ["docker.io"]
[[registry]]
prefix = "docker.io"
location = "${mirror}"
insecure = true
[[registry]]
location = "127.0.0.1"
insecure = true
[[registry]]
location = "localhost"
insecure = true
`;
