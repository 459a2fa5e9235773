/**
 * Secrets that were applied with `stringData`. The server turns it into `data`, but notes the fields as they were written, so
 * that none of what it knows of managers fits the object that it has:
 *
 *     applied  stringData: {a: one}     managed fields  f:stringData: {f:a: {}}     object  data: {a: b25l}
 *
 * A key that is not applied any more stays until it is taken away, and one that somebody changes is nobody's conflict. Pure.
 */
import { type Fields, fieldsWithout, isMap, unionOfFields } from '../fields.ts';
import type { LiveObject } from '../object.ts';

export const isSecret = ({ apiVersion, kind }: { readonly apiVersion?: unknown; readonly kind?: unknown }): boolean =>
  apiVersion === 'v1' && kind === 'Secret';

const mapOf = (value: unknown): Fields => (isMap(value) ? value : {});

/** The object with all its data as texts too, so that they are found where they are looked for. */
export function withStringData(object: LiveObject): LiveObject {
  if (!isSecret(object)) return object;
  const texts = Object.entries(mapOf(object['data'])).map(
    ([key, value]) => [key, Buffer.from(String(value), 'base64').toString('utf8')] as const,
  );
  return { ...object, stringData: Object.fromEntries(texts) };
}

/** Whether it holds the texts that were sent: whoever writes its data takes no field of ours. */
export function hasTexts(sent: Fields, object: LiveObject): boolean {
  const wanted = mapOf(dataOf({ ...sent, data: undefined })['data']);
  const data = mapOf(object['data']);
  return !isSecret(sent) || Object.entries(wanted).every(([key, value]) => data[key] === value);
}

/** A Secret with its texts as the data that the server makes of them, each written in one way. */
export function dataOf(object: Fields): Fields {
  if (!isSecret(object)) return object;
  const { data, stringData, ...rest } = object;
  const bytes = [
    ...Object.entries(mapOf(data)).map(([key, value]) => [key, Buffer.from(String(value ?? ''), 'base64')] as const),
    ...Object.entries(mapOf(stringData)).map(([key, text]) => [key, Buffer.from(String(text ?? ''))] as const),
  ];
  return { ...rest, data: Object.fromEntries(bytes.map(([key, value]) => [key, value.toString('base64')])) };
}

/** What was applied, as the object has it. */
export function appliedData(applied: Fields): Fields {
  if (!isSecret(applied) || !isMap(applied['stringData'])) return applied;
  const { stringData, data, ...rest } = applied;
  return { ...rest, data: { ...mapOf(data), ...mapOf(stringData) } };
}

/** The same of our managed fields: what others have by now is theirs. */
export function ownedData(ours: Fields, others: Fields): Fields {
  const texts = ours['f:stringData'];
  if (!isMap(texts)) return ours;
  const { 'f:stringData': _, ...rest } = ours;
  const left = fieldsWithout(texts, mapOf(others['f:data']));
  return left === undefined ? rest : unionOfFields(rest, { 'f:data': left });
}

/** Keys that we added as texts, and that stay when they are applied no more. */
export function strayKeys(before: LiveObject, now: LiveObject, applied: Fields): readonly string[] {
  if (!isSecret(now)) return [];
  const had = mapOf(before['data']);
  const has = mapOf(now['data']);
  return Object.keys(mapOf(applied['stringData'])).filter((key) => key in has && !(key in had));
}
