/** Offsets of a text as lines and columns. Pure. */

export interface Place {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

const LINE_END = /\r\n|\n|\r/g;

/** Line ends are LF, CRLF and CR. An offset past the end is the end. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lines = before.split(LINE_END);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** The line that holds an offset, without its end, and where it starts. */
export function lineAt(text: string, offset: number): { readonly text: string; readonly start: number } {
  const before = text.slice(0, offset);
  const start = before.length - (before.split(LINE_END).at(-1)?.length ?? 0);
  const rest = text.slice(start);
  const end = rest.search(/[\r\n]/);
  return { text: end === -1 ? rest : rest.slice(0, end), start };
}
