/**
 * A place in a text that is a scalar of a file, as a place in that file. Pure.
 *
 *     file  x: "{{.A}} b"      text {{.A}} b, its .A      ─►      the .A of the file
 */
import type { SourceSpan } from './problem.ts';

/** @returns The whole scalar where the text is written in another way, with escapes or over several lines. */
export function spanWithin(
  scalar: SourceSpan,
  { text, start, end }: { readonly text: string; readonly start: number; readonly end: number },
): SourceSpan {
  const found = scalar.text.slice(scalar.start, scalar.end).indexOf(text);
  if (found === -1) return scalar;
  return { ...scalar, start: scalar.start + found + start, end: scalar.start + found + end };
}
