/** The first line at which two texts part. Pure. */

export interface LineDifference {
  /** Counted from 1. */
  readonly line: number;
  /** Without its line end; undefined where the text is over. */
  readonly one: string | undefined;
  readonly other: string | undefined;
}

export function findLineDifference(one: string, other: string): LineDifference | undefined {
  if (one === other) return undefined;
  const [left, right] = [one.split('\n'), other.split('\n')];
  const index = left.findIndex((line, at) => line !== right[at]);
  // Where one text is the beginning of the other, they part behind its last line.
  const at = index === -1 ? left.length : index;
  return { line: at + 1, one: left[at], other: right[at] };
}
