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
import { NODE_IP, NODE_PORTS, SERVICE_RANGE } from './addresses.ts';
import { type Pki, writeKubeconfig } from './pki.ts';

export interface ControlPlane {
  /** `https://127.0.0.1:PORT`. */
  readonly server: string;
  /** Path, with the rights of an administrator. */
  readonly kubeconfig: string;
  /** URL of its store. */
  readonly etcd: string;
  readonly daemons: readonly Daemon[];
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
  const { name, kube, folder, pki, context, services, hasNode } = options;
  const [client, peer, port] = [await findPort(), await findPort(), await findPort()];
  const url = (at: number) => `http://127.0.0.1:${at}`;
  const server = `https://127.0.0.1:${port}`;

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
  const args = [
    // Pods reach the first one through a Service, which leads to the node's address.
    `--bind-address=${hasNode ? '0.0.0.0' : '127.0.0.1'}`,
    `--service-cluster-ip-range=${services}`,
    ...(hasNode ? [] : ['--endpoint-reconciler-type=none', '--disable-admission-plugins=ServiceAccount']),
  ];
  const daemons = await Promise.all([
    startApiServer(run, { name: `${name}-apiserver`, kube, pki, etcd: url(client), port, args }),
    etcd,
  ]);
  const user = { server, ca: pki.ca.cert, user: pki.admin, name: context };
  return {
    server,
    kubeconfig: await writeKubeconfig(join(folder, `${name}.kubeconfig`), user),
    etcd: url(client),
    daemons,
  };
}

interface ApiServerOptions {
  /** Names the log. */
  readonly name: string;
  readonly kube: string;
  readonly pki: Pki;
  /** URL; several may share one. */
  readonly etcd: string;
  readonly port: number;
  readonly args: readonly string[];
}

async function startApiServer(run: Run, { args, ...options }: ApiServerOptions): Promise<Daemon> {
  const ca = await readFile(options.pki.ca.cert, 'utf8');
  return startDaemon(run, {
    name: options.name,
    program: options.kube,
    args: [...apiServerArgs(options), ...args],
    // It would drain its connections for a minute.
    stopSignal: 'SIGKILL',
    probe: async () => (await ask(`https://127.0.0.1:${options.port}/readyz`, { ca })).status === 200,
  });
}

/** One more of the cluster with a node, which a test may kill: the others do not notice. On 127.0.0.1. */
export const startSpareApiServer = (run: Run, options: Omit<ApiServerOptions, 'args' | 'name'>): Promise<Daemon> =>
  startApiServer(run, {
    ...options,
    name: 'spare-apiserver',
    args: [
      '--bind-address=127.0.0.1',
      `--service-cluster-ip-range=${SERVICE_RANGE}`,
      '--endpoint-reconciler-type=none',
    ],
  });

function apiServerArgs({ pki, etcd, port }: Omit<ApiServerOptions, 'args'>): readonly string[] {
  return [
    ...['kube-apiserver', `--etcd-servers=${etcd}`, `--secure-port=${port}`, `--advertise-address=${NODE_IP}`],
    ...[`--service-node-port-range=${NODE_PORTS}`, '--enable-admission-plugins=NodeRestriction'],
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
