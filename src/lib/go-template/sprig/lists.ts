/**
 * sprig's lists and dictionaries. Pure: where sprig changes a value in place (`set`, `unset`), there is no such
 * function, and `merge` makes a new map. `keys` and `values` are in the order of the keys, not in a random one.
 * Source: sprig list.go, dict.go.
 */
import { isDeepStrictEqual } from 'node:util';
import { ArgumentFailure } from '../failure.ts';
import { fn, type TemplateFunctions } from '../functions.ts';
import { formatInside, isMap, isTrue, keyOf, sortedKeys, type TemplateMap } from '../value.ts';

export const MOST_ITEMS = 100_000;

const list = fn(['...any'], (...values) => values);

export const lists: TemplateFunctions = {
  list,
  tuple: list,
  first: fn(['list'], (items) => items[0] ?? null),
  last: fn(['list'], (items) => items.at(-1) ?? null),
  rest: fn(['list'], (items) => items.slice(1)),
  initial: fn(['list'], (items) => items.slice(0, -1)),
  append: fn(['list', 'any'], (items, item) => [...items, item]),
  push: fn(['list', 'any'], (items, item) => [...items, item]),
  prepend: fn(['list', 'any'], (items, item) => [item, ...items]),
  concat: fn(['...list'], (...all) => all.flat()),
  reverse: fn(['list'], (items) => [...items].reverse()),
  uniq: fn(['list'], (items) =>
    items.filter((item, index) => items.findIndex((other) => isDeepStrictEqual(item, other)) === index),
  ),
  without: fn(['list', '...any'], (items, ...out) =>
    items.filter((item) => !out.some((other) => isDeepStrictEqual(item, other))),
  ),
  has: fn(
    ['any', 'any'],
    (item, items) => Array.isArray(items) && items.some((other) => isDeepStrictEqual(item, other)),
  ),
  compact: fn(['list'], (items) => items.filter(isTrue)),
  dict: fn(['...any'], dict),
  get: fn(['dict', 'string'], (map, key) => keyOf(map, key) ?? ''),
  hasKey: fn(['dict', 'string'], (map, key) => Object.hasOwn(map, key)),
  keys: fn(['...dict'], (...maps) => maps.flatMap(sortedKeys)),
  values: fn(['dict'], (map) => sortedKeys(map).map((key) => map[key])),
  pluck: fn(['string', '...dict'], (key, ...maps) =>
    maps.filter((map) => Object.hasOwn(map, key)).map((map) => map[key]),
  ),
  pick: fn(['dict', '...string'], (map, ...keys) => entriesOf(map, (key) => keys.includes(key))),
  omit: fn(['dict', '...string'], (map, ...keys) => entriesOf(map, (key) => !keys.includes(key))),
  merge: fn(['dict', '...dict'], (...maps) => maps.reduce(merge)),
};

/** Keys and values in turn; a last key alone has ''. */
function dict(...values: readonly unknown[]): TemplateMap {
  const pairs: [string, unknown][] = [];
  for (let at = 0; at < values.length; at += 2) {
    const key = formatInside(values[at]);
    if (key === '__proto__') throw new ArgumentFailure('cannot have the key "__proto__"');
    pairs.push([key, at + 1 < values.length ? values[at + 1] : '']);
  }
  return Object.fromEntries(pairs);
}

const entriesOf = (map: TemplateMap, keeps: (key: string) => boolean): TemplateMap =>
  Object.fromEntries(Object.entries(map).filter(([key]) => keeps(key)));

/** What the first has stays, unless it is empty; maps are merged inside. */
function merge(into: TemplateMap, from: TemplateMap): TemplateMap {
  const entries = new Map(Object.entries(into));
  for (const [key, value] of Object.entries(from)) {
    const there = entries.get(key);
    if (isMap(there) && isMap(value)) entries.set(key, merge(there, value));
    else if (!isTrue(there)) entries.set(key, value);
  }
  return Object.fromEntries(entries);
}
