/**
 * What a server says of a Secret that it refuses, without the values that it repeats.
 *
 *     .stringData.pin: expected string, got &value.valueUnstructured{Value:987654}   ─►  … {Value:***}
 *     data[a]: Invalid value: "hunter2": …                                           ─►  … Invalid value: ***: …
 *
 * Pure. Source: structured-merge-diff, typed; apimachinery, field errors.
 */

import { isMap } from '../../live/fields.ts';
import type { ObjectRef } from '../../live/object.ts';
import type { Answer } from './answer.ts';

/** Shorter ones are in any word. */
const SHORTEST = 4;
const VALUES = /(Value:)[^}]*|((?:Invalid|Unsupported|Duplicate) value: )(?:"(?:[^"\\]|\\.)*"|[^\s:,]+)/g;

/** @param sent The object as it was sent, JSON. */
export function hideSecretWords(answer: Answer, { kind }: ObjectRef, sent: string): Answer {
  if (kind.group !== '' || kind.kind !== 'Secret') return answer;
  const said = parse(answer.text);
  if (!isMap(said) || typeof said['message'] !== 'string') return answer;
  const values = valuesOf(parse(sent)).toSorted((a, b) => b.length - a.length);
  const hide = (text: string): string =>
    values
      .reduce((hidden, value) => hidden.replaceAll(value, '***'), text)
      .replace(VALUES, (_, typed: string | undefined, field: string | undefined) => `${typed ?? field}***`);
  return {
    ...answer,
    text: JSON.stringify(said, (_, value: unknown) => (typeof value === 'string' ? hide(value) : value)),
  };
}

/** As they are written, and as the other of plain and base64. */
function valuesOf(secret: unknown): readonly string[] {
  if (!isMap(secret)) return [];
  const plain = scalarsOf(secret['stringData']);
  const coded = scalarsOf(secret['data']);
  const both = [
    ...plain.flatMap((text) => [text, Buffer.from(text).toString('base64')]),
    ...coded.flatMap((text) => [text, Buffer.from(text, 'base64').toString()]),
  ];
  return both.filter((text) => text.length >= SHORTEST);
}

const scalarsOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(scalarsOf)
    : value == null
      ? []
      : [String(value)];

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
