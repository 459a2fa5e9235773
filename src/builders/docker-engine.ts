/** The way through the engine's API: its classic builder, and its push. */

import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import type { Digest } from '../image/digest.ts';
import { formatPlatform, type Platform, parsePlatform } from '../image/platform.ts';
import { formatReference } from '../image/reference.ts';
import type { EngineProgress } from '../ports/engine.ts';
import type { BuildContext, BuildJob, Built } from './builder.ts';
import { expectSources } from './context-files.ts';
import type { DockerSpec } from './docker.schema.ts';
import { buildArgsOf, cacheFromOf, labelsOf, platformArgsOf } from './docker-args.ts';
import type { PinnedText } from './docker-bases.ts';
import { openContext } from './docker-context.ts';
import { keptAs, pushedAs } from './docker-result.ts';
import type { DockerSource } from './docker-source.ts';
import { readOutside } from './dockerfile-stages.ts';
import { mistakesArguments } from './podman-cache.ts';
import { tellRefusedTag } from './refused-tag.ts';

export async function buildByEngine(
  job: BuildJob<DockerSpec>,
  context: BuildContext,
  source: DockerSource,
  pinned: PinnedText,
): Promise<Built> {
  const { spec, target, contextDir } = job;
  const { engine, emit } = context;
  const { args } = readOutside(source.dockerfile, { buildArgs: {} });
  const given = buildArgsOf(job, args);
  const buildArgs = { ...(await platformArgs(args, job.platforms[0], context)), ...given };
  const { images, reads } = readOutside(source.dockerfile, { buildArgs, ...(spec.target && { target: spec.target }) });
  await expectSources(source, reads, contextDir, context);
  const cacheFrom = cacheFromOf(job);
  const progress = progressOf(context);
  await pullCaches(cacheFrom, progress, context);

  const sent = await openContext(source, contextDir, context, pinned.text);
  for (const warning of sent.warnings)
    emit({ type: 'notice', level: 'warning', message: `${job.artifact}: ${warning}` });
  const [platform] = job.platforms;
  const mistakes =
    mistakesArguments(source.dockerfile, Object.keys(buildArgs)) && (await engine.info(context.signal)).isPodman;
  const id = await engine.build(
    {
      context: sent.tar,
      dockerfile: sent.dockerfile,
      tags: [formatReference(target)],
      buildArgs,
      labels: labelsOf(job),
      addHosts: spec.addHost ?? [],
      cacheFrom,
      bases: [...images, ...cacheFrom],
      ...(spec.target && { target: spec.target }),
      ...(spec.network && { network: spec.network.toLowerCase() }),
      ...(platform && { platform: formatPlatform(platform) }),
      noCache: spec.noCache === true || mistakes,
      pull: spec.pullParent ?? false,
      squash: spec.squash ?? false,
    },
    progress,
  );
  if (!job.push) return keptAs(target, id, context);
  const digest = await tellRefusedTag(target, `image ${id}`, context, () => engine.push(target, progress));
  await expectTagKept(id, job, context);
  return pushedAs(target, digest);
}

/** The engine pushes what the tag names at that moment; another build may have moved it since ours was done. */
async function expectTagKept(id: Digest, { target }: BuildJob<DockerSpec>, { engine, signal }: BuildContext) {
  const name = formatReference(target);
  if ((await engine.findImage(name, signal))?.id === id) return;
  throw new OrchestratorError({
    code: 'BUILD_FAILED',
    message: `while ${name} was pushed, something else gave that tag to another image`,
    hint: 'Do not build one image twice at the same time, or give each build a tag of its own.',
  });
}

const progressOf = ({ emit, step, signal }: BuildContext): EngineProgress => ({
  onLine: (line) => emit({ type: 'step.output', step, stream: 'stdout', line }),
  onProgress: (part, done, total) =>
    emit({ type: 'step.progress', step, part, done, ...(total !== undefined && { total }), unit: 'bytes' }),
  signal,
});

/** A cache that cannot be had makes the build slower, not wrong. */
async function pullCaches(images: readonly string[], progress: EngineProgress, context: BuildContext): Promise<void> {
  const { engine, emit, signal } = context;
  for (const image of images) {
    if ((await engine.findImage(image, signal)) !== undefined) continue;
    try {
      await engine.pull(image, progress);
    } catch (error) {
      if (!(error instanceof OrchestratorError) || signal.aborted) throw error;
      const [problem] = error.problems;
      emit({ type: 'notice', level: 'warning', message: `the cache ${image} cannot be pulled`, problem });
    }
  }
}

/** What BuildKit would set, where the Dockerfile declares it. */
async function platformArgs(
  declared: ReadonlySet<string>,
  wanted: Platform | undefined,
  { engine, signal }: BuildContext,
): Promise<Readonly<Record<string, string>>> {
  const names = ['PLATFORM', 'OS', 'ARCH', 'VARIANT'] as const;
  if (!names.some((name) => declared.has(`TARGET${name}`) || declared.has(`BUILD${name}`))) return {};
  const own = unwrap(parsePlatform((await engine.info(signal)).platform));
  const all = { ...platformArgsOf('BUILD', own), ...platformArgsOf('TARGET', wanted ?? own) };
  return Object.fromEntries(Object.entries(all).filter(([name]) => declared.has(name)));
}
