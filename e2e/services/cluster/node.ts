/** What makes a control plane a cluster: controllers, a scheduler, and one node with its proxy and name server. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Daemon, startDaemon } from '../daemon.ts';
import { ask } from '../http.ts';
import type { Run } from '../run.ts';
import { NODE, NODE_IP, POD_RANGE, ports, SERVICE_OF_NAMES } from './addresses.ts';
import type { Containerd } from './containerd.ts';
import { type Pair, type Pki, writeKubeconfig } from './pki.ts';

export interface NodeOptions {
  readonly kube: string;
  readonly folder: string;
  readonly pki: Pki;
  readonly server: string;
  readonly containerd: Containerd;
}

export async function startNode(run: Run, options: NodeOptions): Promise<readonly Daemon[]> {
  const { kube, folder, pki, server } = options;
  const ca = await readFile(pki.ca.cert, 'utf8');
  const as = (name: string, user: Pair) =>
    writeKubeconfig(join(folder, `${name}.kubeconfig`), { server, ca: pki.ca.cert, user, name });
  // The defaults of 20 requests a second would make the first service account wait for 9 s.
  const fast = ['--kube-api-qps=1000', '--kube-api-burst=2000', '--profiling=false', '--leader-elect=false'];
  const healthy = (url: string) => async () => (await ask(url, url.startsWith('https:') ? { ca } : {})).status < 500;
  const start = (name: string, args: readonly string[], probe: () => Promise<boolean>) =>
    startDaemon(run, { name, program: kube, args: [name, ...args], stopSignal: 'SIGKILL', probe });

  const [controllers, scheduler, kubelet, proxy, admin] = await Promise.all([
    as('controllers', pki.controllers),
    as('scheduler', pki.scheduler),
    as('kubelet', pki.kubelet),
    as('proxy', pki.proxy),
    as('names', pki.admin),
  ]);
  await writeFile(join(folder, 'resolv.conf'), '');
  await writeFile(join(folder, 'kubelet.json'), JSON.stringify(kubeletSettings(options)));
  await writeFile(join(folder, 'proxy.json'), JSON.stringify(proxySettings(proxy)));
  const loopback = (port: number) => ['--bind-address=127.0.0.1', `--secure-port=${port}`];
  // Their own certificates are made up at the start, so only that they listen is probed.
  const listens = (port: number) => async () => {
    await ask(`https://127.0.0.1:${port}/healthz`).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') throw error;
    });
    return true;
  };
  return Promise.all([
    start('kubelet', kubeletArgs(folder, kubelet), healthy(`http://127.0.0.1:${ports.kubeletHealth}/healthz`)),
    start('kube-proxy', [`--config=${join(folder, 'proxy.json')}`], healthy(`http://127.0.0.1:${ports.proxyHealth}/`)),
    start(
      'kube-controller-manager',
      [
        ...[`--kubeconfig=${controllers}`, ...loopback(ports.controllers), ...fast],
        ...['--use-service-account-credentials=true', `--service-account-private-key-file=${pki.accounts}`],
        ...[`--root-ca-file=${pki.ca.cert}`, '--allocate-node-cidrs=false', `--cert-dir=${join(folder, 'kcm')}`],
        ...[`--cluster-signing-cert-file=${pki.ca.cert}`, `--cluster-signing-key-file=${pki.ca.key}`],
      ],
      listens(ports.controllers),
    ),
    start(
      'kube-scheduler',
      [`--kubeconfig=${scheduler}`, ...loopback(ports.scheduler), ...fast, `--cert-dir=${join(folder, 'sched')}`],
      listens(ports.scheduler),
    ),
    start('dns', [`--kubeconfig=${admin}`, `--listen=${NODE_IP}:${ports.names}`], async () => true),
  ]);
}

const kubeletArgs = (folder: string, kubeconfig: string): readonly string[] => [
  ...[`--config=${join(folder, 'kubelet.json')}`, `--kubeconfig=${kubeconfig}`],
  ...[`--root-dir=${join(folder, 'kubelet')}`, `--cert-dir=${join(folder, 'kubelet-pki')}`],
  ...[`--hostname-override=${NODE}`, `--node-ip=${NODE_IP}`, '--v=2'],
];

/** Restarts are tried, and volumes followed, within seconds; nothing is evicted or collected. */
const kubeletSettings = ({ folder, pki, containerd }: NodeOptions) => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  address: NODE_IP,
  port: ports.kubelet,
  healthzBindAddress: '127.0.0.1',
  healthzPort: ports.kubeletHealth,
  tlsCertFile: pki.kubelet.cert,
  tlsPrivateKeyFile: pki.kubelet.key,
  authentication: { anonymous: { enabled: false }, webhook: { enabled: true }, x509: { clientCAFile: pki.ca.cert } },
  authorization: { mode: 'Webhook' },
  containerRuntimeEndpoint: `unix://${containerd.socket}`,
  cgroupDriver: 'cgroupfs',
  failCgroupV1: false,
  failSwapOn: false,
  clusterDomain: 'cluster.local',
  clusterDNS: [SERVICE_OF_NAMES],
  resolvConf: join(folder, 'resolv.conf'),
  podLogsDir: join(folder, 'pod-logs'),
  volumePluginDir: join(folder, 'volume-plugins'),
  imageGCHighThresholdPercent: 100,
  imageGCLowThresholdPercent: 99,
  evictionHard: {
    'memory.available': '100Mi',
    'nodefs.available': '1%',
    'nodefs.inodesFree': '1%',
    'imagefs.available': '1%',
  },
  enforceNodeAllocatable: [],
  maxPods: 200,
  registryPullQPS: 0,
  eventRecordQPS: 0,
  serializeImagePulls: false,
  nodeStatusUpdateFrequency: '5s',
  crashLoopBackOff: { maxContainerRestartPeriod: '30s' },
  featureGates: { KubeletCrashLoopBackOffMax: true },
  makeIPTablesUtilChains: false,
  syncFrequency: '2s',
  kubeAPIQPS: 500,
  kubeAPIBurst: 1000,
});

const proxySettings = (kubeconfig: string) => ({
  apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
  kind: 'KubeProxyConfiguration',
  mode: 'nftables',
  hostnameOverride: NODE,
  clientConnection: { kubeconfig },
  clusterCIDR: POD_RANGE,
  healthzBindAddress: `127.0.0.1:${ports.proxyHealth}`,
  metricsBindAddress: `127.0.0.1:${ports.proxyMetrics}`,
  nodePortAddresses: ['primary'],
  conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
});
