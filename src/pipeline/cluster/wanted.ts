/** Manifests → the objects that a cluster is to have, each with its place and a hash that tells it from another. Pure. */
import { createHash } from 'node:crypto';
import { starSecrets } from '../../deployers/mask-secrets.ts';
import type { Problem, SourceSpan } from '../../errors/problem.ts';
import { collect, err, ok, type Result } from '../../errors/result.ts';
import { PART_OF } from '../../live/applyset.ts';
import { type LiveObject, preconditionOf } from '../../live/object.ts';
import type { SavedObject } from '../../live/plan/saved.ts';
import { type Document, isDocument, type ManifestObject, parseDocuments, spanOf } from '../../manifest/documents.ts';
import { findNode } from '../../manifest/node.ts';
import { objectJson } from '../../manifest/object-json.ts';
import type { ManifestSource, ObjectId } from '../../manifest/rendered.ts';
import { stringOf, type Value } from '../../manifest/value.ts';
import { sameObjects } from '../same-objects.ts';

export interface Wanted {
  readonly id: ObjectId;
  /** What is sent. */
  readonly json: string;
  /** The same, for that very version of the object alone; undefined: only where there is none. */
  readonly jsonOver: (live: LiveObject | undefined) => string;
  /** The same as a value; whole numbers beyond 2^53 are rounded in it. */
  readonly value: Readonly<Record<string, Value>>;
  readonly hash: string;
  /** What the hash would be in a set. Undefined for what comes from no file. */
  readonly hashIn?: (setId: string) => string;
  /** Undefined for what comes from no file. */
  readonly place?: SourceSpan | undefined;
  /** What a saved plan says of it. */
  readonly planned?: SavedObject;
}

/** Holds {@link Wanted.hash} on every object that was applied. */
export const HASH_ANNOTATION = 'orchestrator.dev/applied';

/**
 * @param setId Of the set that the objects are in. Its label is hashed with the rest, so that an object that enters or
 *   leaves a set is sent.
 * @returns MANIFEST_INVALID, YAML_INVALID and CONFIG_LIMIT, all at once.
 */
export function wantedObjects(
  sources: readonly ManifestSource[],
  labels: Readonly<Record<string, string>> = {},
  setId?: string,
): Result<readonly Wanted[]> {
  const parsed = collect(sources.map((source) => parseDocuments(source)));
  if (!parsed.ok) return parsed;
  const found = parsed.value.flatMap((parts) => {
    const documents = parts.filter(isDocument);
    const shown = shownSource(documents);
    return documents.flatMap((document) => document.objects.map((object) => ({ document, object, shown })));
  });
  const added = { ...labels, ...(setId !== undefined && { [PART_OF]: setId }) };
  const wanted = found.map(({ document, object, shown }) => ({
    ...wantedOf(document, object, added),
    place: spanOf(shown ?? document.source, object.node),
  }));
  const strays =
    setId === undefined ? [] : found.flatMap(({ document, object, shown }) => stray(document, object, setId, shown));
  const [first, ...rest] = [...nameless(wanted), ...sameObjects(wanted), ...strays];
  return first === undefined ? ok(wanted) : err(first, ...rest);
}

/** A line that is shown with a mistake holds no value of a Secret. */
function shownSource(documents: readonly Document[]): ManifestSource | undefined {
  const [first] = documents;
  const objects = documents.flatMap((document) => document.objects);
  if (first === undefined || !objects.some(({ id }) => id.kind === 'Secret')) return first?.source;
  return { ...first.source, text: starSecrets(first.source.text, objects) };
}

function wantedOf({ source }: Document, object: ManifestObject, labels: Readonly<Record<string, string>>) {
  const hashWith = (all: Readonly<Record<string, string>>): string =>
    `sha256:${createHash('sha256')
      .update(objectJson(source.text, object, { labels: all }))
      .digest('hex')}`;
  const hash = hashWith(labels);
  const hashIn = (setId: string): string => hashWith({ ...labels, [PART_OF]: setId });
  const added = { labels, annotations: { [HASH_ANNOTATION]: hash } };
  const json = objectJson(source.text, object, added);
  const jsonOver: Wanted['jsonOver'] = (live) => objectJson(source.text, object, { ...added, ...preconditionOf(live) });
  return { id: object.id, json, jsonOver, value: JSON.parse(json), hash, hashIn };
}

/** One that was written as JSON already. @param hash Of what was hashed then. */
export function ofText(text: string, hash: string, place: SourceSpan): Result<Wanted> {
  const parsed = parseDocuments({ name: place.file, text });
  if (!parsed.ok) return parsed;
  const [object] = parsed.value.filter(isDocument).flatMap(({ objects }) => objects);
  if (object === undefined) throw new Error('a text that was an object is none');
  const jsonOver: Wanted['jsonOver'] = (live) => objectJson(text, object, preconditionOf(live));
  return ok({ id: object.id, json: text, jsonOver, value: JSON.parse(text), hash, place });
}

/** The label of another set: whoever wrote it meant that one. */
function stray(
  { source }: Document,
  { node }: ManifestObject,
  setId: string,
  shown: ManifestSource | undefined,
): readonly Problem[] {
  const label = findNode(node, 'metadata', 'labels', PART_OF);
  if (label === undefined || stringOf(source.text, label) === setId) return [];
  const message = `the label ${PART_OF} names another set than the one that is applied`;
  return [
    { code: 'MANIFEST_INVALID', message, hint: 'Take it out of the manifest.', at: spanOf(shown ?? source, label) },
  ];
}

const nameless = (wanted: readonly Wanted[]): readonly Problem[] =>
  wanted.flatMap(({ id, place }): readonly Problem[] => {
    if (id.name !== '') return [];
    const message = `a ${id.kind} has no metadata.name, and is applied by it`;
    const hint = 'generateName makes a new object each time; name it, or create it with kubectl.';
    return [{ code: 'MANIFEST_INVALID', message, hint, at: place }];
  });
