/**
 * Variables in a Dockerfile's words.
 *
 *     ${NAME:-default}/$OTHER  ─► "value/other", or undefined where a name is not known
 *
 * Pure. Source: moby/buildkit `frontend/dockerfile/shell/lex.go`. Not read: patterns (`${NAME#…}`, `${NAME/…}`); a word
 * with one is not known.
 */

export type Variables = ReadonlyMap<string, string>;

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** Expands variables and removes quotes. @returns Undefined where the value cannot be known from the Dockerfile. */
export function expandWord(word: string, known: Variables, escapeSign = '\\'): string | undefined {
  let text = '';
  let quote: string | undefined;
  for (let at = 0; at < word.length; ) {
    const char = word.charAt(at);
    if (quote === "'" ? char === "'" : quote === undefined ? char === '"' || char === "'" : char === quote) {
      quote = quote === undefined ? char : undefined;
      at += 1;
    } else if (quote !== "'" && char === escapeSign && at + 1 < word.length) {
      // Inside double quotes only these lose the escape.
      if (quote === '"' && !`"$${escapeSign}`.includes(word.charAt(at + 1))) text += char;
      text += word.charAt(at + 1);
      at += 2;
    } else if (quote !== "'" && char === '$') {
      const found = readVariable(word, at + 1, known, escapeSign);
      if (found === undefined) return undefined;
      text += found.value;
      at = found.end;
    } else {
      text += char;
      at += 1;
    }
  }
  return text;
}

/** `NAME=value`, `NAME="some value" OTHER=x`, or `NAME value`, as ENV, LABEL and ARG have them. */
export function readPairs(text: string): readonly { readonly name: string; readonly value: string | undefined }[] {
  const words = text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];
  return words.map((word) => {
    const equals = word.indexOf('=');
    return equals === -1
      ? { name: word, value: undefined }
      : { name: word.slice(0, equals), value: word.slice(equals + 1) };
  });
}

interface Found {
  readonly value: string;
  readonly end: number;
}

/** @param at After the dollar. */
function readVariable(word: string, at: number, known: Variables, escapeSign: string): Found | undefined {
  if (word[at] !== '{') {
    const name = nameAt(word, at);
    // A lone dollar is a dollar.
    if (name === '') return { value: '$', end: at };
    const value = known.get(name);
    return value === undefined ? undefined : { value, end: at + name.length };
  }
  const end = closingBrace(word, at);
  const name = nameAt(word, at + 1);
  if (end === -1 || name === '') return undefined;
  const [, sign, rest = ''] = /^(:?[-+])?([\s\S]*)$/.exec(word.slice(at + 1 + name.length, end)) ?? [];
  const value = known.get(name);
  const isSet = value !== undefined && (!sign?.startsWith(':') || value !== '');
  if (sign === undefined) return rest === '' && value !== undefined ? { value, end: end + 1 } : undefined;
  const other = expandWord(rest, known, escapeSign);
  const chosen = sign.endsWith('-') ? (isSet ? value : other) : isSet ? other : '';
  return chosen === undefined ? undefined : { value: chosen, end: end + 1 };
}

function nameAt(word: string, at: number): string {
  NAME.lastIndex = at;
  return NAME.exec(word)?.[0] ?? '';
}

function closingBrace(word: string, open: number): number {
  let depth = 0;
  for (let at = open; at < word.length; at += 1) {
    if (word[at] === '{') depth += 1;
    if (word[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
