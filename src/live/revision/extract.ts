/**
 * The fields of a set, with the values that an object has in them: what a manager would have to apply to have just these.
 *
 *     {spec: {replicas: 2, paused: true}}   of {f:spec: {f:replicas: {}}}   ─►   {spec: {replicas: 2}}
 *
 * Pure. What the set names and the object lacks is left out.
 */
import { childrenOf, type Fields, isLeaf, isMap } from '../fields.ts';
import type { LiveObject } from '../object.ts';

/**
 * @param others What other managers have. Where the set has all of a map of which others have fields, it is the empty
 *   map that was applied.
 */
export function extractFields(object: LiveObject, fields: Fields, others: Fields = {}): LiveObject {
  const { apiVersion, kind, metadata } = object;
  const found = (members(object, childrenOf(fields), others) ?? {}) as Partial<LiveObject>;
  const identity = { name: metadata.name, ...(metadata.namespace !== undefined && { namespace: metadata.namespace }) };
  return { apiVersion, kind, ...found, metadata: { ...found.metadata, ...identity } };
}

function extract(value: unknown, fields: Fields, others: Fields | undefined): unknown {
  const children = childrenOf(fields);
  if (children.length === 0) {
    const isShared = others !== undefined && childrenOf(others).length > 0;
    return isLeaf(fields) && !isShared ? value : emptied(value);
  }
  const found = Array.isArray(value) ? items(value, children, others) : members(value, children, others);
  const isEmpty = found === undefined || Object.keys(found).length === 0;
  return isEmpty && !('.' in fields) ? undefined : found;
}

type Children = ReturnType<typeof childrenOf>;

const emptied = (value: unknown): unknown => (Array.isArray(value) ? [] : isMap(value) ? {} : value);

function members(value: unknown, children: Children, others: Fields | undefined): Fields | undefined {
  if (!isMap(value)) return undefined;
  const found: Record<string, unknown> = {};
  for (const [name, below] of children) {
    const key = name.slice(2);
    if (!name.startsWith('f:') || !Object.hasOwn(value, key)) continue;
    const part = extract(value[key], below, mapAt(others, name));
    if (part !== undefined) found[key] = part;
  }
  return found;
}

/** In the order of the object. An item always says by what it is known. */
const items = (list: readonly unknown[], children: Children, others: Fields | undefined): readonly unknown[] =>
  list.flatMap((item, index) => {
    const found = children.find(([name]) => isItemAt(name, item, index));
    if (found === undefined) return [];
    const [name, below] = found;
    if (!name.startsWith('k:') || isLeaf(below)) return [item];
    const part = extract(item, below, mapAt(others, name));
    return [{ ...(JSON.parse(name.slice(2)) as object), ...(isMap(part) ? part : {}) }];
  });

function isItemAt(name: string, item: unknown, index: number): boolean {
  const rest = name.slice(2);
  if (name.startsWith('i:')) return rest === String(index);
  if (name.startsWith('v:')) return rest === JSON.stringify(item);
  return isMap(item) && Object.entries(JSON.parse(rest) as Fields).every(([part, one]) => item[part] === one);
}

const mapAt = (fields: Fields | undefined, name: string): Fields | undefined => {
  const below = fields?.[name];
  return isMap(below) ? below : undefined;
};
