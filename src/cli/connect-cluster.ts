/** The cluster of a run: the kubeconfig that the flags or the environment name, and a connection that ends with the run. */
import { join, resolve } from 'node:path';
import { createCluster } from '../adapters/cluster/cluster.ts';
import { openKubeconfig } from '../adapters/cluster/kubeconfig.ts';
import { OrchestratorError } from '../errors/problem.ts';
import type { Scope } from '../lib/scope.ts';
import { FIELD_MANAGER } from '../pipeline/cluster/apply-objects.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Files } from '../ports/system.ts';
import type { FlagValues } from './flags.ts';

export interface ConnectClusterRequest {
  readonly flags: FlagValues;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly workDir: string;
  /** The user's home, absolute. */
  readonly home: string;
  readonly files: Files;
  readonly scope: Scope;
}

/** @throws OrchestratorError KUBECONFIG_INVALID, KUBE_PROGRAM_REFUSED, NETWORK_REFUSED. */
export async function connectCluster(request: ConnectClusterRequest): Promise<Cluster> {
  const { flags, workDir, scope } = request;
  if (flags.offline === true)
    throw new OrchestratorError({ code: 'NETWORK_REFUSED', message: 'a cluster is asked, and this run is offline' });
  const files = await kubeconfigFiles(request);
  const { target, access } = openKubeconfig({ files, context: flags['kube-context'], projectFolder: workDir });
  return scope.use(createCluster({ target, access, fieldManager: FIELD_MANAGER }), async (cluster) => cluster.close());
}

/** As kubectl looks for them: the flag alone, else KUBECONFIG, else the home. */
async function kubeconfigFiles({
  flags,
  env,
  workDir,
  home,
  files,
}: ConnectClusterRequest): Promise<readonly string[]> {
  if (flags.kubeconfig !== undefined && flags.kubeconfig !== '') return [resolve(workDir, flags.kubeconfig)];
  const named = (env['KUBECONFIG'] ?? '').split(':').filter((file) => file !== '');
  const all = named.length > 0 ? named : [join(home, '.kube', 'config')];
  const there = await Promise.all(
    all.map(async (file) => ((await files.stat(resolve(workDir, file))) === undefined ? [] : [resolve(workDir, file)])),
  );
  return there.flat();
}
