/**
 * What a revision keeps of each object that its run is about to change: how it was, and what the run makes of it. Pure.
 *
 *     there before   before: the whole object but its status     not there: no before
 *     applied        after: the hash, and which fields           deleted: no after
 */
import { isMap } from '../fields.ts';
import type { LiveObject, ObjectMeta } from '../object.ts';

export interface KeptObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly before?: LiveObject;
  readonly after?: AppliedObject;
}

export interface AppliedObject {
  /** Empty where we had applied nothing of it. */
  readonly hash: string;
  /** As it was sent, long texts left out: it tells which fields were ours. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const LONG = 64;
/** Changes at every write, or says nothing. */
const DROPPED: ReadonlySet<keyof ObjectMeta | 'selfLink'> = new Set(['generation', 'creationTimestamp', 'selfLink']);

/** Managed fields stay: they say whose each field was. */
export function keepBefore({ status: _, ...object }: LiveObject): LiveObject {
  const metadata = Object.entries(object.metadata).filter(([name]) => !DROPPED.has(name as keyof ObjectMeta));
  return { ...object, metadata: Object.fromEntries(metadata) as unknown as ObjectMeta };
}

/** @param value The object as it is sent. */
export const keepAfter = (hash: string, value: Readonly<Record<string, unknown>>): AppliedObject => ({
  hash,
  fields: shortened(value) as AppliedObject['fields'],
});

/** Lists stay whole: what is in them is known by its values. */
function shortened(value: unknown): unknown {
  if (typeof value === 'string' && value.length > LONG) return '';
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shortened(one)])) : value;
}

export const keptKey = ({ apiVersion, kind, namespace, name }: KeptObject): string =>
  JSON.stringify([apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '', kind, namespace ?? '', name]);

/**
 * A run that goes on where another one ended: what was before is what was before the first of them.
 *
 * @returns Every object of either.
 */
export function continueKept(first: readonly KeptObject[], then: readonly KeptObject[]): readonly KeptObject[] {
  const all = new Map(first.map((one) => [keptKey(one), one]));
  for (const one of then) {
    const known = all.get(keptKey(one));
    if (known === undefined) all.set(keptKey(one), one);
    else {
      // The version is that of what is put back.
      const { before: _before, after: _after, ...identity } = known.before === undefined ? one : known;
      all.set(keptKey(one), {
        ...identity,
        ...(known.before && { before: known.before }),
        ...(one.after && { after: one.after }),
      });
    }
  }
  return [...all.values()];
}

/**
 * What is known of objects that no newer run has touched, once the revision that says it is kept no longer.
 *
 * @param objects Of that revision. @returns What it deleted is in it no more.
 */
export function carryOn(earlier: readonly KeptObject[], objects: readonly KeptObject[]): readonly KeptObject[] {
  const all = new Map(earlier.map((one) => [keptKey(one), one]));
  for (const { before: _, ...one } of objects)
    if (one.after === undefined) all.delete(keptKey(one));
    else all.set(keptKey(one), one);
  return [...all.values()];
}
