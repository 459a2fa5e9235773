/**
 * A cluster that the user gives to the tests, in place of the one that they start:
 *
 *     ORCHESTRATOR_E2E_KUBECONFIG=FILE   its current context, with the rights of an administrator; nothing else names one
 *     ORCHESTRATOR_E2E_REGISTRY=HOST     an open registry that this machine pushes to and the nodes pull from
 *
 * Tests make and delete namespaces, roles and definitions of kinds, so that a cluster on which anybody else works is
 * refused: each namespace is one that clusters are made with, or one that these tests made.
 */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { createImages, pushImages } from '../images.ts';
import type { Run } from '../run.ts';
import { MissingError, needProgram } from '../service.ts';
import { findKube } from '../tools.ts';
import type { Cluster } from './cluster.ts';
import type { ClusterServices } from './setup.ts';

/** What only the cluster that the tests start can give: the files of its node, its keys, its store. */
export const ownFacts = ['etcd', 'second', 'containerd', 'registries', 'pki'] as const;

export type GivenCluster = Omit<ClusterServices, (typeof ownFacts)[number]>;

/** Of Kubernetes, and of what kind, k3d, minikube and common networks put there. */
const MADE_WITH =
  /^(?:default|kube-[a-z0-9-]+|local-path-storage|kubernetes-dashboard|tigera-operator|calico-[a-z0-9-]+|cilium-secrets|metallb-system)$/;
/** What `openRoom` makes, and what tests make beside it. */
const OF_TESTS = /^t-\d+-\d+(?:-[a-z0-9-]+)?$/;

/** Namespaces that say that somebody works there. */
export const foreignNamespaces = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !MADE_WITH.test(name) && !OF_TESTS.test(name));

export async function useGivenCluster(run: Run, file: string, host: string | undefined): Promise<GivenCluster> {
  if (host === undefined || host === '')
    throw new MissingError('ORCHESTRATOR_E2E_REGISTRY names no registry that the nodes of the given cluster pull from');
  const kube = needProgram('kube', await findKube(), 'install-tools.sh');
  const folder = await run.createFolder('given');
  const kubectl = join(folder, 'kubectl');
  await writeFile(kubectl, `#!/bin/sh\nexec ${kube} kubectl "$@"\n`, { mode: 0o755 });
  const call = async (...words: readonly string[]) => (await execa(kubectl, [`--kubeconfig=${file}`, ...words])).stdout;
  const names = (await call('get', 'namespace', '-o', 'jsonpath={.items[*].metadata.name}')).split(' ');
  const foreign = foreignNamespaces(names);
  if (foreign.length > 0)
    throw new Error(`the given cluster has namespaces of others, and tests do not run there: ${foreign.join(', ')}`);
  // As JSON in one file, which tests change copies of.
  const kubeconfig = join(folder, 'given.kubeconfig');
  const config = await call('config', 'view', '--minify', '--flatten', '--raw', '-o', 'json');
  await writeFile(kubeconfig, config, { mode: 0o600 });
  await chmod(kubeconfig, 0o600);
  const server: string = JSON.parse(await readFile(kubeconfig, 'utf8')).clusters[0].cluster.server;
  const context = await call('config', 'current-context');
  const images = await pushImages(await createImages(), host);
  return {
    ...{ kubeconfig, context, server, kubectl },
    registry: { host, images },
    folders: { logs: run.logs, temporary: run.folder },
  };
}

/** The given cluster as tests have it: whoever asks for what it cannot give is skipped, with the reason. */
export function withSkips(cluster: ClusterServices, skip: (reason: string) => never): ClusterServices {
  const lacking = ownFacts.filter((name: keyof Cluster) => cluster[name] === undefined);
  const getters = lacking.map((name) => [
    name,
    { get: () => skip(`the given cluster does not tell its ${name}: the test needs one that it may take apart`) },
  ]);
  return lacking.length === 0 ? cluster : Object.defineProperties({ ...cluster }, Object.fromEntries(getters));
}
