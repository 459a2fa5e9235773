/**
 * Keys of a Secret that we had applied as `stringData`, and that are wanted no more. The server notes such a field as a text,
 * which the object does not have, so that no apply takes the key out of its data. Pure.
 *
 *     ours  f:stringData: {f:a: {}, f:b: {}}     wanted  stringData: {a: one}     ─►  b
 */
import { childrenOf, type Fields, isMap } from '../fields.ts';
import type { LiveObject } from '../object.ts';
import { appliedBy } from '../owned.ts';
import { fieldsOf } from './give-back.ts';
import { othersFields } from './restorable.ts';
import { dataOf, isSecret } from './string-data.ts';

/** @param wanted As it is sent. @returns Without those that the object lacks, or that others have by now. */
export function leftTexts(wanted: Fields, live: LiveObject, manager: string): readonly string[] {
  const texts = fieldsOf(appliedBy(live, manager))['f:stringData'];
  if (!isSecret(live) || live['immutable'] === true || !isMap(texts)) return [];
  const [asked, has, others] = [dataOf(wanted)['data'], live['data'], othersFields(live, manager)['f:data']].map(
    (one) => (isMap(one) ? one : {}),
  ) as [Fields, Fields, Fields];
  return childrenOf(texts)
    .map(([name]) => name.slice(2))
    .filter((key) => key in has && !(key in asked) && !(`f:${key}` in others));
}

/** The object once these are gone. */
export function withoutTexts(object: LiveObject, keys: readonly string[]): LiveObject {
  const { data } = object;
  if (keys.length === 0 || !isMap(data)) return object;
  return { ...object, data: Object.fromEntries(Object.entries(data).filter(([key]) => !keys.includes(key))) };
}
