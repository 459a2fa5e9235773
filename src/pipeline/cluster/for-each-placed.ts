/** Work on many objects, some at once, whose failures are told together, each with the place of its object. */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import type { Placed } from './place-objects.ts';

/** @throws OrchestratorError with the problems of every object; what is no such error, or an abort, ends it at once. */
export async function forEachPlaced<T extends Placed>(
  list: readonly T[],
  atOnce: number,
  work: (placed: T, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const problems: Problem[] = [];
  const collecting = (placed: T, abort: AbortSignal): Promise<void> =>
    work(placed, abort).catch((error: unknown) => {
      if (!(error instanceof OrchestratorError) || signal.aborted) throw error;
      problems.push(...error.problems.map((problem) => ({ at: placed.wanted.place, ...problem })));
    });
  await inParallel(list, atOnce, collecting, signal);
  const [first, ...rest] = problems;
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
}
