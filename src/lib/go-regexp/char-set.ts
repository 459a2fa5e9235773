/** Sets of characters: literals, classes, escapes. A set answers for one code point in constant time. Pure. */
import { PatternError } from './pattern-error.ts';

export type CharSet = (point: number) => boolean;

/** Where reading goes on. */
type Read<T> = readonly [T, number];

const range =
  (low: number, high: number): CharSet =>
  (point) =>
    point >= low && point <= high;
const either =
  (sets: readonly CharSet[]): CharSet =>
  (point) =>
    sets.some((has) => has(point));
const not =
  (has: CharSet): CharSet =>
  (point) =>
    !has(point);

const digit = range(48, 57);
const upper = range(65, 90);
const lower = range(97, 122);
const word = either([digit, upper, lower, (point) => point === 95]);
const space: CharSet = (point) => point === 32 || point === 9 || point === 10 || point === 12 || point === 13;

const posix: Readonly<Record<string, CharSet>> = {
  alnum: either([digit, upper, lower]),
  alpha: either([upper, lower]),
  ascii: range(0, 127),
  blank: (point) => point === 32 || point === 9,
  cntrl: either([range(0, 31), (point) => point === 127]),
  digit,
  graph: range(33, 126),
  lower,
  print: range(32, 126),
  punct: either([range(33, 47), range(58, 64), range(91, 96), range(123, 126)]),
  space: either([range(9, 13), (point) => point === 32]),
  upper,
  word,
  xdigit: either([digit, range(65, 70), range(97, 102)]),
};
const perl: Readonly<Record<string, CharSet>> = {
  d: digit,
  D: not(digit),
  w: word,
  W: not(word),
  s: space,
  S: not(space),
};
const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

export const isWord = word;

export const setOf = (char: string, ignoreCase: boolean): CharSet =>
  folded(range(codeOf(char), codeOf(char)), ignoreCase);

/** Reads what follows `[`. */
export function parseClass(chars: readonly string[], start: number, ignoreCase: boolean): Read<CharSet> {
  let at = start;
  const negated = chars[at] === '^';
  if (negated) at++;
  const sets: CharSet[] = [];
  for (let first = true; chars[at] !== ']' || first; first = false) {
    if (at >= chars.length) throw new PatternError('missing closing ]');
    const named = /^\[:(\^?)([a-z]+):\]/.exec(chars.slice(at, at + 12).join(''));
    if (named !== null) {
      const has = posix[named[2] ?? ''];
      if (has === undefined) throw new PatternError(`invalid character class ${named[0]}`);
      sets.push(named[1] === '^' ? not(has) : has);
      at += named[0].length;
      continue;
    }
    const [low, afterLow] = classItem(chars, at);
    at = afterLow;
    if (typeof low !== 'number') {
      sets.push(low);
      continue;
    }
    if (chars[at] !== '-' || chars[at + 1] === ']' || chars[at + 1] === undefined) {
      sets.push(range(low, low));
      continue;
    }
    const [high, afterHigh] = classItem(chars, at + 1);
    if (typeof high !== 'number' || high < low) throw new PatternError('invalid character class range');
    sets.push(range(low, high));
    at = afterHigh;
  }
  const has = folded(either(sets), ignoreCase);
  return [negated ? not(has) : has, at + 1];
}

/** Reads what follows a backslash outside of a class. */
export function escapeClass(chars: readonly string[], start: number, ignoreCase: boolean): Read<CharSet> {
  const [item, after] = escapeItem(chars, start);
  return [folded(typeof item === 'number' ? range(item, item) : item, ignoreCase), after];
}

function classItem(chars: readonly string[], at: number): Read<number | CharSet> {
  return chars[at] === '\\' ? escapeItem(chars, at + 1) : [codeOf(chars[at] ?? ''), at + 1];
}

function escapeItem(chars: readonly string[], at: number): Read<number | CharSet> {
  const char = chars[at];
  if (char === undefined) throw new PatternError('trailing backslash');
  const set = perl[char];
  if (set !== undefined) return [set, at + 1];
  const control = controls[char];
  if (control !== undefined) return [control, at + 1];
  const rest = chars.slice(at, at + 40).join('');
  const hex = /^x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/.exec(rest);
  if (hex !== null) return [Number.parseInt(hex[1] ?? hex[2] ?? '', 16), at + hex[0].length];
  const octal = /^(?:[1-7][0-7]{1,2}|0[0-7]{0,2})/.exec(rest);
  if (octal !== null) return [Number.parseInt(octal[0], 8), at + octal[0].length];
  const property = /^([pP])(?:([A-Za-z])|\{(\^?)([A-Za-z_]+)\})/.exec(rest);
  if (property !== null) return [unicodeSet(property), at + property[0].length];
  if (/[A-Za-z0-9]/.test(char)) throw new PatternError(`invalid escape sequence \\${char}`);
  return [codeOf(char), at + 1];
}

function unicodeSet([all, letter, short, caret, long = '']: RegExpExecArray): CharSet {
  const name = short ?? long;
  // One character is asked for at a time, so the engine's own expression is linear here.
  const tester = unicodeTester(name);
  if (tester === undefined) throw new PatternError(`unknown character property \\${all}`);
  const has: CharSet = (point) => tester.test(String.fromCodePoint(point));
  return (letter === 'P') !== (caret === '^') ? not(has) : has;
}

function unicodeTester(name: string): RegExp | undefined {
  for (const source of [`^\\p{${name}}$`, `^\\p{Script=${name}}$`]) {
    try {
      return new RegExp(source, 'u');
    } catch {
      // Not a name of this kind.
    }
  }
  return undefined;
}

function folded(has: CharSet, ignoreCase: boolean): CharSet {
  if (!ignoreCase) return has;
  return (point) => {
    const char = String.fromCodePoint(point);
    return has(point) || has(codeOf(char.toLowerCase())) || has(codeOf(char.toUpperCase()));
  };
}

const codeOf = (char: string): number => char.codePointAt(0) ?? 0;
