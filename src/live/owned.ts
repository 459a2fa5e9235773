/**
 * Whether a cluster still holds what we applied: every field that is wanted is ours in the managed fields. Whoever
 * changes a field of ours takes it over, so a field that is ours has our value. Pure.
 *
 *     wanted {spec: {replicas: 2, ports: [{port: 80}]}}
 *     ours   {f:spec: {f:replicas: {}, f:ports: {k:{"port":80}: {f:port: {}}}}}
 *
 * Source: Kubernetes API, FieldsV1; structured-merge-diff, path elements.
 */
import type { LiveObject, ManagedFields } from './object.ts';

/** Identity is in nobody's fields. */
const NEVER_OWNED = new Set(['apiVersion', 'kind']);
const NEVER_OWNED_METADATA = new Set(['name', 'namespace']);

/** @param wanted The object as it was sent. */
export function isOwned(wanted: unknown, live: LiveObject, manager: string): boolean {
  const entry = appliedBy(live, manager);
  if (entry?.apiVersion !== live.apiVersion || !isMap(wanted) || !isMap(entry.fieldsV1)) return false;
  const fields = entry.fieldsV1;
  return Object.entries(wanted).every(([name, value]) => {
    if (NEVER_OWNED.has(name)) return true;
    if (name !== 'metadata' || !isMap(value)) return hasField(fields, name, value);
    const metadata = fields['f:metadata'];
    return Object.entries(value).every(
      ([key, one]) => NEVER_OWNED_METADATA.has(key) || (isMap(metadata) && hasField(metadata, key, one)),
    );
  });
}

/** What a manager has of an object by applying it; undefined where it never did. */
export const appliedBy = ({ metadata }: LiveObject, manager: string): ManagedFields | undefined =>
  metadata.managedFields?.find(
    (one) => one.manager === manager && one.operation === 'Apply' && (one.subresource ?? '') === '',
  );

type Fields = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

function hasField(fields: Fields, name: string, value: unknown): boolean {
  const below = fields[`f:${name}`];
  // What is written as null is not there.
  if (value === null) return true;
  return isMap(below) && covers(below, value);
}

/**
 * An empty set of fields stands for the whole value: a scalar, or a list or map that is one piece. A dot alone is what
 * is left of an item whose fields others have taken.
 */
function covers(fields: Fields, value: unknown): boolean {
  if (Object.keys(fields).length === 0) return true;
  if (Array.isArray(value)) return value.every((item) => hasItem(fields, item));
  return isMap(value) && Object.entries(value).every(([name, one]) => hasField(fields, name, one));
}

function hasItem(fields: Fields, item: unknown): boolean {
  return Object.entries(fields).some(([name, below]) => {
    if (name.startsWith('v:')) return JSON.stringify(item) === name.slice(2);
    if (!name.startsWith('k:') || !isMap(item) || !isMap(below)) return false;
    const key: unknown = parse(name.slice(2));
    // A key that the item leaves out is one that the server has filled in, such as a port's protocol.
    const fits = isMap(key) && Object.entries(key).every(([part, one]) => (item[part] ?? one) === one);
    return fits && covers(below, item);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
