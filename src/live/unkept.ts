/**
 * Which fields of an object the server has changed while it wrote them, as a mutating webhook does: what was sent, held
 * against what came back.
 *
 *     sent  {data: {a: ours}, spec: {cpu: 1000m}}     back  {data: {a: theirs}, spec: {cpu: "1"}}     ─►  .data.a
 *
 * The same said otherwise is no change, nor is what the server adds: amounts, times, base64, a zero or nothing that it takes
 * for unset, items in another order. It would rather miss a change than tell of one that is none. Pure.
 * Source: Kubernetes API conventions, defaulting and normalisation; quantity, IntOrString, Time.
 */
import { childrenOf, type Fields, isLeaf, isMap } from './fields.ts';
import type { LiveObject } from './object.ts';
import { appliedBy, findItems, type PathStep } from './owned.ts';
import { parseAmount } from './plan/quantity.ts';
import { describePath } from './revision/foreign.ts';
import { dataOf } from './revision/string-data.ts';

/** What of the metadata is the user's; the rest is the server's. */
const OF_METADATA = ['labels', 'annotations', 'finalizers', 'ownerReferences'];
/** Written by nobody who applies, or not comparable. */
const NEVER = new Set(['apiVersion', 'kind', 'metadata', 'status', 'stringData']);

/**
 * @param sent The object as it was applied by the manager. @param kept The server's answer to that.
 * @returns Paths, as `.spec.template.spec.containers[name="web"].image`; no values.
 */
export function unkeptFields(sent: Fields, kept: LiveObject, manager: string): readonly string[] {
  const ours = appliedBy(kept, manager)?.fieldsV1;
  const fields = isMap(ours) ? ours : {};
  const [was, is] = [dataOf(sent), dataOf(kept)];
  const found: (readonly PathStep[])[] = [];
  if (isMap(sent['metadata']))
    for (const name of OF_METADATA)
      found.push(
        ...changes(sent['metadata'][name], (kept.metadata as unknown as Fields)[name], {
          at: [{ field: 'metadata' }, { field: name }],
          fields: below(below(fields, 'metadata'), name),
          isText: true,
        }),
      );
  for (const [name, value] of Object.entries(was))
    if (!NEVER.has(name))
      found.push(
        ...changes(value, is[name], { at: [{ field: name }], fields: below(fields, name), isText: name === 'data' }),
      );
  return [...new Set(found.map(describePath))];
}

interface Place {
  readonly at: readonly PathStep[];
  /** What we have of it by the managed fields. */
  readonly fields: Fields | undefined;
  /** Nothing but the very same text will do. */
  readonly isText: boolean;
}

const below = (fields: Fields | undefined, name: string): Fields | undefined => {
  const found = fields?.[`f:${name}`];
  return isMap(found) ? found : undefined;
};

function changes(sent: unknown, kept: unknown, place: Place): readonly (readonly PathStep[])[] {
  if (isUnset(sent)) return [];
  if (Array.isArray(sent)) return changesOfItems(sent, Array.isArray(kept) ? kept : [], place);
  if (!isMap(sent)) return isSame(sent, kept, place.isText) ? [] : [place.at];
  return Object.entries(sent).flatMap(([name, value]) =>
    changes(value, isMap(kept) ? kept[name] : undefined, {
      at: [...place.at, { field: name }],
      fields: below(place.fields, name),
      isText: place.isText,
    }),
  );
}

/** The server may take it for left out, and fill it in. */
const isUnset = (value: unknown): boolean => value === null || value === undefined || value === '' || value === 0;

function changesOfItems(sent: readonly unknown[], kept: readonly unknown[], place: Place) {
  const isList = place.fields !== undefined && isLeaf(place.fields);
  return sent.flatMap((item, index): readonly (readonly PathStep[])[] => {
    const inside = (one: unknown): ReturnType<typeof changes> =>
      changes(item, one, { ...place, at: [...place.at, { item }], fields: findItems(place.fields, item)[0]?.[1] });
    // One piece, such as arguments: in its order, and what is added stands behind.
    if (!isMap(item))
      return (isList ? kept.slice(index, index + 1) : kept).some((one) => inside(one).length === 0) ? [] : [place.at];
    if (kept.some((one) => inside(one).length === 0)) return [];
    const own = itemOf(item, kept, place.fields);
    return own === undefined ? [[...place.at, { item }]] : inside(own);
  });
}

/** The one that is known by the same key; where none is known, there is no telling which one it was. */
function itemOf(item: Fields, kept: readonly unknown[], fields: Fields | undefined): unknown {
  const [key] = fields === undefined ? [] : childrenOf(fields).map(([name]) => name);
  const names = key?.startsWith('k:') ? Object.keys(JSON.parse(key.slice(2)) as object) : [];
  if (names.length === 0) return undefined;
  return kept.find((one) => isMap(one) && names.every((name) => (item[name] ?? one[name]) === one[name]));
}

function isSame(sent: unknown, kept: unknown, isText: boolean): boolean {
  if (sent === kept || (sent === false && kept === undefined)) return true;
  if (isText || kept === undefined || kept === null) return false;
  const [a, b] = [String(sent), String(kept)];
  const amount = parseAmount(a);
  if (a === b || (amount !== undefined && amount === parseAmount(b))) return true;
  if (isTime(a) && isTime(b)) return secondsOf(a) === secondsOf(b);
  return isSameBytes(a, b);
}

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text));

/** The server leaves parts of it out. */
const secondsOf = (text: string): number => Math.floor(Date.parse(text) / 1000);

/** Certificates are written in lines, or in one. */
const isSameBytes = (a: string, b: string): boolean =>
  /^[A-Za-z0-9+/=\s]*$/.test(a) && a.replace(/\s/g, '') === b.replace(/\s/g, '');
