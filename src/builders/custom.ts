/**
 * Builds by a command of the user's: it gets the image's name, and leaves an image of that name behind.
 *
 *     IMAGE=ghcr.io/team/api:v1 PUSH_IMAGE=true sh -c "$buildCommand"  ─►  ghcr.io/team/api:v1@sha256:…
 *
 * Source: Skaffold v2, `pkg/skaffold/build/custom`. One thing is other: where the environment already has one of these
 * names, ours wins, since a stray IMAGE would make the command build something else.
 */
import { OrchestratorError, type Problem } from '../errors/problem.ts';
import { err, ok } from '../errors/result.ts';
import { formatPlatform } from '../image/platform.ts';
import { formatReference, withDigest } from '../image/reference.ts';
import { plainLine } from '../lib/terminal-text.ts';
import type { BuildContext, Builder, BuildJob, Built } from './builder.ts';
import type { CustomSpec } from './custom.schema.ts';
import { customInputs } from './custom-inputs.ts';
import { keptAs, pushedAs } from './docker-result.ts';

export const custom: Builder<CustomSpec> = {
  kind: 'custom',
  explain: ({ buildCommand }) => (buildCommand ? ok('custom: its buildCommand by sh -c') : err(noCommand)),
  inputs: customInputs,
  async build(job, context) {
    await runCommand(job, context);
    return job.push ? findPushed(job, context) : findKept(job, context);
  },
};

async function runCommand(job: BuildJob<CustomSpec>, { system, emit, step, signal }: BuildContext): Promise<void> {
  const { spec, artifact, contextDir, env, expand } = job;
  if (!spec.buildCommand) throw new OrchestratorError(noCommand);
  const command = expand(spec.buildCommand);
  const { exitCode, stderr } = await system.processes.run(['sh', '-c', command], {
    cwd: contextDir,
    env: { ...env, ...contractOf(job) },
    signal,
    keepBytes: 4096,
    onLine: (stream, line) => emit({ type: 'step.output', step, stream, line }),
  });
  if (exitCode === 0) return;
  const last = plainLine(stderr.trimEnd().split('\n').at(-1) ?? '');
  throw new OrchestratorError({
    code: 'BUILD_FAILED',
    message: `the custom build of "${artifact}" ended with exit code ${exitCode}${last === '' ? '' : `: ${last}`}`,
  });
}

const noCommand: Problem = {
  code: 'CONFIG_INVALID',
  message: 'a custom build has no buildCommand',
  hint: 'It is run by sh -c in the context, and builds $IMAGE.',
};

/** What Skaffold tells a custom build. */
function contractOf(job: BuildJob<CustomSpec>): Readonly<Record<string, string>> {
  const { target, push, contextDir, platforms, requires } = job;
  return {
    ...Object.fromEntries(requires.map(({ alias, reference }) => [alias, reference])),
    IMAGE: formatReference(target),
    PUSH_IMAGE: String(push),
    BUILD_CONTEXT: contextDir,
    PLATFORMS: platforms.map(formatPlatform).join(','),
    SKIP_TEST: 'false',
    IMAGE_REPO: target.name,
    IMAGE_TAG: target.tag,
  };
}

/** The digest is what the registry says, and the manifest of that digest is there. */
async function findPushed(job: BuildJob<CustomSpec>, { registry, signal }: BuildContext): Promise<Built> {
  const found = await registry.resolve(job.target, signal);
  if (found === undefined) throw nothingMade(job, 'The command must push $IMAGE where PUSH_IMAGE is true.');
  const { descriptor } = await registry.pullManifest(withDigest(job.target, found.digest), signal);
  return pushedAs(job.target, descriptor.digest);
}

/** In the engine, or in our own store by a command that needs no engine. */
async function findKept(job: BuildJob<CustomSpec>, context: BuildContext): Promise<Built> {
  const { target } = job;
  const stored = await context.store.repositories.findManifest(target.repository, target.tag);
  const local = await findInEngine(job, context, stored !== undefined);
  if (local !== undefined) return keptAs(target, local.id, context);
  if (stored === undefined) throw nothingMade(job, 'The command must leave $IMAGE in the container engine.');
  return { ...pushedAs(target, stored.digest), pushed: false };
}

/** An engine that is not there is a failure only where the image can be nowhere else. */
async function findInEngine({ target }: BuildJob<CustomSpec>, { engine, signal }: BuildContext, isElsewhere: boolean) {
  try {
    return await engine.findImage(formatReference(target), signal);
  } catch (error) {
    const isAbsent = error instanceof OrchestratorError && error.problems[0].code === 'ENGINE_UNREACHABLE';
    if (isAbsent && isElsewhere) return undefined;
    throw error;
  }
}

const nothingMade = ({ target }: BuildJob<CustomSpec>, hint: string): OrchestratorError =>
  new OrchestratorError({
    code: 'BUILD_FAILED',
    message: `the custom script didn't produce an image with tag "${formatReference(target)}"`,
    hint,
  });
