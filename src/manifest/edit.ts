/**
 * Changes of a text as values, and their one application: everything between two edits stays as it is. Pure.
 */

/** Replaces `[start, end)`, UTF-16 code units from the text's start; an insertion where both are equal. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The part `[from, to)` of a text with its edits made. Insertions at one place keep their order.
 *
 * @throws Error when edits overlap or leave the part: a mistake of the caller.
 */
export function applyEdits(text: string, edits: readonly Edit[], from = 0, to = text.length): string {
  if (edits.length === 0) return text.slice(from, to);
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let done = from;
  for (const edit of sorted) {
    if (edit.start < done || edit.end < edit.start || edit.end > to)
      throw new Error(`edit ${edit.start}..${edit.end} overlaps another or leaves ${from}..${to}`);
    parts.push(text.slice(done, edit.start), edit.text);
    done = edit.end;
  }
  parts.push(text.slice(done, to));
  return parts.join('');
}
