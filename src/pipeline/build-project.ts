/** From a project to its images: plan, say the plan, build. */
import { join, resolve } from 'node:path';
import type { Build } from '../config/build.schema.ts';
import { unwrap } from '../errors/result.ts';
import type { Step } from '../events/event.ts';
import type { Platform } from '../image/platform.ts';
import { LOCK_NAME } from '../inputs/own-files.ts';
import { builderKindOf, DEFAULT_DOCKER, type Plan, planBuild, stepsOf } from '../plan/plan.ts';
import type { BuildResult, BuildRun } from './artifact-job.ts';
import { createBaseLock } from './base-lock.ts';
import { buildAll, buildHookSteps } from './build.ts';
import { destinationOf } from './destination.ts';
import { gatherFacts } from './facts.ts';
import type { Project } from './load.ts';
import { keepImages, keepSteps } from './nodes/keep-images.ts';
import type { PipelinePorts } from './ports.ts';
import { publishSteps } from './publish.ts';

export interface BuildRequest {
  /** The command being run, e.g. `build`. */
  readonly command: string;
  readonly select: readonly string[];
  readonly platforms: readonly string[];
  readonly singlePlatform: boolean;
  /** undefined: as the config says, else true. */
  readonly push: boolean | undefined;
  /** undefined: as the global config says; empty: none. */
  readonly defaultRepo: string | undefined;
  readonly tag: string | undefined;
  /** Builds at once; 0 is no limit; undefined: as the config says, else one a core. */
  readonly concurrency: number | undefined;
  readonly dryRun: boolean;
  /** `--load`: images go into nodes, so that each is kept in our own store, with a digest. */
  readonly load: boolean;
  /** `--cache-artifacts`: an image that the same inputs gave before is not built again. */
  readonly cache: boolean;
  /** `--refresh`: tags of base images are looked up again; false: not even old ones; undefined: as the config says. */
  readonly refresh: boolean | undefined;
  /** Nothing is looked up and nothing written: a base that the lock does not name is unknown. */
  readonly readOnlyLock?: boolean;
  /** Engines take nothing from their caches. */
  readonly rebuild: boolean;
  readonly hostPlatform: Platform;
  /** `linux`, `darwin`: which hooks run here. */
  readonly os: string;
  readonly cpus: number;
  /** Files that the run writes, absolute; they never make a tree dirty. */
  readonly ownOutputs: readonly string[];
}

/** Which images would be built, how and for where. @throws OrchestratorError with every problem of the plan. */
export async function planProject(project: Project, request: BuildRequest, ports: PipelinePorts): Promise<Plan> {
  const { config } = project.resolved;
  return unwrap(
    planBuild({
      build: request.rebuild ? withoutEngineCaches(config.build) : config.build,
      select: request.select,
      platforms: request.platforms,
      singlePlatform: request.singlePlatform,
      hostPlatform: request.hostPlatform,
      push: request.push ?? config.build.local?.push ?? true,
      defaultRepo: request.defaultRepo ?? project.settings.defaultRepo,
      multiLevel: project.settings.multiLevelRepo,
      embeddedHost: ports.embedded.host,
      facts: await gatherFacts(project, request.select, ports),
      placeOf: project.resolved.placeOf,
    }),
  );
}

/** Builds what was planned. The steps must have been announced. */
export async function buildPlan(
  plan: Plan,
  project: Project,
  request: BuildRequest,
  ports: PipelinePorts,
): Promise<readonly BuildResult[]> {
  const { build } = project.resolved.config;
  return buildAll(
    { ...buildRunOf(plan, project, request, ports), hooks: build.hooks },
    { concurrency: request.concurrency ?? build.local?.concurrency ?? request.cpus, dryRun: request.dryRun },
    { ...ports, env: project.env },
  );
}

/** What is the same for all artifacts of the run. */
export function buildRunOf(
  { artifacts }: Plan,
  project: Project,
  request: BuildRequest,
  ports: PipelinePorts,
): BuildRun {
  const { build, lock } = project.resolved.config;
  return {
    planned: new Map(artifacts.map((artifact) => [artifact.name, artifact])),
    configDir: project.configDir,
    command: request.command,
    tag: request.tag,
    tagPolicy: build.tagPolicy,
    placeOf: project.resolved.placeOf,
    expand: project.expand,
    ownOutputs: [...request.ownOutputs, ...deployedFolder(project), join(project.configDir, LOCK_NAME)],
    platform: request.os,
    local: build.local,
    importMissing: build.local?.tryImportMissing ?? false,
    cache: request.cache,
    lock: createBaseLock(
      { configDir: project.configDir, refresh: request.refresh, readOnly: request.readOnlyLock, maxAge: lock?.refresh },
      ports,
    ),
  };
}

/** Plans, announces the steps with those that come later, and builds. */
export async function buildProject(
  project: Project,
  request: BuildRequest,
  ports: PipelinePorts,
  later: readonly Step[] = [],
): Promise<readonly BuildResult[]> {
  const plan = await planProject(project, request, ports);
  if (plan.artifacts.length === 0 && later.length === 0)
    ports.emit({ type: 'notice', level: 'info', message: 'build.artifacts names no image: there is nothing to build' });
  const hooks = request.dryRun ? [] : buildHookSteps(project.resolved.config.build.hooks);
  const publish = request.dryRun ? [] : publishSteps(plan);
  const keep = request.load && !request.dryRun ? keepSteps(plan) : [];
  const steps = [...hooks, ...stepsOf(plan), ...publish, ...keep, ...later];
  ports.emit({ type: 'run.planned', command: request.command, steps });
  const built = await buildPlan(plan, project, request, ports);
  return keep.length === 0 ? built : keepImages(built, ports);
}

const withoutEngineCaches = (build: Build): Build => ({
  ...build,
  artifacts: build.artifacts?.map((artifact) =>
    builderKindOf(artifact) === 'docker'
      ? { ...artifact, docker: { ...DEFAULT_DOCKER, ...artifact.docker, noCache: true } }
      : artifact,
  ),
});

/** What a hand-over writes is no change of the sources. */
function deployedFolder(project: Project): readonly string[] {
  const found = destinationOf(project);
  return found.ok && found.value.kind === 'directory' ? [resolve(project.configDir, found.value.path)] : [];
}
