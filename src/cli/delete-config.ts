/**
 * `delete` without files: what the config describes, rendered in memory, goes out of the cluster. No image is built or
 * looked up, since what is deleted is known by its name.
 */
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { clusterSettings } from '../pipeline/cluster/cluster-settings.ts';
import { DELETE, deleteFiles } from '../pipeline/cluster/delete.ts';
import { deleteSet } from '../pipeline/cluster/delete-set.ts';
import { reachCluster } from '../pipeline/cluster/reach.ts';
import { destinationOf } from '../pipeline/destination.ts';
import { renderStep } from '../pipeline/render.ts';
import { renderProject } from '../pipeline/render-project.ts';
import { tellWarnings } from './cluster-config.ts';
import type { CommandResult } from './command.ts';
import { deleteRequestOf, deleteResult } from './delete-request.ts';
import type { FlagValues } from './flags.ts';
import { imagesRequestOf, namedSetOf, renderRequestOf } from './requests.ts';
import type { Wiring } from './wiring.ts';

/** @throws OrchestratorError CONFIG_*, INPUT_*, DEPLOY_REFUSED before anything is deleted; APPLY_FAILED, CLUSTER_*. */
export async function deleteConfig(flags: FlagValues, wiring: Wiring, version: string): Promise<CommandResult> {
  const project = await wiring.load();
  const to = unwrap(destinationOf(project));
  if (to.kind === 'directory')
    throw new OrchestratorError({
      code: 'USAGE_INVALID',
      message: `${project.configFile} hands over to the folder "${to.path}", and describes nothing in a cluster`,
      hint: 'Name the manifests whose objects are to go: orchestrator delete FILE.',
    });
  const settings = clusterSettings(project);
  const set = namedSetOf(flags, project.resolved.config.metadata?.name, { version, env: wiring.base.env });
  tellWarnings(settings, wiring.emit);
  const cluster = await wiring.connectCluster(settings);
  await reachCluster(cluster, wiring.signal);
  const ports = await wiring.connect(project);
  const images = imagesRequestOf(flags, wiring, 'delete', [renderStep, DELETE]);
  const rendered = await renderProject(
    project,
    { ...images, build: { ...images.build, dryRun: true }, digestSource: 'none' },
    { ...(await renderRequestOf(flags, wiring)), allowUndigested: true, anyRegistry: true },
    ports,
  );
  const request = { ...deleteRequestOf(flags, [], settings), rendered, labels: {} };
  const deleted = await (set === undefined
    ? deleteFiles(request, cluster, ports)
    : deleteSet(request, set, cluster, ports));
  return deleteResult(deleted, request, cluster.target);
}
