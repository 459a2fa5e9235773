/**
 * Kubeconfigs → how to reach the API server of one context. The library merges files and knows every way to log in; a
 * login program is run once and its answer kept as long as it says.
 *
 * A program that lies inside the project is never run: the project may come from anywhere.
 */
import type { RequestOptions } from 'node:https';
import { isAbsolute, relative, resolve } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { OrchestratorError } from '../../errors/problem.ts';
import type { ClusterTarget } from '../../ports/cluster.ts';
import type { Access } from './connection.ts';

export interface KubeconfigRequest {
  /** Absolute, in order; what is not there is left out. */
  readonly files: readonly string[];
  /** Undefined: the current one. */
  readonly context: string | undefined;
  /** Absolute; no login program may lie in it. */
  readonly projectFolder: string;
}

export interface OpenedKubeconfig {
  readonly target: ClusterTarget;
  readonly access: Access;
}

/** @throws OrchestratorError KUBECONFIG_INVALID, KUBE_PROGRAM_REFUSED. */
export function openKubeconfig({ files, context, projectFolder }: KubeconfigRequest): OpenedKubeconfig {
  const config = new KubeConfig();
  for (const [index, file] of files.entries()) {
    try {
      if (index === 0) config.loadFromFile(file);
      else {
        const more = new KubeConfig();
        more.loadFromFile(file);
        config.mergeConfig(more);
      }
    } catch (cause) {
      throw invalid(`"${file}" cannot be read as a kubeconfig`, cause);
    }
  }
  if (files.length === 0) throw invalid('there is no kubeconfig');
  const name = context ?? config.getCurrentContext();
  const found = config.getContextObject(name ?? '');
  if (name === undefined || found === null)
    throw invalid(
      name === undefined ? 'the kubeconfig has no current context' : `the kubeconfig has no context "${name}"`,
      undefined,
      `There are ${config.contexts.map((one) => one.name).join(', ') || 'none'}.`,
    );
  config.setCurrentContext(name);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw invalid(`context "${name}" names the cluster "${found.cluster}", which is not there`);
  refuseOwnProgram(config, projectFolder);
  return {
    target: { context: name, server: cluster.server, namespace: found.namespace ?? 'default' },
    access: {
      server: cluster.server,
      authorize: (options: RequestOptions) => config.applyToHTTPSOptions(options),
    },
  };
}

function refuseOwnProgram(config: KubeConfig, projectFolder: string): void {
  const command = config.getCurrentUser()?.exec?.command;
  if (typeof command !== 'string' || !command.includes('/')) return;
  const way = relative(projectFolder, resolve(projectFolder, command));
  if (way.startsWith('..') || isAbsolute(way)) return;
  throw new OrchestratorError({
    code: 'KUBE_PROGRAM_REFUSED',
    message: `the kubeconfig logs in with "${command}", which lies inside the project`,
  });
}

const invalid = (message: string, cause?: unknown, hint?: string): OrchestratorError =>
  new OrchestratorError({ code: 'KUBECONFIG_INVALID', message, ...(hint !== undefined && { hint }) }, { cause });
