/**
 * What `kubectl apply` had applied of an object that is taken over from it, and no manifest says any more. It stays: we never
 * applied it. Pure.
 */
import { type Adoption, LAST_APPLIED } from './adoption.ts';
import { isMap } from './fields.ts';
import type { LiveObject } from './object.ts';
import { appliedBy } from './owned.ts';
import { foreignFields, valueAt } from './revision/foreign.ts';

/** @param after As it would be. @returns Fields, and items of lists as a whole, as the API server writes them. */
export function leftOver(live: LiveObject, after: LiveObject, { left }: Adoption, manager: string): readonly string[] {
  const config = parse(live.metadata.annotations?.[LAST_APPLIED] ?? '');
  const ours = appliedBy(after, manager);
  if (!isMap(config) || ours === undefined) return [];
  const then = { ...after, metadata: { ...after.metadata, managedFields: [ours, ...left] } };
  const paths = foreignFields(config, then, manager)
    .filter(
      ({ manager: owner, value, steps }) =>
        owner === undefined && value !== undefined && !isEmpty(valueAt(config, steps)),
    )
    .map(({ path }) => path);
  const items = paths.flatMap((path) => ITEM.exec(path)?.[1] ?? []);
  return [...new Set(paths.map((path) => items.find((item) => path.startsWith(item)) ?? path))];
}

/** What an item is known by is left over where all of it is. */
const ITEM = /^(.*\[(\w+)=[^[\]]*\])\.\2$/;

/** It asked for nothing. */
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
