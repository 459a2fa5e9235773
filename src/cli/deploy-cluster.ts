/**
 * `deploy` and `run` to a cluster: what the config renders, by the same steps as `apply`.
 *
 *     config ─► cluster, asked before a build ─► images ─renderProject─► manifests, in memory ─applyFiles─► the verdict
 */
import { randomUUID } from 'node:crypto';
import type { Step } from '../events/event.ts';
import type { Rendered } from '../manifest/rendered.ts';
import { applyFiles, applySteps, planFiles } from '../pipeline/cluster/apply.ts';
import { checkImages } from '../pipeline/cluster/check-images.ts';
import { clusterSettings } from '../pipeline/cluster/cluster-settings.ts';
import { createDeployHooks } from '../pipeline/cluster/deploy-hooks.ts';
import { reachCluster } from '../pipeline/cluster/reach.ts';
import type { Project } from '../pipeline/load.ts';
import { wasLoaded } from '../pipeline/nodes/loaded.ts';
import type { ImagesRequest } from '../pipeline/own-images.ts';
import type { PipelinePorts } from '../pipeline/ports.ts';
import { renderStep } from '../pipeline/render.ts';
import { renderProject } from '../pipeline/render-project.ts';
import { withJournal } from '../pipeline/with-journal.ts';
import type { Effect } from '../ports/journal.ts';
import { tellWarnings } from './cluster-config.ts';
import type { CommandResult, Invocation } from './command.ts';
import { applyResult, planResult } from './commands/apply.ts';
import type { FlagValues } from './flags.ts';
import { applyRequestOf, loadingOf, namedSetOf, renderRequestOf } from './requests.ts';

export interface DeployRun {
  readonly project: Project;
  /** Of what comes before the cluster. */
  readonly images: (later: readonly Step[], ports: PipelinePorts) => ImagesRequest;
  readonly expected: readonly Effect[];
}

export async function deployToCluster(
  { project, images, expected }: DeployRun,
  { flags, wiring, version }: Omit<Invocation, 'args'>,
): Promise<CommandResult> {
  const settings = clusterSettings(project);
  tellWarnings(settings, wiring.emit);
  const set = namedSetOf(flags, project.resolved.config.metadata?.name, { version, env: wiring.base.env });
  // Labels are in the manifests by then, pod templates included.
  const applying = applyRequestOf(flags, [], set, settings);
  const hooks = createDeployHooks(
    {
      hooks: project.resolved.config.deploy.kubectl?.hooks,
      configDir: project.configDir,
      runId: randomUUID(),
      defaultRepo: flags['default-repo'] ?? project.settings.defaultRepo,
      multiLevelRepo: project.settings.multiLevelRepo,
      workDir: wiring.base.workDir,
      timeoutMs: applying.timeoutMs,
    },
    { ...wiring.base, env: project.env, platform: wiring.machine.os },
  );
  const request = { ...applying, labels: {}, hooks };
  const render = await renderRequestOf(flags, wiring);
  const cluster = await wiring.connectCluster(settings);
  await reachCluster(cluster, wiring.signal);
  const ports = await wiring.connect(project);
  const loading = await loadingOf(flags);
  const dryRun = flags['dry-run'] ?? false;
  return withJournal({ expected, dryRun }, ports, async () => {
    const later = [renderStep, ...(loading?.loadSteps(flags) ?? []), ...(dryRun ? [] : applySteps(request))];
    const rendered = await renderProject(project, images(later, ports), render, ports);
    await loading?.loadRendered(rendered, flags, async () => cluster, ports);
    if (dryRun) {
      const { plan } = await planFiles({ ...request, rendered }, cluster, ports);
      return planResult(plan, set !== undefined, cluster.target);
    }
    const isOurs = isLoadedOf(rendered, project, flags);
    const check = (wanted: Parameters<typeof checkImages>[0]) =>
      checkImages(wanted, async (image) => isOurs(image) || wasLoaded(image, cluster.target, ports), ports);
    return applyResult(await applyFiles({ ...request, rendered, checkImages: check }, cluster, ports));
  });
}

/** Images of ours that no registry was to get. */
function isLoadedOf(
  { objects }: Rendered,
  { resolved }: Project,
  { push, load }: FlagValues,
): (image: string) => boolean {
  const isPushed = push ?? (load === true ? false : (resolved.config.build.local?.push ?? true));
  if (isPushed) return () => false;
  const images = objects.flatMap((one) => one.images).filter(({ artifact }) => artifact !== undefined);
  const own = new Set(images.map(({ after }) => after));
  return (image) => own.has(image);
}
