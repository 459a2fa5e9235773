/**
 * Explained objects as a short list of words and rows of numbers, since a render of thousands of them notes them all.
 *
 *     words  ["v1", "Pod", "k8s/web.yaml", "spec.containers[0].image", "web", "pod"]
 *     rows   [["one", 0, 1, -1, 2,   3, 4, 4, 5, -1, -1, 12, 18], …]     an object, then eight numbers for each image
 *
 * Pure.
 */
import type { RenderedObject } from '../manifest/rendered.ts';
import { createCursor, type ExplainedObject } from './why-object.ts';

export interface PackedObjects {
  readonly words: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What is not there. */
const NONE = -1;
const OBJECT_FIELDS = 5;
const IMAGE_FIELDS = 8;

export function packObjects(objects: readonly RenderedObject[]): PackedObjects {
  const words: string[] = [];
  const known = new Map<string, number>();
  const idOf = (word: string | undefined): number => {
    if (word === undefined) return NONE;
    const found = known.get(word);
    if (found !== undefined) return found;
    known.set(word, words.length);
    return words.push(word) - 1;
  };
  let source: string | undefined;
  let sourceId = NONE;
  let cursor = createCursor('');
  const rows = objects.map((object) => {
    const { apiVersion, kind, namespace, name } = object.id;
    if (object.source !== source) {
      source = object.source;
      sourceId = idOf(source);
      cursor = createCursor(object.place.text);
    }
    // A name is seldom the one of another object.
    const row: (string | number)[] = [name, idOf(apiVersion), idOf(kind), idOf(namespace), sourceId];
    for (const { path, before, after, rule, digest, artifact, at } of object.images) {
      const { line, column } = cursor(at.start);
      row.push(idOf(path), idOf(before), idOf(after), idOf(rule), idOf(digest), idOf(artifact), line, column);
    }
    return row;
  });
  return { words, rows };
}

/** Undefined for anything that {@link packObjects} did not give. */
export function unpackObjects(words: unknown, rows: unknown): readonly ExplainedObject[] | undefined {
  if (!isList(words) || !words.every((word) => typeof word === 'string') || !isList(rows)) return undefined;
  const objects = rows.map((row) => unpackObject(words, row));
  return objects.some((object) => object === undefined) ? undefined : objects.flatMap((object) => object ?? []);
}

function unpackObject(words: readonly string[], row: unknown): ExplainedObject | undefined {
  if (!isList(row) || row.length % IMAGE_FIELDS !== OBJECT_FIELDS) return undefined;
  const [name, ...rest] = row;
  if (typeof name !== 'string' || !rest.every(Number.isSafeInteger)) return undefined;
  const numbers = rest.map(Number);
  const wordsAt = (from: number, to: number) => numbers.slice(from, to).map((id): string | undefined => words[id]);
  const [apiVersion, kind, namespace, source] = wordsAt(0, 4);
  if (apiVersion === undefined || kind === undefined || source === undefined) return undefined;
  const images: ExplainedObject['images'][number][] = [];
  for (let at = OBJECT_FIELDS - 1; at < numbers.length; at += IMAGE_FIELDS) {
    const [path, before, after, rule, digest, artifact] = wordsAt(at, at + 6);
    const [line = 0, column = 0] = numbers.slice(at + 6);
    if (path === undefined || before === undefined || after === undefined || rule === undefined) return undefined;
    const known = { ...(digest !== undefined && { digest }), ...(artifact !== undefined && { artifact }) };
    images.push({ path, before, after, rule, ...known, line, column });
  }
  return { id: { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) }, source, images };
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
