/**
 * Values of templates: plain data, of which this says what Go would.
 *
 *     undefined   no such key: <no value>        null    nil
 *     number      int where whole, else float    object  map, keys in order of their names
 *
 * Pure. Source: text/template exec.go (truth, printValue), fmt (%v). Left out: 64-bit integers above 2^53.
 */
import { formatGoTime } from '../go-time.ts';

export type TemplateMap = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is TemplateMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Own keys only: `constructor` is no key of an empty map. */
export const keyOf = (map: TemplateMap, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);

export const sortedKeys = (map: TemplateMap): readonly string[] => Object.keys(map).sort(byBytes);

/** Go compares strings byte by byte, which is code point by code point. */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left = 0, right = 0] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return isSurrogate(left) === isSurrogate(right) ? left - right : isSurrogate(left) ? 1 : -1;
  }
  return a.length - b.length;
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** What `if` makes of a value. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return Boolean(value) || (typeof value === 'number' && Number.isNaN(value));
}

/** What `{{.X}}` writes. */
export function formatValue(value: unknown): string {
  if (value === undefined || value === null) return '<no value>';
  return formatInside(value);
}

/** As `%v`: inside lists and maps nothing is `<nil>`. */
export function formatInside(value: unknown): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'number') return formatNumber(value);
  if (Array.isArray(value)) return `[${value.map(formatInside).join(' ')}]`;
  if (isMap(value))
    return `map[${sortedKeys(value)
      .map((key) => `${key}:${formatInside(value[key])}`)
      .join(' ')}]`;
  if (value instanceof Date) return formatGoTime(value, '2006-01-02 15:04:05.999999999 -0700 MST', undefined);
  return String(value);
}

/** Go's %v of an int, or of a float64 where it is not whole: exponents below 1e-4 and from 1e6 on, two digits at least. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < MOST_INT) return String(value);
  if (size >= 1e-4 && size < 1e6) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** A whole number beyond is a float64 in Go. */
const MOST_INT = 2 ** 63;

/** A word for people. */
export function typeOf(value: unknown): string {
  if (value === undefined) return 'no value';
  if (value === null) return 'nil';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  if (value instanceof Date) return 'time.Time';
  return { object: 'map', boolean: 'bool', string: 'string' }[typeof value as 'object'] ?? typeof value;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Go's strings are bytes: len, index and slice count those. */
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);
