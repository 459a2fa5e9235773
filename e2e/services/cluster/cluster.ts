/**
 * A real Kubernetes cluster of one node on this machine: etcd, API server, controllers, scheduler, kubelet, proxy and
 * containerd, with pods that run. And a second control plane whose context has the same name.
 *
 *     0 s   etcd, API server, network, containerd       side by side
 *     3 s   controllers, scheduler, kubelet, proxy
 *     4 s   the node is ready, and pods are let in
 *
 * Addresses are fixed (addresses.ts), so there is one at a time on a machine.
 */
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { removeFolder } from '../daemon.ts';
import type { Run } from '../run.ts';
import { MissingError, needProgram, needRoot, type Running } from '../service.ts';
import { findKube, findProgram } from '../tools.ts';
import { BRIDGE, NODE, NODE_IP, ports, SERVICE_OF_NAMES, SERVICE_RANGE } from './addresses.ts';
import { allowRegistry, startContainerd } from './containerd.ts';
import { startControlPlane } from './control-plane.ts';
import { openNetwork } from './network.ts';
import { startNode } from './node.ts';
import { createPki, type Pki } from './pki.ts';

export interface Cluster {
  /** Path of a kubeconfig with the rights of an administrator. */
  readonly kubeconfig: string;
  readonly context: string;
  /** `https://127.0.0.1:PORT`. */
  readonly server: string;
  /** URL of its store: `startSpareApiServer` takes it. */
  readonly etcd: string;
  /** Another cluster, without a node, whose context, authority and certificates are the same. */
  readonly second: { readonly kubeconfig: string; readonly server: string };
  /** The kubectl of the same version. */
  readonly kubectl: string;
  /** Absolute path of containerd's API socket; images of pods lie in its namespace `k8s.io`. */
  readonly containerd: string;
  /** Where a test allows one more registry: `allowRegistry(registries, host)`. */
  readonly registries: string;
  readonly pki: Pki;
}

const CONTEXT = 'real';

/** @param hosts Registries (`127.0.0.1:PORT`) that nodes may pull from. */
export async function startCluster(run: Run, hosts: readonly string[]): Promise<Running<Cluster>> {
  needRoot('a cluster');
  const kube = needProgram('kube', await findKube(), 'install-tools.sh');
  const busybox = await readFile(needProgram('busybox', findProgram('busybox'), 'install-debian.sh'));
  // Before there is a folder: for every run that has one, the guard sweeps the machine.
  const claim = await claimMachine(run.folder);
  const folder = await run.createFolder('cluster');
  const sweep = async () => void (await execa(join(import.meta.dirname, 'sweep.sh'), [folder], { reject: false }));
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    // The kubelet first, or it would start pods again.
    for (const end of stops.splice(0).reverse()) await end();
    await sweep();
    await removeFolder(folder);
    claim.close();
  };
  try {
    const pki = await createPki(folder);
    const plane = (name: string, services: string, hasNode: boolean) =>
      startControlPlane(run, { name, kube, folder, pki, context: CONTEXT, services, hasNode });
    const [first, containerd] = await Promise.all([
      plane('first', SERVICE_RANGE, true),
      startContainerd(run, folder, busybox),
      openNetwork(folder),
    ]);
    stops.push(...[...first.daemons, containerd.daemon].map((daemon) => () => daemon.stop()));
    await Promise.all(hosts.map((host) => allowRegistry(containerd.registries, host)));
    const [node, second] = await Promise.all([
      startNode(run, { kube, folder, pki, server: first.server, containerd }),
      plane('second', '10.96.1.0/24', false),
    ]);
    stops.push(...second.daemons.map((daemon) => () => daemon.stop()));
    stops.push(async () => void (await Promise.all(node.map((daemon) => daemon.stop()))));
    const kubectl = (...words: string[]) => execa(kube, ['kubectl', `--kubeconfig=${first.kubeconfig}`, ...words]);
    await execa(kube, ['kubectl', `--kubeconfig=${first.kubeconfig}`, 'apply', '-f', '-'], { input: nameService });
    await until(run, async () => {
      const { stdout } = await kubectl('get', 'node', NODE, '-o', 'jsonpath={.status.conditions[-1:].status}');
      if (stdout !== 'True') return false;
      await kubectl('get', 'serviceaccount', 'default');
      return true;
    });
    const program = join(folder, 'kubectl');
    await writeFile(program, `#!/bin/sh\nexec ${kube} kubectl "$@"\n`, { mode: 0o755 });
    const facts = {
      kubeconfig: first.kubeconfig,
      context: CONTEXT,
      server: first.server,
      etcd: first.etcd,
      second: { kubeconfig: second.kubeconfig, server: second.server },
      kubectl: program,
      containerd: containerd.socket,
      registries: containerd.registries,
      pki,
    };
    return { facts, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * What an earlier cluster left is cleared away, unless its run goes on. A port is what only one can have, from the first
 * moment on, and what a killed process gives back.
 */
async function claimMachine(folder: string): Promise<Server> {
  const claim = createServer().unref();
  claim.listen({ port: ports.claim, host: '127.0.0.1', exclusive: true });
  await once(claim, 'listening').catch((cause: unknown) => {
    throw new MissingError('another cluster runs on this machine', { cause });
  });
  const { exitCode, stdout } = await execa(join(import.meta.dirname, 'sweep.sh'), [folder, BRIDGE], { reject: false });
  if (exitCode === 0) return claim;
  claim.close();
  throw new MissingError(`another cluster runs on this machine${stdout && `: ${stdout}`}`);
}

async function until(run: Run, isTrue: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await isTrue().catch(() => false))) {
    run.signal.throwIfAborted();
    if (performance.now() > end) throw new Error('the node did not get ready within 60 s');
    await sleep(50, undefined, { signal: run.signal });
  }
}

const nameService = JSON.stringify({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'kube-dns', namespace: 'kube-system' },
      spec: {
        clusterIP: SERVICE_OF_NAMES,
        ports: [{ name: 'dns', port: 53, protocol: 'UDP', targetPort: ports.names }],
      },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: 'kube-dns',
        namespace: 'kube-system',
        labels: { 'kubernetes.io/service-name': 'kube-dns' },
      },
      addressType: 'IPv4',
      ports: [{ name: 'dns', port: ports.names, protocol: 'UDP' }],
      endpoints: [{ addresses: [NODE_IP], conditions: { ready: true } }],
    },
  ],
});
