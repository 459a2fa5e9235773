/** sprig's functions for what is empty, and for kinds of values. Pure. Source: sprig defaults.go, reflect.go. */
import { isDeepStrictEqual } from 'node:util';
import { ArgumentFailure } from '../failure.ts';
import { fn, type TemplateFunctions } from '../functions.ts';
import { isMap, isTrue } from '../value.ts';

export const isNothing = (value: unknown): value is undefined | null => value === undefined || value === null;

export const defaults: TemplateFunctions = {
  default: fn(['any', '...any'], (otherwise, ...given) => (isTrue(given[0]) ? given[0] : otherwise)),
  empty: fn(['any'], (value) => !isTrue(value)),
  coalesce: fn(['...any'], (...values) => values.find(isTrue) ?? null),
  all: fn(['...any'], (...values) => values.every(isTrue)),
  any: fn(['...any'], (...values) => values.some(isTrue)),
  ternary: fn(['any', 'any', 'bool'], (yes, no, decides) => (decides ? yes : no)),
  required: fn(['string', 'any'], (message, value) => {
    if (isNothing(value) || value === '') throw new ArgumentFailure(`says: ${message}`);
    return value;
  }),
  fail: fn(['string'], (message) => {
    throw new ArgumentFailure(`says: ${message}`);
  }),
  deepEqual: fn(['any', 'any'], (a, b) => isDeepStrictEqual(a, b)),
  kindOf: fn(['any'], kindOf),
  kindIs: fn(['string', 'any'], (kind, value) => kindOf(value) === kind),
};

function kindOf(value: unknown): string {
  if (isNothing(value)) return 'invalid';
  if (Array.isArray(value)) return 'slice';
  if (isMap(value)) return 'map';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
