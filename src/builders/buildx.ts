/**
 * The way through docker buildx, and so through any BuildKit that the user has: secrets, ssh, several platforms,
 * remote builders.
 *
 * The Dockerfile and the rules are given from a folder of ours, `Dockerfile` and `Dockerfile.dockerignore`: the rules
 * with our own state left out, so that both ways send the same files. The context itself is the user's folder, of
 * which BuildKit takes only what has changed.
 */
import { basename, join, resolve } from 'node:path';
import { OrchestratorError } from '../errors/problem.ts';
import { asDigest, type Digest } from '../image/digest.ts';
import { withScope } from '../lib/scope.ts';
import { plainLine } from '../lib/terminal-text.ts';
import { parseJsonObject } from '../oci/descriptor-json.ts';
import { registryProblem } from '../oci/registry-words.ts';
import type { Finished } from '../ports/system.ts';
import type { BuildContext, BuildJob, Built } from './builder.ts';
import { type BuildxPaths, buildxArgs } from './buildx-args.ts';
import { type BuildxProgress, createBuildxProgress } from './buildx-progress.ts';
import type { DockerSpec } from './docker.schema.ts';
import { buildArgsOf } from './docker-args.ts';
import type { PinnedText } from './docker-bases.ts';
import { keptAs, pushedAs } from './docker-result.ts';
import type { DockerSource } from './docker-source.ts';
import { readOutside } from './dockerfile-stages.ts';
import { tellRefusedTag } from './refused-tag.ts';

export async function buildByBuildx(
  job: BuildJob<DockerSpec>,
  context: BuildContext,
  source: DockerSource,
  pinned: PinnedText,
  program: string,
): Promise<Built> {
  const { files } = context.system;
  return withScope(async (scope) => {
    const folder = scope.use(await files.makeTempFolder('orc-buildx-'), (path) => files.remove(path));
    const paths = await writeFiles(folder, source, pinned, context);
    const { args } = readOutside(source.dockerfile, { buildArgs: {} });
    const configDir = job.configDir ?? job.contextDir;
    const command = buildxArgs(job, buildArgsOf(job, args), paths, (path) => resolve(configDir, path));
    const build = () => runBuildx([program, ...command], job, context);
    await (job.push ? tellRefusedTag(job.target, 'what was built now', context, build) : build());
    if (!job.push) return keptAs(job.target, await readImageId(paths, context), context);
    return pushedAs(job.target, await readDigest(paths, context));
  });
}

async function writeFiles(
  folder: string,
  source: DockerSource,
  { text }: PinnedText,
  context: BuildContext,
): Promise<BuildxPaths> {
  const { signal, system } = context;
  // Its name is what BuildKit shows and looks for the rules by.
  const dockerfile = join(folder, 'source', basename(source.dockerfilePath));
  await system.files.writeAtomic(dockerfile, text, { signal });
  const { ignore, lockInContext: lock } = source;
  const rules = [ignore?.text ?? '', '**/.orchestrator', ...(lock === undefined ? [] : [escapedPattern(lock)]), ''];
  await system.files.writeAtomic(`${dockerfile}.dockerignore`, rules.join('\n'), { signal });
  return { dockerfile, metadata: join(folder, 'metadata.json'), imageId: join(folder, 'image-id') };
}

/** A path that is no pattern. */
const escapedPattern = (path: string): string => path.replace(/[*?[\]\\]/g, '\\$&');

/** @throws OrchestratorError BUILD_FAILED with the step, REGISTRY_* where the push failed. */
async function runBuildx(
  command: readonly [string, ...string[]],
  job: BuildJob<DockerSpec>,
  context: BuildContext,
): Promise<void> {
  const { finished, progress } = await runWith('rawjson', command, job, context);
  if (finished.exitCode === 0) return;
  const last = isTooOld(progress) ? await runWith('plain', command, job, context) : { finished, progress };
  if (last.finished.exitCode !== 0) throw failureOf(last.finished, last.progress, job);
}

/** Before 0.13 there is no rawjson; then nothing has been done yet. */
export const isTooOld = (progress: BuildxProgress): boolean =>
  progress.messages().some((line) => /invalid progress mode/.test(line));

export async function runWith(
  mode: 'rawjson' | 'plain',
  command: readonly [string, ...string[]],
  { env, contextDir }: Pick<BuildJob<DockerSpec>, 'env' | 'contextDir'>,
  { system, emit, step, signal }: BuildContext,
): Promise<{ readonly finished: Finished; readonly progress: BuildxProgress }> {
  const progress = createBuildxProgress({
    onLine: (line) => emit({ type: 'step.output', step, stream: 'stderr', line }),
    onProgress: (part, done, total) =>
      emit({ type: 'step.progress', step, part, done, ...(total !== undefined && { total }), unit: 'bytes' }),
  });
  const finished = await system.processes.run([...command, '--progress', mode], {
    cwd: contextDir,
    // Attestations tell when and where it was built, and so no two builds have one digest. cliFlags turn them on.
    env: { BUILDX_NO_DEFAULT_ATTESTATIONS: '1', ...env },
    signal,
    keepBytes: 0,
    // A message holds the whole graph of a build.
    maxLineBytes: 16 * 1024 * 1024,
    onLine: (_, line) => progress.push(line),
  });
  progress.end();
  return { finished, progress };
}

function failureOf(
  { exitCode }: Finished,
  progress: BuildxProgress,
  { target }: BuildJob<DockerSpec>,
): OrchestratorError {
  const failure = progress.failure();
  const said = progress.messages().findLast((line) => /^(?:ERROR|error):/i.test(line));
  const reason = plainLine(failure?.reason ?? said?.replace(/^error: */i, '') ?? `it ended with exit code ${exitCode}`);
  if (failure !== undefined && /^(?:exporting|pushing)|auth\]/.test(failure.step))
    return new OrchestratorError(registryProblem(reason, `docker buildx could not push ${target.name}:${target.tag}`));
  const at = failure === undefined ? '' : ` at "${plainLine(failure.step)}"`;
  return new OrchestratorError({ code: 'BUILD_FAILED', message: `docker buildx failed${at}: ${reason}` });
}

async function readDigest({ metadata }: BuildxPaths, { system, signal }: BuildContext): Promise<Digest> {
  const json = parseJsonObject(await system.files.readBytes(metadata, signal));
  const digest = asDigest(String(json?.['containerimage.digest']));
  if (digest !== undefined) return digest;
  throw new OrchestratorError({ code: 'BUILD_FAILED', message: 'docker buildx told no digest of what it pushed' });
}

async function readImageId({ imageId }: BuildxPaths, { system, signal }: BuildContext): Promise<Digest> {
  const id = asDigest((await system.files.readText(imageId, signal)).trim());
  if (id !== undefined) return id;
  throw new OrchestratorError({ code: 'BUILD_FAILED', message: 'docker buildx told no image id' });
}
