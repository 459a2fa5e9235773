/**
 * Debian's containerd 1.6 with point-to-point pod networks. Images come from registries on 127.0.0.1 over plain HTTP,
 * each allowed by a folder that `allowRegistry` writes, also while it runs.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { type Daemon, startDaemon } from '../daemon.ts';
import { createLayer, writeLayout } from '../oci-layout.ts';
import type { Run } from '../run.ts';
import { needProgram } from '../service.ts';
import { findProgram } from '../tools.ts';
import { POD_SUBNET, ports } from './addresses.ts';

const PAUSE = 'localhost/pause:1';

export interface Containerd {
  readonly daemon: Daemon;
  /** Absolute path of its API's Unix socket. */
  readonly socket: string;
  /** Where it looks up how to speak with a registry. */
  readonly registries: string;
}

export async function startContainerd(run: Run, folder: string, pause: Buffer): Promise<Containerd> {
  const program = needProgram('containerd', findProgram('containerd'), 'install-debian.sh');
  const ctr = needProgram('ctr', findProgram('ctr'), 'install-debian.sh');
  needProgram('runc', findProgram('runc'), 'install-debian.sh');
  const socket = join(folder, 'containerd.sock');
  const registries = join(folder, 'registries');
  await mkdir(join(folder, 'cni'), { recursive: true });
  await mkdir(registries, { recursive: true });
  await writeFile(join(folder, 'containerd.toml'), settings(folder, socket, registries));
  await writeFile(join(folder, 'cni', '10-ptp.conflist'), JSON.stringify(podNetwork(folder)));
  const call = (...words: string[]) => execa(ctr, ['--address', socket, '--namespace', 'k8s.io', ...words]);
  const daemon = await startDaemon(run, {
    name: 'containerd',
    program,
    args: ['--config', join(folder, 'containerd.toml')],
    stopSignal: 'SIGKILL',
    probe: async () => (await call('version')).exitCode === 0,
  });
  await importPause(folder, pause, call);
  return { daemon, socket, registries };
}

/** From now on nodes pull images of `host` over plain HTTP. */
export async function allowRegistry(registries: string, host: string): Promise<void> {
  await mkdir(join(registries, host), { recursive: true });
  const text = `server = "http://${host}"\n[host."http://${host}"]\n  capabilities = ["pull", "resolve"]\n`;
  await writeFile(join(registries, host, 'hosts.toml'), text);
}

/** The image of every pod's sandbox: a process that does nothing. */
async function importPause(
  folder: string,
  busybox: Buffer,
  call: (...words: string[]) => PromiseLike<unknown>,
): Promise<void> {
  const layer = await createLayer([{ path: 'bin/busybox', content: busybox, mode: 0o755 }]);
  const layout = join(folder, 'pause');
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  const cmd = ['/bin/busybox', 'sleep', '2147483647'];
  await writeLayout(layout, [{ architecture, layers: [layer], cmd }]);
  await execa('tar', ['--create', '--file', `${layout}.tar`, '--directory', layout, '.']);
  await call('images', 'import', '--index-name', PAUSE, `${layout}.tar`);
}

/** restrict_oom_score_adj: without CAP_SYS_RESOURCE runc may not lower it, and no sandbox would start. */
const settings = (folder: string, socket: string, registries: string): string => `version = 2
root = "${join(folder, 'root')}"
state = "${join(folder, 'state')}"
disabled_plugins = [${['snapshotter.v1.btrfs', 'snapshotter.v1.aufs', 'snapshotter.v1.zfs', 'snapshotter.v1.devmapper']
  .map((plugin) => `"io.containerd.${plugin}"`)
  .join(', ')}]
[grpc]
  address = "${socket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE}"
  stream_server_address = "127.0.0.1"
  stream_server_port = "${ports.streaming}"
  netns_mounts_under_state_dir = true
  disable_apparmor = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${join(folder, 'cni')}"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
        Root = "${join(folder, 'runc')}"
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${registries}"
`;

/** Every packet of a pod is routed, so a Service reaches its own pod without a bridge in between. */
const podNetwork = (folder: string) => ({
  cniVersion: '0.4.0',
  name: 'orchestrator-e2e',
  plugins: [
    {
      type: 'ptp',
      mtu: 1500,
      ipMasq: false,
      ipam: {
        type: 'host-local',
        dataDir: join(folder, 'addresses'),
        ranges: [[{ subnet: POD_SUBNET }]],
        routes: [{ dst: '0.0.0.0/0' }],
      },
    },
  ],
});
