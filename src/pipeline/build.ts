/** Plan → images. Artifacts that do not wait on each other are built together, within a limit. */
import { OrchestratorError, type Problem } from '../errors/problem.ts';
import type { Outcome } from '../events/event.ts';
import { runGraph } from '../lib/graph.ts';
import { createLimit } from '../lib/limit.ts';
import { buildStepId, type PlannedArtifact } from '../plan/plan.ts';
import { type BuildResult, type BuildRun, buildArtifact, tagArtifact } from './build-artifact.ts';
import type { PipelinePorts } from './ports.ts';

type BuildOne = (
  planned: PlannedArtifact,
  done: ReadonlyMap<string, BuildResult>,
  signal: AbortSignal,
) => Promise<BuildResult>;

/**
 * Builds all artifacts of a plan.
 *
 * @param concurrency Builds at once; 0 is no limit.
 * @returns In the order of the plan. @throws OrchestratorError of the first artifact that failed; the others were
 *   stopped and awaited.
 */
export async function buildAll(
  run: BuildRun,
  { concurrency, dryRun }: { readonly concurrency: number; readonly dryRun: boolean },
  ports: PipelinePorts,
): Promise<readonly BuildResult[]> {
  if (!dryRun) await ports.prepareState();
  const limit = createLimit(concurrency);
  const one: BuildOne = (planned, done, signal) =>
    dryRun ? tagArtifact(planned, run, { ...ports, signal }) : buildArtifact(planned, done, run, { ...ports, signal });
  const build = withSteps(ports)((planned, done, signal) => limit(() => one(planned, done, signal)));
  const needs = new Map([...run.planned.values()].map(({ name, needs: names }) => [name, names]));
  const built = await runGraph<string, BuildResult>(
    needs,
    (name, done, signal) => {
      const planned = run.planned.get(name);
      if (planned === undefined) throw new Error(`${name} is required and not planned`);
      return build(planned, done, signal);
    },
    ports.signal,
  );
  if (!dryRun) await ports.cleanUp();
  return [...run.planned.keys()].flatMap((name) => built.get(name) ?? []);
}

/** Tells of each artifact's start and end. */
const withSteps =
  ({ emit, system }: Pick<PipelinePorts, 'emit' | 'system'>) =>
  (inner: BuildOne): BuildOne =>
  async (planned, done, signal) => {
    const step = buildStepId(planned.name);
    const startedMs = system.clock.monotonicMs();
    const finish = (
      outcome: Outcome,
      more: { readonly result?: string; readonly problems?: readonly Problem[] },
    ): void =>
      emit({ type: 'step.finished', step, outcome, durationMs: system.clock.monotonicMs() - startedMs, ...more });
    emit({ type: 'step.started', step });
    try {
      const result = await inner(planned, done, signal);
      finish('done', { result: result.reference });
      return result;
    } catch (error) {
      const problems = error instanceof OrchestratorError ? error.problems : [];
      finish(problems[0]?.code === 'CANCELLED' || signal.aborted ? 'cancelled' : 'failed', { problems });
      throw error;
    }
  };
