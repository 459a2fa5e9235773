/** The text that a config was read from, and problems that point into it. Pure. */
import type { Problem, ProblemCode, SourceSpan } from '../errors/problem.ts';
import type { Span } from './yaml/node.ts';

export interface Source {
  readonly file: string;
  readonly text: string;
}

export const placeIn = ({ file, text }: Source, { start, end }: Span): SourceSpan => ({ file, text, start, end });

/** A mistake at a place. Without a hint the code's own is shown. */
export const problemAt = (
  source: Source,
  span: Span,
  code: ProblemCode,
  message: string,
  more: Pick<Problem, 'hint' | 'because'> = {},
): Problem => ({ code, message, at: placeIn(source, span), ...more });

/** "Did you mean" as a hint, or no hint of its own. */
export const suggest = (nearest: string | undefined): Pick<Problem, 'hint'> =>
  nearest === undefined ? {} : { hint: `Did you mean "${nearest}"?` };
