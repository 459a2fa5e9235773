/**
 * Kubeconfigs → how to reach the API server of one context. The library merges files and knows every way to log in but by
 * a program, which is ours to run.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { OrchestratorError } from '../../errors/problem.ts';
import type { ClusterTarget } from '../../ports/cluster.ts';
import type { Access } from './connection.ts';
import { createLogin, type LoginRoom } from './login.ts';

export interface KubeconfigRequest {
  /** Absolute, in order; what is not there is left out. */
  readonly files: readonly string[];
  /** Undefined: the current one. */
  readonly context: string | undefined;
}

export interface OpenedKubeconfig {
  readonly target: ClusterTarget;
  readonly access: Access;
  /** What has to be run before anything can be asked. */
  readonly program: LoginProgram | undefined;
}

export interface LoginProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** Hash of the variables that are set for it. */
  readonly env: string;
  /** Requests log in by it from now on. @param path Absolute. */
  readonly runAt: (path: string, room: LoginRoom) => void;
}

/** @throws OrchestratorError KUBECONFIG_INVALID; KUBE_PROGRAM_REFUSED for a way to log in that is gone. */
export function openKubeconfig({ files, context }: KubeconfigRequest): OpenedKubeconfig {
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
      `Contexts: ${config.contexts.map((one) => one.name).join(', ') || 'none'}.`,
    );
  config.setCurrentContext(name);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw invalid(`context "${name}" names the cluster "${found.cluster}", which is not there`);
  try {
    freeze(config);
  } catch (cause) {
    throw invalid(`the certificate authority of context "${name}" cannot be read`, cause);
  }
  let login: ReturnType<typeof createLogin> | undefined;
  return {
    target: { context: name, server: cluster.server, namespace: found.namespace ?? 'default' },
    access: {
      server: cluster.server,
      async authorize(options: RequestOptions) {
        await login?.(options);
        await config.applyToHTTPSOptions(options);
      },
    },
    program: programOf(config, name, (made) => {
      login = made;
    }),
  };
}

/** As it is now: files that it names are not read again, and a program is run where it was found. */
function freeze(config: KubeConfig): void {
  config.clusters = config.clusters.map(({ caFile, ...cluster }) => {
    if (caFile === undefined || cluster.name !== config.getCurrentCluster()?.name)
      return { ...cluster, ...(caFile !== undefined && { caFile }) };
    return { ...cluster, caData: readFileSync(caFile).toString('base64') };
  });
}

interface Exec {
  readonly apiVersion?: unknown;
  readonly command?: unknown;
  readonly args?: readonly unknown[] | null;
  readonly env?: readonly { readonly name?: unknown; readonly value?: unknown }[] | null;
}

function programOf(
  config: KubeConfig,
  name: string,
  use: (login: ReturnType<typeof createLogin>) => void,
): LoginProgram | undefined {
  const user = config.getCurrentUser();
  if (user?.authProvider !== undefined && user.authProvider !== null)
    throw new OrchestratorError({
      code: 'KUBE_PROGRAM_REFUSED',
      message: `context "${name}" logs in by an auth-provider, which Kubernetes has dropped`,
      hint: 'Let the kubeconfig use exec.',
    });
  const exec = user?.exec as Exec | undefined | null;
  if (user === null || exec === undefined || exec === null) return undefined;
  if (typeof exec.command !== 'string' || exec.command === '')
    throw invalid(`context "${name}" logs in with a program that has no command`);
  const args = (exec.args ?? []).map(String);
  const variables = (exec.env ?? []).map((one) => [String(one.name), String(one.value)] as const);
  return {
    command: exec.command,
    args,
    env: `sha256:${createHash('sha256')
      .update(JSON.stringify(exec.env ?? []))
      .digest('hex')}`,
    runAt: (path, room) => {
      config.users = config.users.map((one) => (one === user ? { ...one, exec: undefined } : one));
      const apiVersion = String(exec.apiVersion ?? 'client.authentication.k8s.io/v1');
      use(createLogin({ apiVersion, path, args, env: Object.fromEntries(variables) }, room));
    },
  };
}

const invalid = (message: string, cause?: unknown, hint?: string): OrchestratorError =>
  new OrchestratorError({ code: 'KUBECONFIG_INVALID', message, ...(hint !== undefined && { hint }) }, { cause });
