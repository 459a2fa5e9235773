/**
 * Whether a cluster still holds what we applied: every field that is wanted is ours in the managed fields. Whoever
 * changes a field of ours takes it over, so a field that is ours has our value. Pure.
 *
 *     wanted {spec: {replicas: 2, ports: [{port: 80}]}}
 *     ours   {f:spec: {f:replicas: {}, f:ports: {k:{"port":80}: {f:port: {}}}}}
 *
 * Source: Kubernetes API, FieldsV1; structured-merge-diff, path elements.
 */
import { childrenOf, type Fields, isLeaf, isMap } from './fields.ts';
import type { LiveObject, ManagedFields } from './object.ts';

/** A field's name, or the item of a list. */
export type PathStep = { readonly field: string } | { readonly item: unknown };

/** Identity is in nobody's fields. */
const NEVER_OWNED = new Set(['apiVersion', 'kind']);
const NEVER_OWNED_METADATA = new Set(['name', 'namespace']);

/** @param wanted The object as it was sent. */
export function isOwned(wanted: unknown, live: LiveObject, manager: string): boolean {
  const entry = appliedBy(live, manager);
  if (entry?.apiVersion !== live.apiVersion || !isMap(wanted) || !isMap(entry.fieldsV1)) return false;
  const others = live.metadata.managedFields?.flatMap((one) => (one === entry ? [] : [one.fieldsV1])) ?? [];
  for (const path of unownedFields(wanted, entry.fieldsV1))
    if (!isNobodys(wanted, path) || others.some((fields) => isWholeAt(fields, path))) return false;
  return true;
}

/**
 * The server gives an empty list of items to nobody, and an empty status neither. An empty list that is had as a whole is
 * somebody else's where it is not ours.
 */
function isNobodys(wanted: Fields, path: readonly PathStep[]): boolean {
  const value = path.reduce<unknown>((at, step) => ('item' in step ? step.item : (at as Fields)[step.field]), wanted);
  const [first] = path;
  if (Array.isArray(value)) return value.length === 0;
  return (
    isMap(value) &&
    Object.keys(value).length === 0 &&
    first !== undefined &&
    'field' in first &&
    first.field === 'status'
  );
}

function isWholeAt(fields: unknown, [step, ...rest]: readonly PathStep[]): boolean {
  if (!isMap(fields)) return false;
  if (step === undefined) return isLeaf(fields);
  if ('field' in step) return isWholeAt(fields[`f:${step.field}`], rest);
  return findItems(fields, step.item).some(([, below]) => isWholeAt(below, rest));
}

/** What a manager has of an object by applying it; undefined where it never did. */
export const appliedBy = ({ metadata }: LiveObject, manager: string): ManagedFields | undefined =>
  metadata.managedFields?.find(
    (one) => one.manager === manager && one.operation === 'Apply' && (one.subresource ?? '') === '',
  );

/** Each field of an object, as deep as it is written, that is not in a set of fields. */
export function* unownedFields(wanted: Fields, fields: Fields): Generator<readonly PathStep[]> {
  for (const [name, value] of Object.entries(wanted)) {
    if (NEVER_OWNED.has(name)) continue;
    if (name !== 'metadata' || !isMap(value)) yield* unownedField(fields, name, value, []);
    else
      for (const [key, one] of Object.entries(value))
        if (!NEVER_OWNED_METADATA.has(key))
          yield* unownedField(mapAt(fields, 'f:metadata'), key, one, [{ field: 'metadata' }]);
  }
}

const mapAt = (fields: Fields | undefined, name: string): Fields | undefined => {
  const below = fields?.[name];
  return isMap(below) ? below : undefined;
};

type Unowned = Generator<readonly PathStep[]>;

function* unownedField(fields: Fields | undefined, name: string, value: unknown, at: readonly PathStep[]): Unowned {
  // What is written as null is not there.
  if (value !== null) yield* unowned(mapAt(fields, `f:${name}`), value, [...at, { field: name }]);
}

/**
 * An empty set of fields stands for the whole value: a scalar, or a list or map that is one piece. A dot alone is what
 * is left of an item whose fields others have taken.
 */
function* unowned(fields: Fields | undefined, value: unknown, at: readonly PathStep[]): Unowned {
  if (fields !== undefined && isLeaf(fields)) return;
  if (Array.isArray(value) && value.length > 0) {
    for (const item of value) yield* unownedItem(fields, item, [...at, { item }]);
  } else if (isMap(value) && Object.keys(value).length > 0) {
    for (const [name, one] of Object.entries(value)) yield* unownedField(fields, name, one, at);
  } else if (fields === undefined || !(isMap(value) || Array.isArray(value))) yield at;
}

/** Of several that it may be, it is one that is whole. */
function* unownedItem(fields: Fields | undefined, item: unknown, at: readonly PathStep[]): Unowned {
  const found = findItems(fields, item).map(([, below]) => [...unowned(below, item, at)]);
  const [first] = found;
  if (first === undefined) yield* unowned(undefined, item, at);
  else if (found.every((missing) => missing.length > 0)) yield* first;
}

/** Which items of a list of fields a value can be, each with what is below it. */
export const findItems = (fields: Fields | undefined, item: unknown): readonly (readonly [string, Fields])[] =>
  fields === undefined ? [] : childrenOf(fields).filter(([name]) => isItem(name, item));

function isItem(name: string, item: unknown): boolean {
  if (name.startsWith('v:')) return JSON.stringify(item) === name.slice(2);
  if (!name.startsWith('k:') || !isMap(item)) return false;
  const key: unknown = parse(name.slice(2));
  // A key that the item leaves out is one that the server has filled in, such as a port's protocol.
  return isMap(key) && Object.entries(key).every(([part, one]) => (item[part] ?? one) === one);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
