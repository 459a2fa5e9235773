/** sprig's string functions. Pure. Source: sprig strings.go; lengths and offsets are bytes, as in Go. */
import { ArgumentFailure } from '../failure.ts';
import { fn, type TemplateFunctions } from '../functions.ts';
import { quote } from '../printf.ts';
import { byBytes, bytesOf, formatInside, textOf } from '../value.ts';
import { isNothing } from './defaults.ts';

/** What {@link repeat} and indents may make. */
const MOST_CHARACTERS = 16_777_216;
const SPACE = /^[\t\n\v\f\r \u0085\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u;

const trimAll = fn(['string', 'string'], (set, text) => trimSet(text, (char) => set.includes(char)));

export const strings: TemplateFunctions = {
  toString: fn(['any'], formatInside),
  trim: fn(['string'], (text) => trimSet(text, (char) => SPACE.test(char))),
  trimAll,
  trimall: trimAll,
  trimPrefix: fn(['string', 'string'], (prefix, text) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  trimSuffix: fn(['string', 'string'], (suffix, text) =>
    suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
  ),
  upper: fn(['string'], (text) => text.toUpperCase()),
  lower: fn(['string'], (text) => text.toLowerCase()),
  title: fn(['string'], (text) => eachWord(text, (char) => char.toUpperCase())),
  untitle: fn(['string'], (text) => eachWord(text, (char) => char.toLowerCase())),
  repeat: fn(['int', 'string'], repeat),
  substr: fn(['int', 'int', 'string'], substr),
  trunc: fn(['int', 'string'], trunc),
  nospace: fn(['string'], (text) => [...text].filter((char) => !SPACE.test(char)).join('')),
  contains: fn(['string', 'string'], (part, text) => text.includes(part)),
  hasPrefix: fn(['string', 'string'], (prefix, text) => text.startsWith(prefix)),
  hasSuffix: fn(['string', 'string'], (suffix, text) => text.endsWith(suffix)),
  replace: fn(['string', 'string', 'string'], (from, to, text) =>
    from === '' ? ['', ...text, ''].join(to) : text.split(from).join(to),
  ),
  quote: fn(['...any'], (...values) =>
    values
      .filter(isThere)
      .map((value) => quote(formatInside(value)))
      .join(' '),
  ),
  squote: fn(['...any'], (...values) =>
    values
      .filter(isThere)
      .map((value) => `'${formatInside(value)}'`)
      .join(' '),
  ),
  cat: fn(['...any'], (...values) => values.filter(isThere).map(formatInside).join(' ')),
  indent: fn(['int', 'string'], indent),
  nindent: fn(['int', 'string'], (spaces, text) => `\n${indent(spaces, text)}`),
  plural: fn(['string', 'string', 'int'], (one, many, count) => (count === 1 ? one : many)),
  split: fn(['string', 'string'], (separator, text) =>
    Object.fromEntries(splitText(separator, text).map((part, index) => [`_${index}`, part])),
  ),
  splitList: fn(['string', 'string'], (separator, text) => splitText(separator, text)),
  splitn: fn(['string', 'int', 'string'], (separator, count, text) =>
    Object.fromEntries(splitSome(separator, count, text).map((part, index) => [`_${index}`, part])),
  ),
  join: fn(['string', 'any'], (separator, value) => textsOf(value).join(separator)),
  toStrings: fn(['any'], (value) => textsOf(value)),
  sortAlpha: fn(['any'], (value) => (Array.isArray(value) ? [...textsOf(value)].sort(byBytes) : [formatInside(value)])),
};

const isThere = (value: unknown): boolean => !isNothing(value);

/** The items of a list as texts, without those that are nothing. */
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter(isThere).map(formatInside) : isNothing(value) ? [] : [formatInside(value)];

/** Go splits at the empty text between characters. */
const splitText = (separator: string, text: string): readonly string[] =>
  separator === '' ? [...text] : text.split(separator);

function splitSome(separator: string, count: number, text: string): readonly string[] {
  const parts = splitText(separator, text);
  if (count === 0) return [];
  return count < 0 || parts.length <= count
    ? parts
    : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function trimSet(text: string, drops: (char: string) => boolean): string {
  const chars = [...text];
  const start = chars.findIndex((char) => !drops(char));
  const end = chars.findLastIndex((char) => !drops(char));
  return start === -1 ? '' : chars.slice(start, end + 1).join('');
}

/** A word begins after white space and after marks of ASCII other than `_`. */
function eachWord(text: string, change: (char: string) => string): string {
  let begins = true;
  return [...text]
    .map((char) => {
      const changed = begins ? change(char) : char;
      begins = SPACE.test(char) || (char <= '\x7f' && !/[A-Za-z0-9_]/.test(char));
      return changed;
    })
    .join('');
}

function repeat(count: number, text: string): string {
  if (count < 0 || count * text.length > MOST_CHARACTERS) throw new ArgumentFailure(`cannot repeat ${count} times`);
  return text.repeat(count);
}

function substr(start: number, end: number, text: string): string {
  const bytes = bytesOf(text);
  if (start < 0) return textOf(bytes.slice(0, Math.max(0, end)));
  return textOf(bytes.slice(start, end < 0 || end > bytes.length ? bytes.length : end));
}

function trunc(length: number, text: string): string {
  const bytes = bytesOf(text);
  if (length < 0) return bytes.length + length > 0 ? textOf(bytes.slice(length)) : text;
  return textOf(bytes.slice(0, length));
}

function indent(spaces: number, text: string): string {
  if (spaces < 0 || spaces > 1000) throw new ArgumentFailure(`cannot indent by ${spaces}`);
  const pad = ' '.repeat(spaces);
  return pad + text.replaceAll('\n', `\n${pad}`);
}
