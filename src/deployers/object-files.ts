/**
 * Rendered manifests → one file an object. Pure.
 *
 *     text ─parse─► documents ─► { path: 'shop/Deployment.apps_web.yaml', text }
 *
 * A `List` becomes its items where that changes nothing but their indentation, else one file for all of them.
 * Comments that belong to no document have no file. An object that names no namespace, and is of a kind that lives in
 * one, is filed under `default`; its text still names none.
 */
import type { Problem, SourceSpan } from '../errors/problem.ts';
import { err, ok, type Result } from '../errors/result.ts';
import { type Document, groupOf, isDocument, parseDocuments, spanOf } from '../manifest/documents.ts';
import { declaredKinds, isNamespaced } from '../manifest/namespace.ts';
import { defaultLimits } from '../manifest/parse.ts';
import type { ManifestSource, ObjectId, Rendered } from '../manifest/rendered.ts';
import { itemTexts } from './list-items.ts';
import { type FileKey, foldPath, formatPath } from './object-path.ts';
import { documentText } from './object-text.ts';

export interface ObjectFile {
  /** Below the folder, `/` between its parts. */
  readonly path: string;
  /** Ends in a newline. */
  readonly text: string;
}

export interface ObjectFiles {
  readonly files: readonly ObjectFile[];
  /** What was decided that people may want to know. */
  readonly notices: readonly string[];
}

/** @returns The files in the order of the text, or every problem at once: MANIFEST_INVALID, YAML_INVALID, CONFIG_LIMIT. */
export function objectFiles(rendered: Pick<Rendered, 'text' | 'objects'>): Result<ObjectFiles> {
  const source = { name: 'rendered manifests', text: rendered.text };
  const parsed = parseDocuments(source);
  if (!parsed.ok) return parsed;
  const documents = parsed.value.filter(isDocument);
  const objects = locate(source, documents, rendered.objects);
  const [first, ...rest] = [...nameless(objects), ...shared(objects)];
  if (first !== undefined) return err(first, ...rest);
  return ok(filesOf(documents, objects));
}

interface Located {
  readonly id: ObjectId;
  readonly key: FileKey;
  readonly place: SourceSpan;
}

/** Places are those in the user's sources, unless a hook has changed which objects there are. */
function locate(
  source: ManifestSource,
  documents: readonly Document[],
  known: Rendered['objects'],
): ReadonlyMap<object, Located> {
  const declared = declaredKinds([source], defaultLimits);
  const all = documents.flatMap(({ objects }) => objects);
  const areKnown = all.length === known.length && all.every(({ id }, at) => isSame(id, known[at]?.id));
  return new Map(
    all.map((object, at) => {
      const { id } = object;
      const namespace = isNamespaced(id.apiVersion, id.kind, declared) ? (id.namespace ?? DEFAULT) : undefined;
      const key = { namespace, kind: id.kind, group: groupOf(id.apiVersion), name: id.name };
      const place = (areKnown ? known[at]?.place : undefined) ?? spanOf(source, object.node);
      return [object, { id, key, place }];
    }),
  );
}

/** What kubectl takes where nobody says otherwise. */
const DEFAULT = 'default';

const isSame = (one: ObjectId, other: ObjectId | undefined): boolean =>
  one.kind === other?.kind && one.name === other.name && one.namespace === other.namespace;

const nameless = (objects: ReadonlyMap<object, Located>): readonly Problem[] =>
  [...objects.values()].flatMap(({ id, place }): readonly Problem[] => {
    if (id.name !== '') return [];
    const message = `a ${id.kind} has no metadata.name, and a file is named by it`;
    return [
      { code: 'MANIFEST_INVALID', message, hint: 'generateName makes a new object each time; name it.', at: place },
    ];
  });

/** Objects that would lie in one file, on a volume that ignores case too. */
function shared(objects: ReadonlyMap<object, Located>): readonly Problem[] {
  const seen = new Map<string, Located>();
  return [...objects.values()].flatMap((one): readonly Problem[] => {
    if (one.id.name === '') return [];
    const path = formatPath(one.key);
    const other = seen.get(foldPath(path));
    seen.set(foldPath(path), other ?? one);
    if (other === undefined) return [];
    const isTwice = formatPath(other.key) === path;
    const why = isTwice
      ? 'is there twice'
      : `and ${describe(other)} differ in case only, and share a file on some systems`;
    const message = `${describe(one)} ${why}`;
    const because = [{ code: 'MANIFEST_INVALID' as const, message: `${describe(other)} is here`, at: other.place }];
    const hint = isTwice ? 'Remove one, or name their namespaces.' : 'Rename one.';
    return [{ code: 'MANIFEST_INVALID', message, hint, at: one.place, because }];
  });
}

const describe = ({ id: { kind, name }, key: { namespace } }: Located): string =>
  `${kind} "${name}"${namespace === undefined ? '' : ` of namespace "${namespace}"`}`;

function filesOf(documents: readonly Document[], located: ReadonlyMap<object, Located>): ObjectFiles {
  const files: ObjectFile[] = [];
  const notices: string[] = [];
  for (const document of documents) {
    const found = document.objects.flatMap((object) => located.get(object) ?? []);
    const [first] = found;
    if (first === undefined) continue;
    const isList = document.objects.some(({ path }) => path.length > 0);
    const texts = isList ? itemTexts(document) : [documentText(document)];
    if (texts !== undefined) {
      for (const [at, { key }] of found.entries())
        files.push({ path: formatPath(key), text: endLine(texts[at] ?? '') });
      continue;
    }
    const path = listPath(first.key);
    files.push({ path, text: documentText(document) });
    notices.push(`a List of ${found.length} objects cannot be taken apart byte for byte; it stays whole as ${path}`);
  }
  return { files, notices: [...notices, ...unplaced([...located.values()])] };
}

/** A List has no name of its own; its first object lends it one. */
const listPath = ({ namespace, kind, group, name }: FileKey): string =>
  formatPath({ namespace, kind: 'List', group: '', name: `${kind}.${group}_${name}` });

const endLine = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

function unplaced(objects: readonly Located[]): readonly string[] {
  const count = objects.filter(({ id, key }) => id.namespace === undefined && key.namespace !== undefined).length;
  if (count === 0) return [];
  const what = count === 1 ? '1 object names' : `${count} objects name`;
  return [
    `${what} no namespace: filed under "${DEFAULT}", applied where the cluster's client says; --namespace sets one`,
  ];
}
