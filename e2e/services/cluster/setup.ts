/**
 * Vitest's global setup of the tests that need a cluster: one for all of them, and the registries that its node pulls
 * from. Each test works in a namespace of its own. With ORCHESTRATOR_E2E_CLUSTER=FILE the one that `hold.run.ts` keeps,
 * with ORCHESTRATOR_E2E_KUBECONFIG=FILE one that the user gives (`given.ts`). No other variable names a cluster.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startDockerRegistry } from '../docker-registry.ts';
import { createImages, type Images, pushImages } from '../images.ts';
import { openRun, type Run } from '../run.ts';
import { isMissing, MissingError, type Service } from '../service.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { useGivenCluster } from './given.ts';

export interface ClusterServices extends Cluster {
  /** Open registry that the node pulls from, and the images in it. */
  readonly registry: { readonly host: string; readonly images: Images };
  readonly folders: { readonly logs: string; readonly temporary: string };
}

declare module 'vitest' {
  interface ProvidedContext {
    /** A given one has not all of it: tests take it by `requireCluster`. */
    cluster: Service<ClusterServices>;
  }
}

/** @returns The teardown. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const held = process.env['ORCHESTRATOR_E2E_CLUSTER'];
  if (held !== undefined) {
    project.provide('cluster', JSON.parse(await readFile(held, 'utf8')));
    return async () => {};
  }
  const given = process.env['ORCHESTRATOR_E2E_KUBECONFIG'];
  const { cluster, close } = await openServices(given);
  project.provide('cluster', cluster);
  return close;
}

/**
 * @param given Kubeconfig of the cluster to use; undefined starts one.
 * @returns With what ends all of them.
 */
async function openServices(
  given: string | undefined,
): Promise<{ cluster: Service<ClusterServices>; close: () => Promise<void> }> {
  const tools = spawn(join(import.meta.dirname, '..', 'install-tools.sh'), ['crane', 'kube', 'toxiproxy'], {
    stdio: ['ignore', 2, 2],
  });
  await once(tools, 'exit');
  const { run, close } = await openRun('cluster');
  const started = performance.now();
  const cluster = await attempt(() => (given === undefined ? startServices(run) : useGiven(run, given)));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(
    isMissing(cluster) ? `no cluster: ${cluster.missing}\n` : `cluster ready in ${seconds} s, logs in ${run.logs}\n`,
  );
  return { cluster, close };
}

async function startServices(run: Run): Promise<ClusterServices> {
  const registry = await startDockerRegistry(run);
  run.defer(registry.stop);
  const { host } = registry.facts;
  const [images, cluster] = await Promise.all([
    createImages().then((made) => pushImages(made, host)),
    startCluster(run, [host]),
  ]);
  run.defer(cluster.stop);
  return { ...cluster.facts, registry: { host, images }, folders: { logs: run.logs, temporary: run.folder } };
}

/** What it lacks is not there, and tests that reach for it are skipped. */
const useGiven = async (run: Run, kubeconfig: string): Promise<ClusterServices> =>
  (await useGivenCluster(run, kubeconfig, process.env['ORCHESTRATOR_E2E_REGISTRY'])) as ClusterServices;

async function attempt(start: () => Promise<ClusterServices>): Promise<Service<ClusterServices>> {
  try {
    return await start();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return error instanceof MissingError ? { missing: message } : { missing: message, broken: true };
  }
}
