/**
 * What failed at the same time: of several artifacts each is told, and what is the same for all of them once.
 *
 *     web: {{.NOPE}} has no value    api: {{.NOPE}} has no value    ─►    web, api: {{.NOPE}} has no value
 *
 * The first failure stops the others; what ends because of that says nothing.
 */
import { OrchestratorError, type Problem } from '../errors/problem.ts';
import { type PlacedArtifact, placedAt } from './placed-at.ts';

export interface Failures {
  /** Does the work of an artifact. @throws What the work throws, at the artifact's place where it is about its inputs. */
  note<T>(artifact: PlacedArtifact, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** The failure that ended the build, with all others. */
  joined(first: unknown): unknown;
}

export function createFailures(): Failures {
  const noted: { readonly artifact: string; readonly error: OrchestratorError }[] = [];
  return {
    async note(artifact, signal, work) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof OrchestratorError)) throw error;
        const placed = placedAt(artifact, error);
        if (!signal.aborted) noted.push({ artifact: artifact.name, error: placed });
        throw placed;
      }
    },
    joined(first) {
      if (noted.length < 2 || !noted.some(({ error }) => error === first)) return first;
      const [problem, ...more] = joinSame(noted.flatMap(({ artifact, error }) => toldOf(artifact, error.problems)));
      return problem === undefined ? first : new OrchestratorError([problem, ...more], { cause: first });
    },
  };
}

/** A problem without the artifact's name in front, which is kept beside it. */
interface Told {
  readonly problem: Problem;
  readonly artifact: string | undefined;
}

const toldOf = (artifact: string, problems: readonly Problem[]): readonly Told[] =>
  problems.map((problem) => {
    const { message } = problem;
    const isNamed = message.startsWith(`${artifact}: `);
    if (!isNamed) return { problem, artifact: undefined };
    return { problem: { ...problem, message: message.slice(artifact.length + 2) }, artifact };
  });

function joinSame(all: readonly Told[]): readonly Problem[] {
  const groups = new Map<string, { readonly problem: Problem; readonly artifacts: Set<string> }>();
  for (const { problem, artifact } of all) {
    const key = JSON.stringify([problem.code, problem.message, problem.at?.start]);
    const group = groups.get(key) ?? { problem, artifacts: new Set<string>() };
    if (artifact !== undefined) group.artifacts.add(artifact);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ problem, artifacts }) =>
    artifacts.size === 0 ? problem : { ...problem, message: `${[...artifacts].join(', ')}: ${problem.message}` },
  );
}
