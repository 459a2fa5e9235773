/** What a builder gets for one artifact of a run: its piece of the config, where the image goes, and what templates may name. */
import { resolve } from 'node:path';
import type { Builder, BuildJob, LocalSettings } from '../builders/builder.ts';
import { builders } from '../builders/index.ts';
import type { ResolvedConfig } from '../config/resolved-config.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageReference } from '../image/reference.ts';
import { buildStepId, DEFAULT_DOCKER, type PlannedArtifact } from '../plan/plan.ts';
import type { chooseTagger } from '../taggers/index.ts';
import type { BaseLock } from './base-lock.ts';
import type { PipelinePorts } from './ports.ts';
import type { Expand } from './templates.ts';

export interface BuildResult {
  /** The image's name as configured. */
  readonly name: string;
  /** `name:tag@digest`; `name:<image id>` from an engine without a push; `name:tag` of a dry run. */
  readonly reference: string;
  /** The tag that was wanted, where the reference has the image id in its place. */
  readonly tag?: string;
  readonly runtimeType?: string;
  /** Absent: it was built. */
  readonly how?: 'found' | 'cached';
  /** One line: why nothing was built. */
  readonly why?: string;
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
  /** Where the config says something. */
  readonly placeOf: ResolvedConfig['placeOf'];
  readonly expand: Expand;
  /** Files that this run writes, absolute. */
  readonly ownOutputs: readonly string[];
  /** `linux`, `darwin`: which hooks run here. */
  readonly platform: string;
  readonly local: LocalSettings | undefined;
  /** An image that the registry has under the tag is not built again. */
  readonly importMissing: boolean;
  /** `--cache-artifacts`: an image that the same inputs gave before is not built again. */
  readonly cache: boolean;
  readonly lock: BaseLock;
}

/** A job without its spec, which {@link withSpec} adds. */
export type ArtifactJob = Omit<BuildJob<never>, 'spec'>;

/** Brings a builder together with its own piece of the config. */
export function withSpec<R>(planned: PlannedArtifact, use: <Spec>(builder: Builder<Spec>, spec: Spec) => R): R {
  const { kind, artifact, name } = planned;
  if (kind === 'docker') return use(builders.docker, artifact.docker ?? DEFAULT_DOCKER);
  if (kind === 'custom') return use(builders.custom, artifact.custom ?? {});
  if (artifact.layers === undefined) throw new Error(`${name} has no layers`);
  return use(builders.layers, artifact.layers);
}

export function jobOf(
  planned: PlannedArtifact,
  target: ImageReference & { readonly tag: string },
  done: ReadonlyMap<string, BuildResult>,
  run: BuildRun,
  { env }: Pick<PipelinePorts, 'env'>,
): ArtifactJob {
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
    // A hook after the build may use the tag.
    tagLater: planned.push && planned.alsoPush.length > 0 && (planned.artifact.hooks?.after ?? []).length === 0,
    runMode: run.command,
    env,
    placeOf: planned.placeOf,
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

export const contextDirOf = (planned: PlannedArtifact, run: BuildRun): string =>
  resolve(run.configDir, planned.artifact.context);

/** The same job, knowing what the tags of its bases mean. @throws OrchestratorError of the lock, at the base's place. */
export async function withBases(
  job: ArtifactJob,
  planned: PlannedArtifact,
  lock: BaseLock,
  ports: PipelinePorts,
): Promise<ArtifactJob> {
  const context = { ...ports, step: buildStepId(planned.name) };
  return withSpec(planned, async (builder, spec) => {
    const own = { ...job, spec };
    const bases = new Map<string, Digest>();
    const engineBases = new Map<string, Digest>();
    for (const base of (await builder.bases?.(own, ports)) ?? []) {
      const { findBase } = builder;
      const ask = findBase && ((mayBeLocal: boolean) => findBase(base.name, mayBeLocal, own, context));
      const found = await lock.digestOf(base, ask);
      if (found !== undefined) (found.in === 'engine' ? engineBases : bases).set(base.name, found.digest);
    }
    return { ...job, ...(bases.size > 0 && { bases }), ...(engineBases.size > 0 && { engineBases }) };
  });
}
