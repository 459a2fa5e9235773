/**
 * Reads JSON of which nothing is known: what is not there, or is something else, is undefined or empty. Never throws. Pure.
 *
 *     numberAt(object, 'spec', 'replicas')  ─►  3, or undefined
 */

export type Path = readonly string[];

/** Only what the value itself holds; an index of a list counts as a name. */
export function valueAt(value: unknown, ...path: Path): unknown {
  return path.reduce<unknown>(
    (inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined),
    value,
  );
}

export function textAt(value: unknown, ...path: Path): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: unknown, ...path: Path): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

export const isTrueAt = (value: unknown, ...path: Path): boolean => valueAt(value, ...path) === true;

export function listAt(value: unknown, ...path: Path): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Milliseconds since 1970 of a time as the API writes it. */
export function timeAt(value: unknown, ...path: Path): number | undefined {
  const time = Date.parse(textAt(value, ...path) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** The last of the times that are known. */
export function latest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
