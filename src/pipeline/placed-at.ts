/** The place in the config of what is wrong with the inputs of an artifact. Pure. */
import { OrchestratorError, type Problem } from '../errors/problem.ts';
import type { PlannedArtifact } from '../plan/plan.ts';

export type PlacedArtifact = Pick<PlannedArtifact, 'name' | 'placeOf'>;

/** A builder knows which file is missing, and only sometimes who names it. */
export function placedAt({ name, placeOf }: PlacedArtifact, error: OrchestratorError): OrchestratorError {
  const lacksPlace = ({ code, at }: Problem): boolean =>
    at === undefined && (code === 'INPUT_MISSING' || code === 'INPUT_INVALID');
  if (!error.problems.some(lacksPlace)) return error;
  const place = (problem: Problem): Problem => {
    if (!lacksPlace(problem)) return problem;
    const { message } = problem;
    const isNamed = message.startsWith(`${name}: `);
    return { ...problem, message: isNamed ? message : `${name}: ${message}`, at: placeOf(['image']) };
  };
  const [first, ...rest] = error.problems;
  return new OrchestratorError([place(first), ...rest.map(place)], { cause: error });
}
