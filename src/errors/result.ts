/** What a parser or a rule returns: a value, or every problem at once. */
import { OrchestratorError, type Problem } from './problem.ts';

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly [Problem, ...Problem[]] };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export const err = (...list: readonly [Problem, ...Problem[]]): Result<never> => ({ ok: false, problems: list });

/** All values, or all problems of all failures. */
export function collect<T>(results: readonly Result<T>[]): Result<readonly T[]> {
  const [first, ...rest] = results.flatMap((result) => (result.ok ? [] : result.problems));
  if (first !== undefined) return err(first, ...rest);
  return ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
}

/**
 * The value of a result whose failure ends the operation.
 *
 * @throws OrchestratorError with the result's problems.
 */
export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new OrchestratorError(result.problems);
  return result.value;
}
