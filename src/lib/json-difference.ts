/**
 * The first place where two JSON values differ, in the order of their keys.
 *
 *     {a: {b: 1}} and {a: {b: 2}}  ─►  a.b: 1 and 2
 *
 * Pure.
 */

export interface JsonDifference {
  /** `config.Env[2]`; empty for the whole. */
  readonly path: string;
  /** As JSON, cut at 80 characters; `nothing` where it is not there. */
  readonly one: string;
  readonly other: string;
}

/** @param skip Paths that are not looked at, with all below them. */
export function findJsonDifference(
  one: unknown,
  other: unknown,
  skip: readonly string[] = [],
  path = '',
): JsonDifference | undefined {
  if (Object.is(one, other) || skip.includes(path)) return undefined;
  if (isObject(one) && isObject(other) && Array.isArray(one) === Array.isArray(other)) {
    const isList = Array.isArray(one);
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const below = isList ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      const found = findJsonDifference(one[key], other[key], skip, below);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return { path, one: show(one), other: show(other) };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
