/** Manifests → the objects that a cluster is to have, each with its place and a hash that tells it from another. Pure. */
import { createHash } from 'node:crypto';
import type { Problem, SourceSpan } from '../../errors/problem.ts';
import { collect, err, ok, type Result } from '../../errors/result.ts';
import { type Document, isDocument, type ManifestObject, parseDocuments, spanOf } from '../../manifest/documents.ts';
import { objectJson } from '../../manifest/object-json.ts';
import type { ManifestSource, ObjectId } from '../../manifest/rendered.ts';
import type { Value } from '../../manifest/value.ts';

export interface Wanted {
  readonly id: ObjectId;
  /** What is sent. */
  readonly json: string;
  /** The same as a value; whole numbers beyond 2^53 are rounded in it. */
  readonly value: Readonly<Record<string, Value>>;
  readonly hash: string;
  readonly place: SourceSpan;
}

/** Holds {@link Wanted.hash} on every object that was applied. */
export const HASH_ANNOTATION = 'orchestrator.dev/applied';

/** @returns MANIFEST_INVALID, YAML_INVALID and CONFIG_LIMIT, all at once. */
export function wantedObjects(
  sources: readonly ManifestSource[],
  labels: Readonly<Record<string, string>> = {},
): Result<readonly Wanted[]> {
  const parsed = collect(sources.map((source) => parseDocuments(source)));
  if (!parsed.ok) return parsed;
  const wanted = parsed.value
    .flat()
    .filter(isDocument)
    .flatMap((document) => document.objects.map((object) => wantedOf(document, object, labels)));
  const [first, ...rest] = [...nameless(wanted), ...doubled(wanted)];
  return first === undefined ? ok(wanted) : err(first, ...rest);
}

function wantedOf({ source }: Document, object: ManifestObject, labels: Readonly<Record<string, string>>): Wanted {
  const hash = `sha256:${createHash('sha256')
    .update(objectJson(source.text, object, { labels }))
    .digest('hex')}`;
  const json = objectJson(source.text, object, { labels, annotations: { [HASH_ANNOTATION]: hash } });
  return { id: object.id, json, value: JSON.parse(json), hash, place: spanOf(source, object.node) };
}

const nameless = (wanted: readonly Wanted[]): readonly Problem[] =>
  wanted.flatMap(({ id, place }): readonly Problem[] => {
    if (id.name !== '') return [];
    const message = `a ${id.kind} has no metadata.name, and is applied by it`;
    const hint = 'generateName makes a new object each time; name it, or create it with kubectl.';
    return [{ code: 'MANIFEST_INVALID', message, hint, at: place }];
  });

function doubled(wanted: readonly Wanted[]): readonly Problem[] {
  const seen = new Map<string, Wanted>();
  return wanted.flatMap((one): readonly Problem[] => {
    const { apiVersion, kind, namespace = '', name } = one.id;
    if (name === '') return [];
    const key = JSON.stringify([apiVersion.replace(/[^/]*$/, ''), kind, namespace, name]);
    const before = seen.get(key);
    seen.set(key, before ?? one);
    if (before === undefined) return [];
    const because = [{ code: 'MANIFEST_INVALID' as const, message: 'it is here too', hint: '', at: before.place }];
    const message = `${kind} "${name}" is there twice`;
    return [
      { code: 'MANIFEST_INVALID', message, hint: 'Remove one, or name their namespaces.', at: one.place, because },
    ];
  });
}
