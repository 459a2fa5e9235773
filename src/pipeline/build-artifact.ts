/**
 * One artifact: its tag, its hooks, its image.
 *
 * A tag that is made of the inputs comes after `hooks.before`, because what the hooks make is input too; any other
 * tag comes first, so that the hooks know it.
 */
import { resolve } from 'node:path';
import type { Builder, BuildJob, Built, LocalSettings } from '../builders/builder.ts';
import { builders } from '../builders/index.ts';
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { formatPlatform } from '../image/platform.ts';
import { formatReference, type ImageReference, parseReference } from '../image/reference.ts';
import type { InputSet } from '../inputs/input-set.ts';
import { closure } from '../lib/graph.ts';
import { buildStepId, DEFAULT_DOCKER, type PlannedArtifact } from '../plan/plan.ts';
import { chooseTagger } from '../taggers/index.ts';
import type { TagJob } from '../taggers/tagger.ts';
import { runHooks } from './hooks.ts';
import type { PipelinePorts } from './ports.ts';
import type { Expand } from './templates.ts';

export interface BuildResult {
  /** The image's name as configured. */
  readonly name: string;
  /** `name:tag@digest`; `name:<image id>` from an engine without a push; `name:tag` of a dry run. */
  readonly reference: string;
  readonly runtimeType?: string;
  /** Absent: it was built. */
  readonly how?: 'found';
}

/** What is the same for all artifacts of a run. */
export interface BuildRun {
  readonly planned: ReadonlyMap<string, PlannedArtifact>;
  /** Absolute. */
  readonly configDir: string;
  /** The command being run, e.g. `build`. */
  readonly command: string;
  /** `--tag`, or undefined. */
  readonly tag: string | undefined;
  readonly tagPolicy: Parameters<typeof chooseTagger>[0];
  readonly expand: Expand;
  /** Files that this run writes, absolute. */
  readonly ownOutputs: readonly string[];
  /** `linux`, `darwin`: which hooks run here. */
  readonly platform: string;
  readonly local: LocalSettings | undefined;
  /** An image that the registry has under the tag is not built again. */
  readonly importMissing: boolean;
}

type Ports = PipelinePorts;

/** Tags, runs the hooks and builds. @throws OrchestratorError of the tagger, the hooks and the builder. */
export async function buildArtifact(
  planned: PlannedArtifact,
  done: ReadonlyMap<string, BuildResult>,
  run: BuildRun,
  ports: Ports,
): Promise<BuildResult> {
  const hooks = (when: 'before' | 'after', target: ImageReference): Promise<void> =>
    runHooks(planned.artifact.hooks?.[when], hookRunOf(planned, when, target, run), {
      ...ports,
      platform: run.platform,
    });

  const late = await tagsLate(planned, run, ports);
  if (late) await hooks('before', planned.target);
  const target = { ...planned.target, tag: await tagOf(planned, run, ports) };
  const found = await findPushed(planned, target, run, ports);
  if (found !== undefined) return found;
  if (!late) await hooks('before', target);
  if (needsListener(planned, done, ports)) await ports.embedded.listen();
  const built = await runBuilder(planned, jobOf(planned, target, done, run, ports), ports);
  await hooks('after', target);
  return resultOf(planned, built.reference);
}

/** Whether the tag can only be known when the hooks have run. */
async function tagsLate(planned: PlannedArtifact, run: BuildRun, ports: Ports): Promise<boolean> {
  if (run.tag !== undefined || (planned.artifact.hooks?.before ?? []).length === 0) return false;
  return chooseTagger(run.tagPolicy).readsInputs(tagJobOf(planned, run, ports), ports);
}

/** `build.local.tryImportMissing`: what the registry has under this tag is taken for what would be built. */
async function findPushed(
  planned: PlannedArtifact,
  target: ImageReference,
  run: BuildRun,
  { registry, signal }: Ports,
): Promise<BuildResult | undefined> {
  if (!run.importMissing || !planned.push) return undefined;
  const found = await registry.resolve(target, signal);
  return found && { ...resultOf(planned, formatReference({ ...target, digest: found.digest })), how: 'found' };
}

/** Other programs reach the embedded registry through its port; `layers` needs none. */
const needsListener = (
  { kind, target, push, needs }: PlannedArtifact,
  done: ReadonlyMap<string, BuildResult>,
  { embedded }: Ports,
): boolean =>
  kind !== 'layers' &&
  ((push && target.registry === embedded.host) ||
    needs.some((name) => done.get(name)?.reference.startsWith(`${embedded.host}/`)));

/** The reference that a build would give, without its digest. Reads, and changes nothing. */
export async function tagArtifact(planned: PlannedArtifact, run: BuildRun, ports: Ports): Promise<BuildResult> {
  const tag = await tagOf(planned, run, ports);
  return resultOf(planned, formatReference({ name: planned.target.name, tag }));
}

async function tagOf(planned: PlannedArtifact, run: BuildRun, ports: Ports): Promise<string> {
  if (run.tag !== undefined) return checkedTag(planned, run.tag);
  const job = tagJobOf(planned, run, ports);
  const { tag, notice } = unwrap(await chooseTagger(run.tagPolicy).tag(job, ports));
  if (notice !== undefined) ports.emit({ type: 'notice', level: 'info', message: `${planned.name}: ${notice}` });
  return tag;
}

const tagJobOf = (planned: PlannedArtifact, run: BuildRun, ports: Ports): TagJob => ({
  artifact: planned.name,
  contextDir: contextDirOf(planned, run),
  env: ports.env,
  expand: run.expand,
  inputs: () => inputsOf(planned, run, ports),
  ownOutputs: run.ownOutputs,
});

/** The inputs of an artifact and of all that it requires. */
function inputsOf(planned: PlannedArtifact, run: BuildRun, ports: Ports): Promise<readonly InputSet[]> {
  const needs = new Map([...run.planned.values()].map((one) => [one.name, one.needs]));
  const names = closure(needs, [planned.name]);
  return Promise.all(
    names.flatMap((name) => {
      const one = run.planned.get(name);
      if (one === undefined) return [];
      const job = {
        contextDir: contextDirOf(one, run),
        configDir: run.configDir,
        env: ports.env,
        expand: run.expand,
        platforms: one.platforms,
      };
      return [withSpec(one, (builder, spec) => builder.inputs({ ...job, spec }, ports))];
    }),
  );
}

const runBuilder = (planned: PlannedArtifact, job: Omit<BuildJob<never>, 'spec'>, ports: Ports): Promise<Built> =>
  withSpec(planned, (builder, spec) =>
    builder.build({ ...job, spec }, { ...ports, step: buildStepId(planned.name), signal: ports.signal }),
  );

/** Brings a builder together with its own piece of the config. */
function withSpec<R>(planned: PlannedArtifact, use: <Spec>(builder: Builder<Spec>, spec: Spec) => R): R {
  const { kind, artifact, name } = planned;
  if (kind === 'docker') return use(builders.docker, artifact.docker ?? DEFAULT_DOCKER);
  if (kind === 'custom') return use(builders.custom, artifact.custom ?? {});
  if (artifact.layers === undefined) throw new Error(`${name} has no layers`);
  return use(builders.layers, artifact.layers);
}

function jobOf(
  planned: PlannedArtifact,
  target: ImageReference & { readonly tag: string },
  done: ReadonlyMap<string, BuildResult>,
  run: BuildRun,
  ports: Ports,
): Omit<BuildJob<never>, 'spec'> {
  const words = wordsOf(target);
  return {
    artifact: planned.name,
    contextDir: contextDirOf(planned, run),
    configDir: run.configDir,
    ...(run.local !== undefined && { local: run.local }),
    target,
    platforms: planned.platforms,
    requires: (planned.artifact.requires ?? []).flatMap(({ image, alias }) => {
      const built = done.get(image);
      return built === undefined ? [] : [{ alias: alias ?? image, reference: built.reference }];
    }),
    push: planned.push,
    runMode: run.command,
    env: ports.env,
    expand: (template, more) => run.expand(template, { ...words, ...more }),
  };
}

/** What templates of build args and flags may name beside the environment. */
function wordsOf({ name, tag }: ImageReference): Readonly<Record<string, string>> {
  const slash = name.lastIndexOf('/');
  return {
    IMAGE_REPO: name.slice(0, Math.max(slash, 0)),
    IMAGE_NAME: name.slice(slash + 1),
    IMAGE_TAG: tag ?? 'latest',
  };
}

function hookRunOf(planned: PlannedArtifact, when: 'before' | 'after', target: ImageReference, run: BuildRun) {
  return {
    title: `${planned.name}: hooks.${when}`,
    cwd: contextDirOf(planned, run),
    configDir: run.configDir,
    step: buildStepId(planned.name),
    env: {
      SKAFFOLD_IMAGE: formatReference(target),
      SKAFFOLD_PUSH_IMAGE: String(planned.push),
      SKAFFOLD_IMAGE_REPO: target.name,
      SKAFFOLD_IMAGE_TAG: target.tag ?? '',
      SKAFFOLD_BUILD_CONTEXT: contextDirOf(planned, run),
      PLATFORMS: planned.platforms.map(formatPlatform).join(','),
    },
  };
}

const contextDirOf = (planned: PlannedArtifact, run: BuildRun): string =>
  resolve(run.configDir, planned.artifact.context);

const resultOf = ({ name, artifact }: PlannedArtifact, reference: string): BuildResult => ({
  name,
  reference,
  ...(artifact.runtimeType !== undefined && { runtimeType: artifact.runtimeType }),
});

function checkedTag({ target }: PlannedArtifact, tag: string): string {
  if (!parseReference(formatReference({ name: target.name, tag })).ok)
    throw new OrchestratorError({
      code: 'USAGE_INVALID',
      message: `--tag "${tag}" is not a tag`,
      hint: 'A tag has 1 to 128 of a-z, A-Z, 0-9, "_", "." and "-", and does not begin with "." or "-".',
    });
  return tag;
}
