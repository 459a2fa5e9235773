/**
 * Fields that we applied and others have changed since: who changes a field of ours takes it over. Pure.
 *
 *     applied {spec: {replicas: 2}}, managed fields {kubectl-scale: {f:spec: {f:replicas: {}}}}
 *     ─► .spec.replicas, of kubectl-scale
 *
 * Paths are written as the API server writes them in conflicts.
 */
import { type Fields, isLeaf, isMap } from '../fields.ts';
import type { LiveObject } from '../object.ts';
import { appliedBy, findItems, type PathStep, unownedFields } from '../owned.ts';
import { fieldsOf, isStatus } from './give-back.ts';
import { othersFields } from './restorable.ts';
import { appliedData, ownedData } from './string-data.ts';

export interface ForeignField {
  /** `.spec.containers[name="a"].image`. */
  readonly path: string;
  /** Undefined: nobody has it, so that somebody removed it. */
  readonly manager: string | undefined;
  /** What the object has there. */
  readonly value: unknown;
  readonly steps: readonly PathStep[];
}

/** @param applied The object as it was applied. */
export function foreignFields(applied: Fields, live: LiveObject, manager: string): readonly ForeignField[] {
  const found = new Map<string, ForeignField>();
  const ours = ownedData(fieldsOf(appliedBy(live, manager)), othersFields(live, manager));
  for (const steps of unownedFields(appliedData(applied), ours)) {
    const owner = live.metadata.managedFields
      ?.filter((entry) => !isStatus(entry))
      .map((entry) => ({ manager: entry.manager, names: ownedAt(fieldsOf(entry), steps) }))
      .find(({ names }) => names !== undefined);
    const path = owner?.names === undefined ? describePath(steps) : pathText(owner.names);
    found.set(path, { path, manager: owner?.manager, value: valueAt(live, steps), steps });
  }
  return [...found.values()];
}

/** The names of managed fields that lead to a field, as far as they go; undefined where they do not lead there. */
function ownedAt(fields: Fields, steps: readonly PathStep[]): readonly string[] | undefined {
  const [step, ...rest] = steps;
  if (step === undefined || (isLeaf(fields) && steps.length > 0)) return [];
  const items =
    'field' in step ? [[`f:${step.field}`, fields[`f:${step.field}`]] as const] : findItems(fields, step.item);
  for (const [name, below] of items) {
    const names = isMap(below) ? ownedAt(below, rest) : undefined;
    if (names !== undefined) return [name, ...names];
  }
  return undefined;
}

/** By what an item is known, where nobody's fields say it. */
const IDENTITY = ['name', 'key', 'ip', 'port', 'containerPort', 'mountPath', 'type', 'uid'];

function nameOf(step: PathStep): string {
  if ('field' in step) return `f:${step.field}`;
  const { item } = step;
  if (!isMap(item)) return `v:${JSON.stringify(item)}`;
  const key = IDENTITY.find((name) => name in item);
  return `k:${JSON.stringify(key === undefined ? {} : { [key]: item[key] })}`;
}

/** `.spec.containers[name="web"].image` */
export const describePath = (steps: readonly PathStep[]): string => pathText(steps.map(nameOf));

const pathText = (names: readonly string[]): string =>
  names
    .map((name) => {
      const rest = name.slice(2);
      if (name.startsWith('f:')) return `.${rest}`;
      if (!name.startsWith('k:')) return `[${rest}]`;
      const key = Object.entries(JSON.parse(rest) as object);
      return `[${key.map(([part, value]) => `${part}=${JSON.stringify(value)}`).join(',')}]`;
    })
    .join('');

/** Items are looked for by what they are known by. */
export function valueAt(object: unknown, [step, ...rest]: readonly PathStep[]): unknown {
  if (step === undefined) return object;
  if ('field' in step) return isMap(object) ? valueAt(object[step.field], rest) : undefined;
  const { item } = step;
  if (!Array.isArray(object)) return undefined;
  const key = isMap(item) ? IDENTITY.find((name) => name in item) : undefined;
  const found = object.find((one: unknown) =>
    key !== undefined && isMap(item) ? isMap(one) && one[key] === item[key] : one === item,
  );
  return found === undefined ? undefined : valueAt(found, rest);
}
