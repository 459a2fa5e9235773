/**
 * A text → its documents and the objects in them.
 *
 *     k8s/all.yaml ─split─► chunks ─parse─► documents ─unwrap Lists─► objects, each with identity and place
 *
 * Pure. Problems carry file, line and column, and are found all at once. A `List` counts as its items.
 */
import type { Problem, ProblemCode, SourceSpan } from '../errors/problem.ts';
import { collect, err, ok, type Result } from '../errors/result.ts';
import { findEntry, findNode, type MappingNode, type Node, resolved } from './node.ts';
import { defaultLimits, parseDocument } from './parse.ts';
import type { Limits, ManifestSource, ObjectId } from './rendered.ts';
import { type Chunk, splitDocuments } from './split.ts';
import { describeScalar, stringOf } from './value.ts';

export interface ManifestObject {
  readonly id: ObjectId;
  readonly node: MappingNode;
  /** Keys from the document's root; empty but for the items of a List. */
  readonly path: readonly (string | number)[];
}

export interface Document {
  readonly source: ManifestSource;
  readonly chunk: Chunk;
  readonly root: MappingNode;
  readonly objects: readonly ManifestObject[];
}

/** A chunk of comments, to be kept in streams. */
export interface Comments {
  readonly source: ManifestSource;
  readonly chunk: Chunk;
}

/** Reads a whole source; chunks that hold nothing are left out. All problems at once. */
export const parseDocuments = (
  source: ManifestSource,
  limits: Limits = defaultLimits,
): Result<readonly (Document | Comments)[]> => collect([...eachDocument(source, limits)]);

/** The same one by one: a tree can be let go before the next is made. */
export function* eachDocument(source: ManifestSource, limits: Limits): Generator<Result<Document | Comments>> {
  for (const chunk of splitDocuments(source.text)) {
    if (chunk.holds === 'nothing') continue;
    const read = chunk.holds === 'comments' ? ok({ source, chunk }) : readDocument(source, chunk, limits);
    if (!read.ok) yield read;
    else if (read.value !== undefined) yield ok(read.value);
  }
}

export const isDocument = (one: Document | Comments): one is Document => 'root' in one;

/** The span of a chunk without the white space around it. */
export function placeOfChunk({ source, chunk }: Comments): SourceSpan {
  const text = source.text.slice(chunk.content, chunk.end);
  const start = chunk.content + text.length - text.trimStart().length;
  return { file: source.name, start, end: Math.max(start, chunk.content + text.trimEnd().length), text: source.text };
}

function readDocument(source: ManifestSource, chunk: Chunk, limits: Limits): Result<Document | undefined> {
  const parsed = parseDocument(source, chunk.content, chunk.end, limits);
  if (!parsed.ok) return parsed;
  const root = resolved(parsed.value);
  if (root.kind === 'scalar' && root.start === root.end) return ok(undefined);
  const { objects, problems } = objectsOf(source, root, []);
  const [first, ...rest] = problems;
  if (first !== undefined) return err(first, ...rest);
  if (root.kind !== 'mapping') throw new Error('a root without problems is a mapping');
  return ok({ source, chunk, root, objects });
}

interface Found {
  readonly objects: readonly ManifestObject[];
  readonly problems: readonly Problem[];
}

/** The objects of a node that should be one, or a List of some. */
function objectsOf(source: ManifestSource, node: Node, path: readonly (string | number)[]): Found {
  const mapping = resolved(node);
  const bad = (message: string, at: Node): Found => ({ objects: [], problems: [problemAt(source, message, at)] });
  if (mapping.kind !== 'mapping')
    return bad(`a ${mapping.kind === 'sequence' ? 'list' : 'text'} is no Kubernetes object`, mapping);
  const items = listItems(source.text, mapping);
  if (items !== undefined) {
    const found = items.map((item, index) => objectsOf(source, item, [...path, 'items', index]));
    return { objects: found.flatMap((one) => one.objects), problems: found.flatMap((one) => one.problems) };
  }
  const id = readIdentity(source, mapping);
  return id.ok
    ? { objects: [{ id: id.value, node: mapping, path }], problems: [] }
    : { objects: [], problems: id.problems };
}

/** The items where this is a `List`, or a `PodList` and the like, which have no name: no object of its own. */
function listItems(source: string, mapping: MappingNode): readonly Node[] | undefined {
  const kind = stringOf(source, findEntry(mapping, 'kind')?.value);
  if (kind === undefined || !kind.endsWith('List') || findEntry(mapping, 'apiVersion') === undefined) return undefined;
  if (kind !== 'List' && findNode(mapping, 'metadata', 'name') !== undefined) return undefined;
  const items = findEntry(mapping, 'items')?.value;
  const list = items === undefined ? undefined : resolved(items);
  return list?.kind === 'sequence' ? list.items : undefined;
}

/** apiVersion, kind, namespace and name as kubectl reads them; null and empty text count as absent. */
export function readIdentity(source: ManifestSource, mapping: MappingNode): Result<ObjectId> {
  const problems: Problem[] = [];
  const read = (path: readonly string[], required: boolean): string => {
    const node = findNode(mapping, ...path);
    const text = stringOf(source.text, node);
    if (text !== undefined && (text !== '' || !required)) return text;
    const label = path.join('.');
    const what = node === undefined ? undefined : describeScalar(source.text, node);
    if (what !== undefined && what !== 'null' && what !== '""')
      problems.push(problemAt(source, `${label} is ${what} to kubectl, not text`, node ?? mapping, 'Quote it.'));
    else if (required) problems.push(problemAt(source, `the document has no ${label}`, mapping));
    return '';
  };
  const apiVersion = read(['apiVersion'], true);
  const kind = read(['kind'], true);
  const name = read(['metadata', 'name'], false);
  const namespace = read(['metadata', 'namespace'], false);
  const [first, ...rest] = problems;
  if (first !== undefined) return err(first, ...rest);
  return ok({ apiVersion, kind, ...(namespace !== '' && { namespace }), name });
}

/** The group of an apiVersion; empty for the core group. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** Where a node stands; collections by their first character. */
export function spanOf(source: ManifestSource, node: Node): SourceSpan {
  const end = node.kind === 'scalar' || node.kind === 'alias' ? node.end : node.start + 1;
  return { file: source.name, start: node.start, end, text: source.text };
}

const problemAt = (source: ManifestSource, message: string, node: Node, hint?: string): Problem => ({
  code: 'MANIFEST_INVALID' satisfies ProblemCode,
  message,
  ...(hint !== undefined && { hint }),
  at: spanOf(source, node),
});
