/**
 * `{a,b}` in a pattern, written out: `src/*.{js,ts}` is `src/*.js` and `src/*.ts`; braces may be nested.
 * A brace without a comma, or without its end, is an ordinary character. `\` escapes. Pure.
 */

/** Every pattern that is meant, in order; undefined where there would be more than `limit`. */
export function expandBraces(pattern: string, limit = 1000): readonly string[] | undefined {
  const brace = findBrace(pattern);
  if (brace === undefined) return [pattern];
  const expanded: string[] = [];
  for (const choice of brace.choices) {
    const one = expandBraces(
      pattern.slice(0, brace.start) + choice + pattern.slice(brace.end),
      limit - expanded.length,
    );
    if (one === undefined || expanded.length + one.length > limit) return undefined;
    expanded.push(...one);
  }
  return expanded;
}

interface Brace {
  readonly start: number;
  /** After its `}`. */
  readonly end: number;
  readonly choices: readonly string[];
}

/** The first outermost brace that holds a comma. */
function findBrace(pattern: string): Brace | undefined {
  const open: { readonly start: number; readonly commas: number[] }[] = [];
  const found: Brace[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '\\') at++;
    else if (char === '{') open.push({ start: at, commas: [] });
    else if (char === ',') open.at(-1)?.commas.push(at);
    else if (char === '}') {
      const brace = open.pop();
      if (brace !== undefined && brace.commas.length > 0) found.push(closed(pattern, brace.start, brace.commas, at));
    }
  }
  return found.toSorted((left, right) => left.start - right.start)[0];
}

function closed(pattern: string, start: number, commas: readonly number[], close: number): Brace {
  const edges = [start, ...commas, close];
  const choices = edges.slice(1).map((edge, index) => pattern.slice((edges[index] ?? start) + 1, edge));
  return { start, end: close + 1, choices };
}
