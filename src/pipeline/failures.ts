/**
 * What failed at the same time: of several artifacts each is told, and what is the same for all of them once.
 *
 *     web: {{.NOPE}} has no value    api: {{.NOPE}} has no value    ─►    web, api: {{.NOPE}} has no value
 *
 * The first failure stops the others; what ends because of that says nothing. Where it is a mistake in the project, the
 * others are looked at for theirs, so that one run tells all of them.
 */
import { OrchestratorError, type Problem, problems } from '../errors/problem.ts';
import { type PlacedArtifact, placedAt } from './placed-at.ts';

export interface Failures {
  /** Does the work of an artifact. @throws What the work throws, at the artifact's place where it is about its inputs. */
  note<T>(artifact: PlacedArtifact, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** Whether the artifact's own failure is known. */
  has(artifact: string): boolean;
  /**
   * The failure that ended the build, with all others.
   *
   * @param order Names of artifacts: theirs are told in this order, and not in that in which they came.
   */
  joined(first: unknown, order?: readonly string[]): unknown;
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
    has: (artifact) => noted.some((one) => one.artifact === artifact),
    joined(first, order = []) {
      if (noted.length < 2 || !noted.some(({ error }) => error === first)) return first;
      const sorted = noted.toSorted((a, b) => order.indexOf(a.artifact) - order.indexOf(b.artifact));
      const [problem, ...more] = joinSame(sorted.flatMap(({ artifact, error }) => toldOf(artifact, error.problems)));
      return problem === undefined ? first : new OrchestratorError([problem, ...more], { cause: first });
    },
  };
}

/** Whether the project has to be changed, so that what else has to be is of interest. */
export const isMistake = (error: unknown): boolean =>
  error instanceof OrchestratorError && problems[error.problems[0].code].exit === MISTAKE;

const MISTAKE = 2;

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
