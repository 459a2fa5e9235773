/**
 * buildkitd, and buildx with a builder that drives it: builds for two platforms, caches in a registry, secrets.
 *
 * Registries on 127.0.0.1 that speak plain HTTP have to be named before it starts. RUN steps use the host's
 * network. Docker Hub's names come from the mirror.
 */

import { once } from 'node:events';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { removeFolder, startDaemon } from './daemon.ts';
import type { Run } from './run.ts';
import { needProgram, needRoot, type Running } from './service.ts';
import { findProgram, findTool } from './tools.ts';

export interface Buildkit {
  /** `unix://` and the socket's absolute path. */
  readonly address: string;
  /** Path of the buildx program; it also runs alone, as `buildx build`. */
  readonly buildx: string;
  /**
   * A folder for `DOCKER_CONFIG`: buildx is a plugin of `docker` there, and the builder is known there.
   * For a config of a test's own, copy it with its links kept.
   */
  readonly dockerConfig: string;
  /** Name of the builder for `--builder`. */
  readonly builder: string;
  readonly log: string;
}

export interface BuildkitdOptions {
  /** Plain-HTTP registries, each `127.0.0.1:PORT`; the first stands in for Docker Hub. */
  readonly registries: readonly [string, ...string[]];
}

/** Starts one as root and makes the builder `e2e` for it. */
export async function startBuildkitd(run: Run, { registries }: BuildkitdOptions): Promise<Running<Buildkit>> {
  const program = needProgram('buildkitd', findTool('buildkitd'), 'install-tools.sh');
  const buildx = needProgram('buildx', findTool('buildx'), 'install-tools.sh');
  needProgram('runc', findProgram('runc'), 'install-debian.sh');
  needRoot('buildkitd');
  const folder = await run.createFolder('buildkitd');
  const socket = join(folder, 'buildkitd.sock');
  const address = `unix://${socket}`;
  await writeFile(join(folder, 'buildkitd.toml'), config(folder, address, registries));
  const daemon = await startDaemon(run, {
    name: 'buildkitd',
    program,
    args: ['--config', join(folder, 'buildkitd.toml')],
    probe: () => canConnect(socket),
  });

  const dockerConfig = join(folder, 'docker-config');
  await mkdir(join(dockerConfig, 'cli-plugins'), { recursive: true });
  await symlink(buildx, join(dockerConfig, 'cli-plugins', 'docker-buildx'));
  await writeFile(join(dockerConfig, 'config.json'), '{}\n');
  await execa(buildx, ['create', '--name', 'e2e', '--driver', 'remote', address], {
    env: { DOCKER_CONFIG: dockerConfig },
  });
  return {
    facts: { address, buildx, dockerConfig, builder: 'e2e', log: daemon.log },
    stop: async () => {
      await daemon.stop();
      await removeFolder(folder);
    },
  };
}

async function canConnect(path: string): Promise<boolean> {
  const connection = createConnection(path);
  try {
    await once(connection, 'connect');
    return true;
  } finally {
    connection.destroy();
  }
}

const config = (folder: string, address: string, registries: readonly [string, ...string[]]): string => `
root = "${join(folder, 'root')}"
[grpc]
  address = ["${address}"]
[worker.oci]
  enabled = true
  snapshotter = "overlayfs"
  binary = "runc"
  networkMode = "host"
  gc = false
[worker.containerd]
  enabled = false
[registry."docker.io"]
  mirrors = ["${registries[0]}"]
${registries.map((host) => `[registry."${host}"]\n  http = true\n`).join('')}`;
