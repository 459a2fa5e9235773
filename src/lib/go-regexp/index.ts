/**
 * Go's regular expressions (RE2 syntax), matched in linear time: (a+)+$ against a long text takes no longer than a+$.
 *
 *     pattern ─parse─► tree ─compile─► program ─match─► leftmost match, as Perl prefers it
 *
 * Pure. Source: regexp/syntax of Go. Left out: `\C`, `(?U)`, and scripts by name but for those JavaScript knows.
 */
import { compileProgram, type Program } from './compile.ts';
import { createMatcher, type Match } from './match.ts';
import { parsePattern } from './parse.ts';

export type { Match } from './match.ts';

export interface Regexp {
  test(text: string): boolean;
  /** The leftmost match: where it and its groups are. Undefined when there is none. */
  find(text: string): Match | undefined;
  /** Every match that does not overlap one before it; an empty one right after another is none. */
  findAll(text: string, most?: number): readonly Match[];
  /** Names of the groups by number; the whole match, and groups without a name, have ''. */
  readonly groupNames: readonly string[];
}

export type RegexpResult = { readonly ok: true; readonly value: Regexp } | { readonly ok: false; readonly why: string };

/** @returns `why` is the end of a sentence: `… is no regular expression: missing )`. */
export function compileRegexp(pattern: string): RegexpResult {
  const parsed = parsePattern(pattern);
  if ('why' in parsed) return { ok: false, why: parsed.why };
  const program = compileProgram(parsed.tree, parsed.groupNames.length);
  if (program === undefined) return { ok: false, why: 'it is too large' };
  return { ok: true, value: regexpOf(program, parsed.groupNames) };
}

function regexpOf(program: Program, groupNames: readonly string[]): Regexp {
  return {
    groupNames,
    test: (text) => createMatcher(program, text)(0) !== undefined,
    find: (text) => createMatcher(program, text)(0),
    findAll: (text, most = Number.POSITIVE_INFINITY) => findAll(createMatcher(program, text), text, most),
  };
}

function findAll(find: (from: number) => Match | undefined, text: string, most: number): readonly Match[] {
  const found: Match[] = [];
  let from = 0;
  let lastEnd = -1;
  while (found.length < most && from <= text.length) {
    const match = find(from);
    if (match === undefined) break;
    const isEmpty = match.start === match.end;
    if (!isEmpty || match.start !== lastEnd) found.push(match);
    lastEnd = match.end;
    from = isEmpty ? match.end + ((text.codePointAt(match.end) ?? 0) > 0xffff ? 2 : 1) : match.end;
  }
  return found;
}
