/** Go's literals: "quoted", `raw`, 'c', 0x1F, 1_000, 1e3. Pure. Source: the Go specification, lexical elements. */
import { TemplateFailure } from './failure.ts';

const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** Reads the literal that begins at a quote. @returns Its value and where it ends. */
export function readQuoted(text: string, start: number): readonly [string, number] {
  if (text[start] === '`') {
    const end = text.indexOf('`', start + 1);
    if (end === -1) throw new TemplateFailure('a raw string is not closed', { start, end: start + 1 });
    return [text.slice(start + 1, end).replaceAll('\r', ''), end + 1];
  }
  let value = '';
  let at = start + 1;
  while (text[at] !== '"') {
    const char = text[at];
    if (char === undefined || char === '\n') throw new TemplateFailure('a string is not closed', { start, end: at });
    if (char !== '\\') {
      value += char;
      at++;
      continue;
    }
    const [read, end] = readEscape(text, at, '"');
    value += read;
    at = end;
  }
  return [value, at + 1];
}

/** A character constant is its code point. */
export function readChar(text: string, start: number): readonly [number, number] {
  const point = text.codePointAt(start + 1) ?? 0;
  const [char, end] =
    text[start + 1] === '\\'
      ? readEscape(text, start + 1, "'")
      : [String.fromCodePoint(point), start + 1 + (point > 0xffff ? 2 : 1)];
  if (text[end] !== "'" || end === start + 1)
    throw new TemplateFailure('a character constant is not closed', { start, end: start + 1 });
  return [char.codePointAt(0) ?? 0, end + 1];
}

function readEscape(text: string, at: number, quote: string): readonly [string, number] {
  const char = text[at + 1] ?? '';
  if (char === quote) return [quote, at + 2];
  const plain = Object.hasOwn(simple, char) ? simple[char] : undefined;
  if (plain !== undefined) return [plain, at + 2];
  const coded = /^\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{3}))/.exec(text.slice(at, at + 10));
  const [all = '', x, u, U, octal] = coded ?? [];
  const point = octal === undefined ? Number.parseInt(x ?? u ?? U ?? 'x', 16) : Number.parseInt(octal, 8);
  if (Number.isNaN(point) || point > 0x10ffff) throw new TemplateFailure('unknown escape', { start: at, end: at + 2 });
  return [String.fromCodePoint(point), at + all.length];
}

/** Undefined when it is no number. */
export function numberOf(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[+-]/, '').replaceAll('_', '');
  const octal = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
  const value = octal ?? Number(digits);
  return Number.isNaN(value) ? undefined : sign * value;
}
