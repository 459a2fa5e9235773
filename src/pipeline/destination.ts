/**
 * Where the config has rendered objects go. The config alone decides: no kubeconfig changes anything. Pure; ask it
 * before the work, so that a build is not in vain.
 *
 *     deploy.directory                          that folder
 *     deploy.kubectl, or a skaffold.yaml        a cluster
 *     orchestrator.yaml without a deployer      the folder `deployed`
 *     deploy.kpt, docker, cloudrun              nowhere: CONFIG_UNSUPPORTED
 */
import type { Kubectl } from '../config/deploy.schema.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import { err, ok, type Result } from '../errors/result.ts';
import type { Project } from './load.ts';

export type Destination =
  | {
      readonly kind: 'directory';
      /** As it is configured, expanded; relative to the config. */
      readonly path: string;
      /** Sections that say something of a cluster, which a folder leaves out. */
      readonly leftOut: readonly string[];
    }
  | { readonly kind: 'cluster'; readonly kubectl: Kubectl };

/** Of directory.schema.ts, which stays out of the run. */
export const DEFAULT_PATH = 'deployed';

/** @throws OrchestratorError TEMPLATE_INVALID. */
export function destinationOf({ expand, resolved }: Pick<Project, 'expand' | 'resolved'>): Result<Destination> {
  const { config, dormant, isSkaffold } = resolved;
  const { directory, kubectl } = config.deploy;
  const others = dormant.filter(({ path }) => OTHERS.includes(path));
  if (directory === undefined) {
    const [other] = others;
    if (other !== undefined)
      return err({
        code: 'CONFIG_UNSUPPORTED',
        message: `${other.path} deploys by another tool, which is not supported`,
        hint: 'Use deploy.kubectl or deploy.directory, or pipe "render" to the tool that deploys today.',
        at: other.at,
      });
    if (isSkaffold || kubectl !== undefined) return ok({ kind: 'cluster', kubectl: kubectl ?? {} });
  }
  const path = expandPath(directory?.path ?? DEFAULT_PATH, { expand, resolved });
  if (!path.ok) return path;
  const ofCluster = (['kubectl', 'kubeContext', 'statusCheck', 'statusCheckDeadlineSeconds'] as const)
    .filter((name) => config.deploy[name] !== undefined)
    .map((name) => `deploy.${name}`);
  return ok({ kind: 'directory', path: path.value, leftOut: [...ofCluster, ...others.map((other) => other.path)] });
}

/** Deployers that are not there. */
const OTHERS: readonly string[] = ['deploy.kpt', 'deploy.docker', 'deploy.cloudrun'];

/**
 * One variable that is not set would file everything under a wrong folder, and prune there.
 *
 * @returns CONFIG_INVALID where the path names no folder.
 */
function expandPath(path: string, { expand, resolved }: Pick<Project, 'expand' | 'resolved'>): Result<string> {
  const expanded = expand(path);
  if (expanded.trim() !== '' && !expanded.includes('<no value>')) return ok(expanded);
  return err({
    code: 'CONFIG_INVALID',
    message: `deploy.directory.path "${path}" became "${expanded}", which names no folder`,
    hint: 'Set the variables that it is made of, or give them a default: {{default "staging" .VAR}}.',
    at: placeOfPath(resolved),
  });
}

const placeOfPath = ({ placeOf }: ResolvedConfig) => placeOf(['deploy', 'directory', 'path']);
