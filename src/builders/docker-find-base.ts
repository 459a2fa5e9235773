/**
 * What a tag means to whoever builds: it may have a mirror, a proxy or a credential that we do not have.
 *
 *     engine    pulls it, tells its digest; or has an image by that name that no registry knows
 *     buildx    takes `FROM NAME` as a build that makes nothing, and names the digest in its progress
 */
import { join } from 'node:path';
import { OrchestratorError } from '../errors/problem.ts';
import { asDigest, type Digest } from '../image/digest.ts';
import { formatPlatform } from '../image/platform.ts';
import { canonicalName, parseReference } from '../image/reference.ts';
import { withScope } from '../lib/scope.ts';
import type { BuildContext, BuildJob, FoundBase } from './builder.ts';
import { isTooOld, runWith } from './buildx.ts';
import type { DockerSpec } from './docker.schema.ts';

type Job = BuildJob<DockerSpec>;

/** @param mayBeLocal An image counts that the engine has and no registry. */
export async function askEngine(
  name: string,
  mayBeLocal: boolean,
  { engine, emit, step, signal }: BuildContext,
): Promise<FoundBase | undefined> {
  let told: Digest | undefined;
  try {
    await engine.pull(name, {
      signal,
      onLine: (line) => {
        told = asDigest(/^Digest: (\S+)/.exec(line)?.[1] ?? '') ?? told;
      },
      onProgress: (part, done, total) =>
        emit({ type: 'step.progress', step, part, done, ...(total !== undefined && { total }), unit: 'bytes' }),
    });
  } catch (error) {
    if (!isAnswer(error, signal)) throw error;
    return mayBeLocal ? findInEngine(name, { engine, signal }) : undefined;
  }
  return told === undefined ? findInEngine(name, { engine, signal }) : { digest: told };
}

/** By the digest under which the image was pulled; an image that was never pulled has its id alone. */
export async function findInEngine(
  name: string,
  { engine, signal }: Pick<BuildContext, 'engine' | 'signal'>,
): Promise<FoundBase | undefined> {
  try {
    const found = await engine.findImage(name, signal);
    if (found === undefined) return undefined;
    const repository = repositoryOf(name);
    const [pulled] = found.repoDigests.flatMap((text) => {
      const parsed = parseReference(text);
      return parsed.ok && canonicalName(parsed.value) === repository && parsed.value.digest !== undefined
        ? [parsed.value.digest]
        : [];
    });
    return pulled === undefined ? { digest: found.id, in: 'engine' } : { digest: pulled };
  } catch (error) {
    if (!isAnswer(error, signal)) throw error;
    return undefined;
  }
}

/** @param program Of buildx. */
export async function askBuildx(
  name: string,
  job: Job,
  program: string,
  context: BuildContext,
): Promise<FoundBase | undefined> {
  const { system, signal } = context;
  return withScope(async (scope) => {
    const folder = scope.use(await system.files.makeTempFolder('orc-base-'), system.files.remove);
    await system.files.writeAtomic(join(folder, 'Dockerfile'), `FROM ${name}\n`, { signal });
    const builder = job.env['BUILDX_BUILDER'] ? undefined : job.local?.builder;
    const [platform] = job.platforms;
    const command = [
      ...['build', folder, '--output', 'type=cacheonly'],
      ...(platform === undefined ? [] : ['--platform', formatPlatform(platform)]),
      ...(builder ? ['--builder', builder] : []),
    ];
    const lines: string[] = [];
    const quiet: BuildContext = {
      ...context,
      emit: (event) => {
        if (event.type === 'step.output') lines.push(event.line);
      },
    };
    const where = { env: job.env, contextDir: folder };
    const { progress } = await runWith('rawjson', [program, ...command], where, quiet);
    if (isTooOld(progress)) await runWith('plain', [program, ...command], where, quiet);
    return digestIn(lines, name);
  });
}

/** `[1/1] FROM docker.io/library/node:22@sha256:…` */
export function digestIn(lines: readonly string[], name: string): FoundBase | undefined {
  const repository = repositoryOf(name);
  for (const line of lines) {
    const parsed = parseReference(/\bFROM (\S+)/.exec(line)?.[1] ?? '');
    if (parsed.ok && parsed.value.digest !== undefined && canonicalName(parsed.value) === repository)
      return { digest: parsed.value.digest };
  }
  return undefined;
}

function repositoryOf(name: string): string | undefined {
  const parsed = parseReference(name);
  return parsed.ok ? canonicalName(parsed.value) : undefined;
}

/** Whoever was asked has nothing to say; a bug or the end of the run is something else. */
const isAnswer = (error: unknown, signal: AbortSignal): boolean =>
  error instanceof OrchestratorError && !signal.aborted;
