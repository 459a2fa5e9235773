/** Plan → images. Artifacts that do not wait on each other are built together, within a limit. */
import type { Build } from '../config/build.schema.ts';
import { OrchestratorError, type Problem } from '../errors/problem.ts';
import type { Step } from '../events/event.ts';
import { runGraph } from '../lib/graph.ts';
import { createLimit } from '../lib/limit.ts';
import { buildStepId, type PlannedArtifact } from '../plan/plan.ts';
import type { BuildResult, BuildRun } from './artifact-job.ts';
import { buildArtifact, hasHooks, readInputs, tagArtifact } from './build-artifact.ts';
import { type Fate, findNotBegun, incompleteBuild } from './build-fates.ts';
import { createFailures, type Failures, isMistake } from './failures.ts';
import { runHooks } from './hooks.ts';
import type { PipelinePorts } from './ports.ts';
import { publishAll } from './publish.ts';
import { withStep } from './step.ts';

type BuildOne = (
  planned: PlannedArtifact,
  done: ReadonlyMap<string, BuildResult>,
  signal: AbortSignal,
) => Promise<BuildResult>;

/**
 * Builds all artifacts of a plan.
 *
 * @param concurrency Builds at once; 0 is no limit.
 * @returns In the order of the plan. @throws OrchestratorError of the first artifact that failed, and of those that
 *   failed before it stopped them; all were awaited.
 */
export async function buildAll(
  run: BuildRun & { readonly hooks: Build['hooks'] },
  { concurrency, dryRun }: { readonly concurrency: number; readonly dryRun: boolean },
  ports: PipelinePorts,
): Promise<readonly BuildResult[]> {
  if (!dryRun) await ports.prepareState();
  if (!dryRun) await runBuildHooks('before', run, ports);
  const limit = createLimit(concurrency);
  const stop = new AbortController();
  const fates = new Map<string, Fate>();
  const one: BuildOne = (planned, done, signal) =>
    dryRun ? tagArtifact(planned, run, { ...ports, signal }) : buildArtifact(planned, done, run, { ...ports, signal });
  const failures = createFailures();
  const step = withSteps(
    dryRun,
    ports,
  )((planned, done, signal) => failures.note(planned, signal, () => one(planned, done, signal)));
  // A step starts when its turn comes: waiting for others is none of its time.
  const build: BuildOne = (planned, done, signal) =>
    limit(async () => {
      signal.throwIfAborted();
      // The limit lets the next one in before the graph has heard of the failure.
      stop.signal.throwIfAborted();
      try {
        const result = await step(planned, done, signal);
        fates.set(planned.name, 'built');
        return result;
      } catch (error) {
        fates.set(planned.name, signal.aborted ? 'stopped' : 'failed');
        stop.abort(error);
        throw error;
      }
    });
  const needs = new Map([...run.planned.values()].map(({ name, needs: names }) => [name, names]));
  const built = await runGraph<string, BuildResult>(
    needs,
    (name, done, signal) => {
      const planned = run.planned.get(name);
      if (planned === undefined) throw new Error(`${name} is required and not planned`);
      return build(planned, done, signal);
    },
    ports.signal,
  ).catch(async (error: unknown) => {
    if (ports.signal.aborted) throw failures.joined(error);
    for (const { name, why } of findNotBegun(needs, fates))
      ports.emit({ type: 'step.finished', step: buildStepId(name), outcome: 'skipped', durationMs: 0, why });
    const problem = incompleteBuild(needs, fates);
    if (!isMistake(error)) throw withProblem(failures.joined(error), problem);
    await lookAtOthers(run, failures, ports);
    throw withProblem(failures.joined(error, [...run.planned.keys()]), problem);
  });
  if (!dryRun) {
    const published = [...run.planned.values()].flatMap((planned) => {
      const reference = built.get(planned.name)?.reference;
      return reference === undefined ? [] : [{ planned, reference }];
    });
    await publishAll(published, ports);
  }
  if (!dryRun) await runBuildHooks('after', run, ports);
  if (!dryRun) await ports.cleanUp();
  return [...run.planned.keys()].flatMap((name) => built.get(name) ?? []);
}

/** One that is no OrchestratorError is a bug, and told as one. */
function withProblem(error: unknown, problem: Problem | undefined): unknown {
  if (!(error instanceof OrchestratorError) || problem === undefined) return error;
  return new OrchestratorError([...error.problems, problem], { cause: error });
}

/** Notes what is wrong with the inputs of artifacts that did not get that far; what a hook makes is not there yet. */
async function lookAtOthers(run: BuildRun, failures: Failures, ports: PipelinePorts): Promise<void> {
  for (const planned of run.planned.values())
    if (!failures.has(planned.name) && !hasHooks(planned))
      await failures.note(planned, ports.signal, () => readInputs(planned, run, ports)).catch(() => undefined);
}

/** Tells of each artifact's start and end. */
const withSteps =
  (dryRun: boolean, ports: PipelinePorts) =>
  (inner: BuildOne): BuildOne =>
  (planned, done, signal) =>
    withStep(buildStepId(planned.name), { ...ports, signal }, async () => {
      const built = await inner(planned, done, signal);
      const { reference, how, why } = built;
      if (dryRun) return { outcome: 'skipped', result: reference, why: NOT_BUILT, value: built };
      return {
        outcome: how === undefined ? 'done' : 'cached',
        result: reference,
        ...(why !== undefined && { why }),
        value: built,
      };
    }).then(({ value }) => value);

const NOT_BUILT = 'nothing was built: this run only makes the tag';

/** `build.hooks`: once before all builds, and once after them. */
export const buildHookSteps = (hooks: Build['hooks']): readonly Step[] =>
  (['before', 'after'] as const)
    .filter((when) => (hooks?.[when] ?? []).length > 0)
    .map((when) => ({ id: hookStepId(when), title: `build hooks, ${when}`, needs: [] }));

const hookStepId = (when: 'before' | 'after'): string => `build-hooks:${when}`;

async function runBuildHooks(
  when: 'before' | 'after',
  { hooks, configDir, platform }: BuildRun & { readonly hooks: Build['hooks'] },
  ports: PipelinePorts,
): Promise<void> {
  if ((hooks?.[when] ?? []).length === 0) return;
  const step = hookStepId(when);
  await withStep(step, ports, async () => {
    const run = { title: `build.hooks.${when}`, cwd: configDir, configDir, env: {}, step };
    await runHooks(hooks?.[when], run, { ...ports, platform });
    return { outcome: 'done' };
  });
}
