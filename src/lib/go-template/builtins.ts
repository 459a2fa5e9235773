/** The functions that text/template itself has, but for `and` and `or`, which the evaluator does. Pure. */
import { ArgumentFailure } from './failure.ts';
import { fn, type TemplateFunctions } from './functions.ts';
import { sprintf } from './printf.ts';
import { byBytes, bytesOf, formatInside, formatValue, isMap, isTrue, keyOf, textOf, typeOf } from './value.ts';

export const builtins: TemplateFunctions = {
  not: fn(['any'], (value) => !isTrue(value)),
  eq: fn(['any', 'any', '...any'], (first, ...others) => others.some((other) => isEqual(first, other))),
  ne: fn(['any', 'any'], (a, b) => !isEqual(a, b)),
  lt: fn(['any', 'any'], (a, b) => compare(a, b) < 0),
  le: fn(['any', 'any'], (a, b) => compare(a, b) <= 0),
  gt: fn(['any', 'any'], (a, b) => compare(a, b) > 0),
  ge: fn(['any', 'any'], (a, b) => compare(a, b) >= 0),
  len: fn(['any'], lengthOf),
  index: fn(['any', '...any'], (value, ...keys) => keys.reduce(itemAt, value)),
  slice: fn(['any', '...any'], sliceOf),
  print: fn(['...any'], (...values) => print(values)),
  println: fn(['...any'], (...values) => `${values.map(formatInside).join(' ')}\n`),
  printf: fn(['string', '...any'], (format, ...values) => sprintf(format, values)),
  html: fn(['...any'], (...values) => escapeHtml(shown(values))),
  js: fn(['...any'], (...values) => escapeJs(shown(values))),
  urlquery: fn(['...any'], (...values) => escapeQuery(shown(values))),
};

function isEqual(a: unknown, b: unknown): boolean {
  for (const value of [a, b])
    if (Array.isArray(value) || isMap(value)) throw new ArgumentFailure(`cannot compare a ${typeOf(value)}`);
  const [left, right] = [a ?? null, b ?? null];
  if (left !== null && right !== null && typeof left !== typeof right)
    throw new ArgumentFailure(`cannot compare ${typeOf(a)} with ${typeOf(b)}`);
  return left === right;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return byBytes(a, b);
  throw new ArgumentFailure(`cannot order ${typeOf(a)} and ${typeOf(b)}`);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return bytesOf(value).length;
  if (Array.isArray(value)) return value.length;
  if (isMap(value)) return Object.keys(value).length;
  throw new ArgumentFailure(`there is no length of ${typeOf(value)}`);
}

function itemAt(value: unknown, key: unknown): unknown {
  if (isMap(value)) {
    if (typeof key !== 'string') throw new ArgumentFailure(`keys of a map are strings, not ${typeOf(key)}`);
    return keyOf(value, key);
  }
  const items = typeof value === 'string' ? bytesOf(value) : Array.isArray(value) ? value : undefined;
  if (items === undefined) throw new ArgumentFailure(`cannot index ${typeOf(value)}`);
  if (typeof key !== 'number' || !Number.isInteger(key))
    throw new ArgumentFailure(`an index is an int, not ${typeOf(key)}`);
  if (key < 0 || key >= items.length) throw new ArgumentFailure(`index ${key} is out of ${items.length} items`);
  return items[key];
}

function sliceOf(value: unknown, ...bounds: readonly unknown[]): unknown {
  if (bounds.length > (typeof value === 'string' ? 2 : 3)) throw new ArgumentFailure('has too many bounds');
  const items = typeof value === 'string' ? bytesOf(value) : Array.isArray(value) ? value : undefined;
  if (items === undefined) throw new ArgumentFailure(`cannot slice ${typeOf(value)}`);
  const whole = bounds.map((bound) => {
    if (typeof bound !== 'number' || !Number.isInteger(bound))
      throw new ArgumentFailure(`a bound is an int, not ${typeOf(bound)}`);
    if (bound < 0 || bound > items.length) throw new ArgumentFailure(`bound ${bound} is out of ${items.length} items`);
    return bound;
  });
  const [from = 0, to = items.length, most = to] = whole;
  if (from > to || to > most) throw new ArgumentFailure(`bounds ${whole.join(' and ')} cross`);
  return items instanceof Uint8Array ? textOf(items.slice(from, to)) : items.slice(from, to);
}

/** A blank between two values when neither is a string. */
function print(values: readonly unknown[]): string {
  return values
    .map((value, index) => {
      const parted = index > 0 && typeof value !== 'string' && typeof values[index - 1] !== 'string';
      return `${parted ? ' ' : ''}${formatInside(value)}`;
    })
    .join('');
}

/** What an escaper escapes: one string as it is, anything else as print has it. */
function shown(values: readonly unknown[]): string {
  const [only] = values;
  return values.length === 1 && (only === undefined || only === null) ? formatValue(only) : print(values);
}

function escapeHtml(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '"': '&#34;',
    "'": '&#39;',
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '\0': '\uFFFD',
  };
  return text.replace(/["'&<>\0]/g, (char) => named[char] ?? char);
}

function escapeJs(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '\\': '\\\\',
    "'": "\\'",
    '"': '\\"',
    '<': '\\u003C',
    '>': '\\u003E',
    '&': '\\u0026',
    '=': '\\u003D',
  };
  return text.replace(/[\\'"<>&=\x00-\x1f]|[^\P{C}\x00-\x1f]/gu, (char) => {
    const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return named[char] ?? `\\u${hex}`;
  });
}

const escapeQuery = (text: string): string =>
  encodeURIComponent(textOf(bytesOf(text)))
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
