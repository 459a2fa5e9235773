/**
 * The marked line of a mistake:
 *
 *     8 |         dokcerfile: Dockerfile.dev
 *       |         ^^^^^^^^^^
 *
 * Pure.
 */
import { lineAt, placeOf } from '../lib/text-place.ts';
import type { SourceSpan } from './problem.ts';

const WIDEST = 120;

/** Two lines: the text with its number, and carets under the span. Tabs stay tabs, so that the carets stand right. */
export function excerpt({ text, start, end }: SourceSpan): readonly string[] {
  const { line, column } = placeOf(text, start);
  const whole = lineAt(text, start).text;
  // A very long line (minified JSON) is cut around the mistake.
  const from = column > WIDEST ? column - 1 - WIDEST / 2 : 0;
  const shown = printable(whole.slice(from, from + WIDEST));
  const offset = column - 1 - from;
  const width = Math.max(1, Math.min(end - start, shown.length - offset));
  const gutter = ' '.repeat(String(line).length);
  const indent = shown.slice(0, offset).replace(/[^\t]/g, ' ').padEnd(offset);
  return [`${line} | ${shown}`, `${gutter} | ${indent}${'^'.repeat(width)}`];
}

/** `file:line:column`. */
export function formatSpan(span: SourceSpan): string {
  const { line, column } = placeOf(span.text, span.start);
  return `${span.file === '-' ? 'standard input' : span.file}:${line}:${column}`;
}

/** Control characters, so that a hostile file cannot drive the terminal. */
const printable = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\u{fffd}');
