/**
 * Where the config hands objects over to: the folder of `deploy.directory`, or a cluster, which is not supported yet.
 */
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { DirectorySpec } from '../deployers/directory.schema.ts';
import { err, ok, type Result } from '../errors/result.ts';
import type { Project } from './load.ts';

/** Of directory.schema.ts, which stays out of the run. */
export const DEFAULT_PATH = 'deployed';
/** Sections of a config that hand over to something else than a folder. */
export const clusterDeployers: readonly string[] = ['kubectl', 'kpt', 'docker', 'cloudrun'].map(
  (name) => `deploy.${name}`,
);

/**
 * The folder that the config names, not expanded yet. Pure; ask it before the work, so that a build is not in vain.
 *
 * @returns One CONFIG_UNSUPPORTED problem where the config asks for a cluster.
 */
export function findDirectory({ config, dormant, isSkaffold, placeOf }: ResolvedConfig): Result<DirectorySpec> {
  if (config.deploy.directory !== undefined) return ok(config.deploy.directory);
  const other = dormant.find(({ path }) => clusterDeployers.includes(path));
  if (other === undefined && !isSkaffold) return ok({ path: DEFAULT_PATH });
  return err({
    code: 'CONFIG_UNSUPPORTED',
    message:
      other === undefined
        ? 'a skaffold.yaml deploys to a cluster, which is not supported yet'
        : `${other.path} deploys to a cluster or an engine, which is not supported yet`,
    hint: `Add "deploy: {directory: {path: ${DEFAULT_PATH}}}" in an orchestrator.yaml, or pipe "render" to the tool that deploys today.`,
    at: other?.at ?? placeOf(['apiVersion']),
  });
}

/**
 * The folder with its variables filled in. One that is not set would file everything under a wrong folder, and prune
 * there, and is CONFIG_INVALID.
 *
 * @throws OrchestratorError TEMPLATE_INVALID.
 */
export function directoryOf({ expand, resolved }: Pick<Project, 'expand' | 'resolved'>): Result<string> {
  const found = findDirectory(resolved);
  if (!found.ok) return found;
  const { path } = found.value;
  const expanded = expand(path);
  if (expanded.trim() !== '' && !expanded.includes('<no value>')) return ok(expanded);
  return err({
    code: 'CONFIG_INVALID',
    message: `deploy.directory.path "${path}" became "${expanded}", which names no folder`,
    hint: 'Set the variables that it is made of, or give them a default: {{default "staging" .VAR}}.',
    at: resolved.placeOf(['deploy', 'directory', 'path']),
  });
}
