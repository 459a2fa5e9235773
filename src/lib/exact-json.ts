/**
 * JSON whose whole numbers keep their digits: those that JavaScript would round are kept as texts, and written as they were.
 *
 *     {"n":9007199254740993}  ─parseExact─►  {n: '\0#9007199254740993'}  ─formatExact─►  {"n":9007199254740993}
 *
 * Pure.
 */

/** A text, or a whole number that is long enough to be rounded. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d{16,}(?![\d.eE])/g;
const MARKED = /"\\u0000#(-?\d+)"/g;

/** @throws SyntaxError where it is no JSON. */
export const parseExact = (text: string): unknown =>
  JSON.parse(
    text.replace(TOKEN, (token, at: number) =>
      token.startsWith('"') || isPart(text, at) || Number.isSafeInteger(Number(token)) ? token : `"\\u0000#${token}"`,
    ),
  );

/** Digits behind a point or an exponent are the end of another number. */
const isPart = (text: string, at: number): boolean => /[\d.eE+-]/.test(text[at - 1] ?? '');

export const formatExact = (value: unknown): string => JSON.stringify(value).replace(MARKED, '$1');

/** Whether something in it was rounded when it was read as JSON is read. */
export function hasRounded(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasRounded);
}
