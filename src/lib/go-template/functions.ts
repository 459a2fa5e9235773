/**
 * Functions of templates with the types of their parameters, checked before they run as Go checks them.
 *
 *     trunc: fn(['int', 'string'], (length, text) => …)      '…' in front of the last type takes any number of them
 *
 * Pure.
 */
import { ArgumentFailure } from './failure.ts';
import { isMap, type TemplateMap, typeOf } from './value.ts';

/** What a template may call. An exception that it throws goes through to whoever executes the template. */
export type TemplateFunction = (...values: readonly unknown[]) => unknown;
export type TemplateFunctions = Readonly<Record<string, TemplateFunction>>;

interface Types {
  readonly any: unknown;
  readonly string: string;
  readonly int: number;
  readonly number: number;
  readonly bool: boolean;
  readonly list: readonly unknown[];
  readonly dict: TemplateMap;
}
type Name = keyof Types;
type Rest = `...${Name}`;
type Value<T extends Name | Rest> = T extends `...${infer N extends Name}`
  ? Types[N]
  : T extends Name
    ? Types[T]
    : never;
type Parameters<T extends readonly (Name | Rest)[]> = T extends readonly [
  ...infer Init extends Name[],
  infer Last extends Rest,
]
  ? [...{ [K in keyof Init]: Value<Init[K]> }, ...Value<Last>[]]
  : { [K in keyof T]: Value<T[K]> };

export function fn<const T extends readonly (Name | Rest)[]>(
  types: T,
  body: (...values: Parameters<T>) => unknown,
): TemplateFunction {
  const fixed = types.filter((type): type is Name => !type.startsWith('...'));
  const rest = types.length > fixed.length ? (types.at(-1)?.slice(3) as Name) : undefined; // cut to a Name by its type
  return (...values) => {
    const enough = rest === undefined ? values.length === fixed.length : values.length >= fixed.length;
    if (!enough)
      throw new ArgumentFailure(
        `wants ${rest === undefined ? '' : 'at least '}${countOf(fixed.length)}, got ${values.length}`,
      );
    const taken = values.map((value, index) => take(value, fixed[index] ?? rest ?? 'any'));
    return body(...(taken as Parameters<T>)); // every value was checked against its type
  };
}

function take(value: unknown, type: Name): unknown {
  const fits = checks[type];
  if (!fits(value)) throw new ArgumentFailure(`wants ${type === 'any' ? 'a value' : type}, got ${typeOf(value)}`);
  return value;
}

const checks: { readonly [K in Name]: (value: unknown) => boolean } = {
  any: () => true,
  string: (value) => typeof value === 'string',
  int: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  bool: (value) => typeof value === 'boolean',
  list: (value) => Array.isArray(value),
  dict: isMap,
};

const countOf = (count: number): string => `${count} ${count === 1 ? 'argument' : 'arguments'}`;
