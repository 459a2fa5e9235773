/**
 * etcd and an API server: a whole cluster to whoever only talks to it. The first one gets controllers, a scheduler and
 * a node beside it; a second one stands for another cluster that is named the same.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Daemon, startDaemon } from '../daemon.ts';
import { ask } from '../http.ts';
import { findPort } from '../ports.ts';
import type { Run } from '../run.ts';
import { NODE_IP, NODE_PORTS } from './addresses.ts';
import { type Pki, writeKubeconfig } from './pki.ts';

export interface ControlPlane {
  /** `https://127.0.0.1:PORT`. */
  readonly server: string;
  /** Path, with the rights of an administrator. */
  readonly kubeconfig: string;
  readonly daemons: readonly Daemon[];
  /** Kills the API server as a crash would, and starts it again on the same port. Resolves when it answers. */
  restart(): Promise<void>;
}

export interface ControlPlaneOptions {
  readonly name: string;
  /** The program that is all programs. */
  readonly kube: string;
  /** Holds etcd's data and the kubeconfig. */
  readonly folder: string;
  readonly pki: Pki;
  readonly context: string;
  readonly services: string;
  /** False where no controllers run: no service account is ever made there. */
  readonly hasNode: boolean;
}

export async function startControlPlane(run: Run, options: ControlPlaneOptions): Promise<ControlPlane> {
  const { name, kube, folder, pki, context } = options;
  const [client, peer, port] = [await findPort(), await findPort(), await findPort()];
  const url = (at: number) => `http://127.0.0.1:${at}`;
  const server = `https://127.0.0.1:${port}`;
  const ca = await readFile(pki.ca.cert, 'utf8');

  const etcd = startDaemon(run, {
    name: `${name}-etcd`,
    program: kube,
    args: [
      ...['etcd', '--name=e', `--data-dir=${join(folder, `${name}-etcd`)}`, '--unsafe-no-fsync', '--log-level=error'],
      ...[`--listen-client-urls=${url(client)}`, `--advertise-client-urls=${url(client)}`],
      ...[`--listen-peer-urls=${url(peer)}`, `--initial-advertise-peer-urls=${url(peer)}`],
      `--initial-cluster=e=${url(peer)}`,
    ],
    stopSignal: 'SIGKILL',
    probe: async () => (await ask(`${url(client)}/health`)).status === 200,
  });
  const startApi = () =>
    startDaemon(run, {
      name: `${name}-apiserver`,
      program: kube,
      args: apiServerArgs(options, { etcd: url(client), port }),
      // It would drain its connections for a minute.
      stopSignal: 'SIGKILL',
      probe: async () => (await ask(`${server}/readyz`, { ca })).status === 200,
    });
  const [store, first] = await Promise.all([etcd, startApi()]);
  let api = first;
  return {
    server,
    kubeconfig: await writeKubeconfig(join(folder, `${name}.kubeconfig`), {
      server,
      ca: pki.ca.cert,
      user: pki.admin,
      name: context,
    }),
    daemons: [{ ...first, stop: () => api.stop() }, store],
    restart: async () => {
      await api.stop();
      api = await startApi();
    },
  };
}

function apiServerArgs(
  { pki, services, hasNode }: ControlPlaneOptions,
  { etcd, port }: { readonly etcd: string; readonly port: number },
): readonly string[] {
  return [
    ...['kube-apiserver', `--etcd-servers=${etcd}`, `--secure-port=${port}`],
    // Pods reach the first one through a Service, which leads to the node's address.
    `--bind-address=${hasNode ? '0.0.0.0' : '127.0.0.1'}`,
    ...[`--advertise-address=${NODE_IP}`, `--service-cluster-ip-range=${services}`],
    ...(hasNode
      ? [`--service-node-port-range=${NODE_PORTS}`, '--enable-admission-plugins=NodeRestriction']
      : ['--endpoint-reconciler-type=none', '--disable-admission-plugins=ServiceAccount']),
    ...['--authorization-mode=Node,RBAC', '--allow-privileged=true', '--anonymous-auth=true', '--profiling=false'],
    ...[`--client-ca-file=${pki.ca.cert}`, `--tls-cert-file=${pki.server.cert}`],
    `--tls-private-key-file=${pki.server.key}`,
    ...[`--kubelet-certificate-authority=${pki.ca.cert}`, '--kubelet-preferred-address-types=InternalIP'],
    `--kubelet-client-certificate=${pki.kubeletClient.cert}`,
    `--kubelet-client-key=${pki.kubeletClient.key}`,
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    ...[`--service-account-key-file=${pki.accounts}`, `--service-account-signing-key-file=${pki.accounts}`],
    '--v=1',
  ];
}
