/** Patterns → trees. Pure. Source: regexp/syntax of Go. */
import { type CharSet, escapeClass, parseClass, setOf } from './char-set.ts';
import { PatternError } from './pattern-error.ts';

export type Tree =
  | { readonly kind: 'set'; readonly has: CharSet }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'group'; readonly index: number; readonly of: Tree }
  | { readonly kind: 'sequence'; readonly items: readonly Tree[] }
  | { readonly kind: 'choice'; readonly items: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly of: Tree; readonly min: number; readonly max: number; readonly lazy: boolean };

export type Assertion = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word-edge' | 'no-word-edge';

export type Parsed = { readonly tree: Tree; readonly groupNames: readonly string[] } | { readonly why: string };

/** Go's own bound on a repeat count. */
const MOST_REPEATS = 1000;
const MOST_NESTED = 200;

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

export function parsePattern(pattern: string): Parsed {
  try {
    const parser = createParser(pattern);
    return { tree: parser.parse(), groupNames: parser.groupNames };
  } catch (error) {
    if (error instanceof PatternError) return { why: error.message };
    throw error;
  }
}

function createParser(pattern: string) {
  const chars = [...pattern];
  const groupNames: string[] = [''];
  let at = 0;
  let depth = 0;
  const peek = (): string | undefined => chars[at];
  const startsWith = (text: string): boolean => chars.slice(at, at + text.length).join('') === text;

  function choice(flags: Flags): Tree {
    if (++depth > MOST_NESTED) throw new PatternError('it is nested too deeply');
    const items: Tree[] = [];
    let state = flags;
    for (;;) {
      const [tree, after] = sequence(state);
      items.push(tree);
      state = after;
      if (peek() !== '|') break;
      at++;
    }
    depth--;
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: 'choice', items };
  }

  /** Flags set in the middle hold to the end of the group. */
  function sequence(flags: Flags): readonly [Tree, Flags] {
    const items: Tree[] = [];
    let state = flags;
    for (let next = peek(); next !== undefined && next !== '|' && next !== ')'; next = peek()) {
      if (next === '(' && startsWith('(?')) {
        const changed = flagGroup(state);
        if (changed !== undefined) {
          state = changed;
          continue;
        }
      }
      if (startsWith('\\Q')) {
        items.push(...quoted(state).map((char) => repeated(char)));
        continue;
      }
      items.push(repeated(atom(state)));
    }
    return [{ kind: 'sequence', items }, state];
  }

  function quoted(flags: Flags): readonly Tree[] {
    at += 2;
    const items: Tree[] = [];
    while (at < chars.length && !startsWith('\\E')) items.push(literal(chars[at++] ?? '', flags));
    if (startsWith('\\E')) at += 2;
    // Only the last one can be repeated by what follows.
    return items.length > 1 ? [{ kind: 'sequence', items: items.slice(0, -1) }, ...items.slice(-1)] : items;
  }

  function repeated(of: Tree): Tree {
    let tree = of;
    for (let first = true; ; first = false) {
      const counts = repeatCounts();
      if (counts === undefined) return tree;
      if (!first) throw new PatternError('invalid nested repetition operator');
      const lazy = peek() === '?';
      if (lazy) at++;
      tree = { kind: 'repeat', of: tree, min: counts[0], max: counts[1], lazy };
    }
  }

  function repeatCounts(): readonly [number, number] | undefined {
    const simple = { '*': [0, Infinity], '+': [1, Infinity], '?': [0, 1] } as const;
    const next = peek();
    if (next === '*' || next === '+' || next === '?') {
      at++;
      return simple[next];
    }
    if (next !== '{') return undefined;
    const match = /^\{(\d+)(?:(,)(\d*))?\}/.exec(chars.slice(at, at + 16).join(''));
    if (match === null) return undefined;
    const [all, low = '', comma, high = ''] = match;
    const min = Number(low);
    const max = comma === undefined ? min : high === '' ? Infinity : Number(high);
    if (min > MOST_REPEATS || (max !== Infinity && max > MOST_REPEATS) || max < min)
      throw new PatternError(`invalid repeat count ${all}`);
    at += all.length;
    return [min, max];
  }

  function atom(flags: Flags): Tree {
    const char = chars[at++] ?? '';
    switch (char) {
      case '(':
        return group(flags);
      case '[': {
        const [has, after] = parseClass(chars, at, flags.i);
        at = after;
        return { kind: 'set', has };
      }
      case '.':
        return { kind: 'set', has: flags.s ? () => true : (point) => point !== 10 };
      case '^':
        return { kind: 'assert', what: flags.m ? 'line-start' : 'text-start' };
      case '$':
        return { kind: 'assert', what: flags.m ? 'line-end' : 'text-end' };
      case '*':
      case '+':
      case '?':
        throw new PatternError(`missing argument to repetition operator ${char}`);
      case '\\':
        return escaped(flags);
      default:
        return literal(char, flags);
    }
  }

  function escaped(flags: Flags): Tree {
    const assertion = ({ A: 'text-start', z: 'text-end', b: 'word-edge', B: 'no-word-edge' } as const)[peek() ?? ''];
    if (assertion !== undefined) {
      at++;
      return { kind: 'assert', what: assertion };
    }
    const [has, after] = escapeClass(chars, at, flags.i);
    at = after;
    return { kind: 'set', has };
  }

  function group(flags: Flags): Tree {
    const named = /^\?P?<([A-Za-z0-9_]+)>/.exec(chars.slice(at, at + 80).join(''));
    const inner = /^\?([ims]*)(?:-([ims]+))?:/.exec(chars.slice(at, at + 12).join(''));
    if (peek() === '?' && named === null && inner === null) throw new PatternError('invalid or unsupported group');
    at += (named ?? inner)?.[0].length ?? 0;
    const index = inner === null ? groupNames.push(named?.[1] ?? '') - 1 : 0;
    const of = choice(inner === null ? flags : withFlags(flags, inner[1], inner[2]));
    if (peek() !== ')') throw new PatternError('missing closing )');
    at++;
    return inner === null ? { kind: 'group', index, of } : of;
  }

  function flagGroup(flags: Flags): Flags | undefined {
    const match = /^\(\?([ims]*)(?:-([ims]+))?\)/.exec(chars.slice(at, at + 12).join(''));
    if (match === null) return undefined;
    at += match[0].length;
    return withFlags(flags, match[1], match[2]);
  }

  return {
    groupNames,
    parse: (): Tree => {
      const tree = choice({ i: false, m: false, s: false });
      if (at < chars.length) throw new PatternError('unexpected )');
      return tree;
    },
  };
}

const literal = (char: string, flags: Flags): Tree => ({ kind: 'set', has: setOf(char, flags.i) });

const withFlags = (flags: Flags, on = '', off = ''): Flags => ({
  i: (flags.i || on.includes('i')) && !off.includes('i'),
  m: (flags.m || on.includes('m')) && !off.includes('m'),
  s: (flags.s || on.includes('s')) && !off.includes('s'),
});
