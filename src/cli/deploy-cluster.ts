/**
 * `deploy` and `run` to a cluster: what the config renders, by the same steps as `apply`.
 *
 *     config ─► cluster, asked before a build ─► images ─renderProject─► manifests, in memory ─applyFiles─► the verdict
 *                                                                                          └─planFiles─► --plan-out
 *     --plan ─► what it says, and of what is rendered the Secrets that it writes ─applyFiles─► the verdict
 */
import { randomUUID } from 'node:crypto';
import type { Step } from '../events/event.ts';
import type { Rendered } from '../manifest/rendered.ts';
import { applyFiles, applySteps, planFiles } from '../pipeline/cluster/apply.ts';
import { checkImages } from '../pipeline/cluster/check-images.ts';
import { clusterSettings } from '../pipeline/cluster/cluster-settings.ts';
import { createDeployHooks } from '../pipeline/cluster/deploy-hooks.ts';
import type { PlanFile } from '../pipeline/cluster/open-plan.ts';
import { reachCluster } from '../pipeline/cluster/reach.ts';
import { imageGuardOf } from '../pipeline/image-guard.ts';
import type { Project } from '../pipeline/load.ts';
import { wasLoaded } from '../pipeline/nodes/loaded.ts';
import type { ImagesRequest } from '../pipeline/own-images.ts';
import type { PipelinePorts } from '../pipeline/ports.ts';
import { renderStep } from '../pipeline/render.ts';
import { type RenderedProject, type RenderRequest, renderProject } from '../pipeline/render-project.ts';
import { withJournal } from '../pipeline/with-journal.ts';
import type { Effect } from '../ports/journal.ts';
import { tellWarnings } from './cluster-config.ts';
import type { CommandResult, Invocation } from './command.ts';
import { applyResult, planResult } from './commands/apply.ts';
import { checkFileOutput } from './file-output.ts';
import type { FlagValues } from './flags.ts';
import { plannedRequestOf, writePlan } from './plan-file.ts';
import { applyRequestOf, loadingOf, namedSetOf, renderRequestOf } from './requests.ts';
import { refuse } from './usage.ts';

export interface DeployRun {
  readonly project: Project;
  /** Of what comes before the cluster. */
  readonly images: (later: readonly Step[], ports: PipelinePorts) => ImagesRequest;
  readonly expected: readonly Effect[];
}

export async function deployToCluster(
  { project, images, expected }: DeployRun,
  invocation: Invocation,
): Promise<CommandResult> {
  const { flags, wiring, version } = invocation;
  const { plan: planFile, 'plan-out': planOut, 'dry-run': dryRun = false } = flags;
  const hint = 'A plan names images by their digests: leave --dry-run out.';
  refuse(dryRun && planOut !== undefined, '--dry-run looks up no digests, and --plan-out needs them', hint);
  refuse(dryRun && planFile !== undefined, '--plan says what would be done, and --dry-run says it again', PLAIN);
  await checkFileOutput(flags, wiring, 'plan-out');
  const settings = clusterSettings(project);
  tellWarnings(settings, wiring.emit);
  const set = namedSetOf(flags, project.resolved.config.metadata?.name, { version, env: wiring.base.env });
  // Labels are in the manifests by then, pod templates included.
  const applying =
    planFile === undefined
      ? applyRequestOf(flags, [], set, settings)
      : await plannedRequestOf(planFile, { ...invocation, args: [] }, settings);
  const [named, planned] = [set?.name ?? '', applying.set?.name ?? ''];
  refuse(named !== planned, `${planFile} is of the set "${planned}", and the config of "${named}"`, PLAIN);
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
  // Only for a plan without Secrets: all else is announced with what makes its images.
  const request = { ...applying, command: 'deploy', labels: {}, hooks, guard: imageGuardOf(project) };
  const render = await renderRequestOf(flags, wiring);
  const cluster = await wiring.connectCluster(settings);
  await reachCluster(cluster, wiring.signal);
  const ports = await wiring.connect(project);
  const loading = await loadingOf(flags);
  const isOnlyPlanned = dryRun || planOut !== undefined;
  return withJournal({ expected, dryRun }, ports, async () => {
    const later = [renderStep, ...(loading?.loadSteps(flags) ?? []), ...(isOnlyPlanned ? [] : applySteps(request))];
    const asked = (): ImagesRequest => images(later, ports);
    const rendered =
      request.planned === undefined
        ? await renderProject(project, asked(), render, ports)
        : await renderSecrets(request.planned, project, asked, render, ports);
    if (rendered !== undefined) await loading?.loadRendered(rendered, flags, async () => cluster, ports);
    if (isOnlyPlanned) {
      const compared = await planFiles({ ...request, ...(rendered && { rendered }) }, cluster, ports);
      if (planOut !== undefined) await writePlan(planOut, compared, { ...request, version }, cluster, wiring);
      return planResult(compared.plan, set !== undefined, cluster.target, planOut);
    }
    const isOurs = rendered === undefined ? () => false : isLoadedOf(rendered, project, flags);
    const check = (wanted: Parameters<typeof checkImages>[0]) =>
      checkImages(wanted, async (image) => isOurs(image) || wasLoaded(image, cluster.target, ports), ports);
    const found = rendered && { references: rendered.found, at: cluster.now().getTime() };
    const checked = { ...request, ...(rendered && { rendered }), found, checkImages: check };
    return applyResult(await applyFiles(checked, cluster, ports));
  });
}

const PLAIN = 'Leave one of the two out.';

/** No value of a Secret is in a plan. No image is in a Secret, so that none is looked up. */
async function renderSecrets(
  { plan }: PlanFile,
  project: Project,
  images: () => ImagesRequest,
  render: RenderRequest,
  ports: PipelinePorts,
): Promise<RenderedProject | undefined> {
  if (plan.secrets === null) return undefined;
  const request = images();
  const unasked = { ...request, build: { ...request.build, dryRun: true }, digestSource: 'none' as const };
  return renderProject(project, unasked, { ...render, allowUndigested: true, anyRegistry: true }, ports);
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
