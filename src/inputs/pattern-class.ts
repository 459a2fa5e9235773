/**
 * `[a-z]`, `[^x]` in a pattern, as Go's path/filepath.Match reads them: one range at least, `\` escapes,
 * `^` at the start turns it round. Pure. Not read: `[:alpha:]` and other named classes.
 */
export interface PatternClass {
  readonly has: (code: number) => boolean;
  /** Where the pattern goes on, after `]`. */
  readonly end: number;
}

/** The class whose `[` is at `start`, or undefined where it is malformed. `negators` are the signs that turn it round. */
export function parsePatternClass(pattern: string, start: number, negators: string): PatternClass | undefined {
  const negated = start + 1 < pattern.length && negators.includes(pattern.charAt(start + 1));
  const ranges: (readonly [number, number])[] = [];
  let at = start + (negated ? 2 : 1);
  while (at < pattern.length && (pattern[at] !== ']' || ranges.length === 0)) {
    const low = readMember(pattern, at);
    if (low === undefined) return undefined;
    const high = pattern[low.end] === '-' ? readMember(pattern, low.end + 1) : low;
    if (high === undefined) return undefined;
    ranges.push([low.code, high.code]);
    at = high.end;
  }
  if (pattern[at] !== ']') return undefined;
  return { has: (code) => ranges.some(([low, high]) => low <= code && code <= high) !== negated, end: at + 1 };
}

function readMember(pattern: string, at: number): { readonly code: number; readonly end: number } | undefined {
  const escaped = pattern[at] === '\\';
  const where = escaped ? at + 1 : at;
  const char = pattern[where];
  if (char === undefined || (!escaped && (char === ']' || char === '-'))) return undefined;
  return { code: char.charCodeAt(0), end: where + 1 };
}
