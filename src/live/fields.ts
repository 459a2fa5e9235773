/**
 * Sets of fields, as managed fields write them, and what sets can be asked.
 *
 *     {f:spec: {f:ports: {.: {}, k:{"port":80}: {.: {}, f:name: {}}}}}     spec.ports, its item 80, and the item's name
 *
 * A node without anything below is in the set, and stands for the whole value; one with children is in it where it has
 * a dot. A dot alone is the value itself, of which nothing below is left. Pure.
 * Source: Kubernetes API, FieldsV1; structured-merge-diff, fieldpath.
 */

export type Fields = Readonly<Record<string, unknown>>;

const SELF = '.';
const NONE: Fields = {};

export const isMap = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `f:name`, `k:{…}` and so on with what is below each. */
export const childrenOf = (fields: Fields): readonly (readonly [string, Fields])[] =>
  Object.entries(fields).flatMap(([name, below]) => (name === SELF || !isMap(below) ? [] : [[name, below] as const]));

/** Stands for the whole value: nothing is said of what is below. */
export const isLeaf = (fields: Fields): boolean => Object.keys(fields).length === 0;

const hasSelf = (fields: Fields | undefined): boolean => fields !== undefined && (isLeaf(fields) || SELF in fields);

/** In either. */
export const unionOfFields = (a: Fields, b: Fields): Fields => combine(a, b, (inA, inB) => inA || inB) ?? NONE;

/** In both. */
export const commonFields = (a: Fields, b: Fields): Fields | undefined => combine(a, b, (inA, inB) => inA && inB);

/** In the first and not in the second. */
export const fieldsWithout = (a: Fields, b: Fields): Fields | undefined => combine(a, b, (inA, inB) => inA && !inB);

export const isSameFields = (a: Fields, b: Fields): boolean => combine(a, b, (inA, inB) => inA !== inB) === undefined;

type Keep = (inA: boolean, inB: boolean) => boolean;

/** The root is in no set itself. @returns Undefined for the empty set. */
function combine(a: Fields, b: Fields, keep: Keep): Fields | undefined {
  const made = childrenOfBoth(a, b, keep);
  return Object.keys(made).length === 0 ? undefined : made;
}

function combineNodes(a: Fields | undefined, b: Fields | undefined, keep: Keep): Fields | undefined {
  const made = childrenOfBoth(a, b, keep);
  const isIn = keep(hasSelf(a), hasSelf(b));
  const isWhole = [a, b].some((one) => one !== undefined && isLeaf(one));
  if (Object.keys(made).length === 0) return isIn ? (isWhole ? {} : { [SELF]: {} }) : undefined;
  return isIn ? { [SELF]: {}, ...made } : made;
}

function childrenOfBoth(a: Fields = NONE, b: Fields = NONE, keep: Keep): Record<string, Fields> {
  const [left, right] = [new Map(childrenOf(a)), new Map(childrenOf(b))];
  const made: Record<string, Fields> = {};
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const node = combineNodes(left.get(name), right.get(name), keep);
    if (node !== undefined) made[name] = node;
  }
  return made;
}
