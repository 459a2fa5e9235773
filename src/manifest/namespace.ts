/**
 * `metadata.namespace` for objects that name none. Pure.
 *
 * Unlike Skaffold, every namespaced kind gets it, not only workloads; kinds without a namespace never do. A custom
 * resource is namespaced unless its CustomResourceDefinition in the same set, or the table, says otherwise.
 */
import { clusterScoped } from './cluster-scoped.ts';
import { type Document, groupOf, isDocument, type ManifestObject, parseDocuments, spanOf } from './documents.ts';
import { type Changed, NO_CHANGE, ownMetadata, sharedProblem } from './metadata.ts';
import { findEntry, findNode } from './node.ts';
import type { Limits, ManifestSource } from './rendered.ts';
import { stringOf } from './value.ts';
import { replaceScalar } from './write-scalar.ts';

/** `Kind.group` of the kinds that the set itself declares, and whether these live in namespaces. */
export type DeclaredKinds = ReadonlyMap<string, boolean>;

/** Sources that cannot be read declare nothing; they are reported elsewhere. */
export function declaredKinds(sources: readonly ManifestSource[], limits: Limits): DeclaredKinds {
  const kinds = new Map<string, boolean>();
  for (const source of sources) {
    if (!source.text.includes(CRD)) continue;
    const parsed = parseDocuments(source, limits);
    if (!parsed.ok) continue;
    for (const { id, node } of parsed.value.flatMap((part) => (isDocument(part) ? part.objects : []))) {
      if (id.kind !== CRD) continue;
      const read = (...path: readonly string[]) => stringOf(source.text, findNode(node, 'spec', ...path)) ?? '';
      kinds.set(`${read('names', 'kind')}.${read('group')}`, read('scope') !== 'Cluster');
    }
  }
  return kinds;
}

const CRD = 'CustomResourceDefinition';

export const isNamespaced = (apiVersion: string, kind: string, declared: DeclaredKinds): boolean =>
  declared.get(`${kind}.${groupOf(apiVersion)}`) ?? !(clusterScoped[groupOf(apiVersion)] ?? []).includes(kind);

/** Sets the namespace of one object; a different one that is there is kept, with a warning. */
export function setNamespace(
  document: Document,
  object: ManifestObject,
  namespace: string,
  declared: DeclaredKinds,
): Changed {
  const { id } = object;
  const metadata = ownMetadata(object);
  if (metadata === undefined || !isNamespaced(id.apiVersion, id.kind, declared)) return NO_CHANGE;
  const { source } = document;
  const entry = findEntry(metadata.node, 'namespace');
  if (id.namespace !== undefined) {
    if (id.namespace === namespace) return NO_CHANGE;
    const message = `${id.kind} "${id.name}" stays in namespace "${id.namespace}", which its manifest names; asked for "${namespace}"`;
    return {
      ...NO_CHANGE,
      warnings: [{ code: 'MANIFEST_INVALID', message, at: spanOf(source, entry?.value ?? metadata.node) }],
    };
  }
  const shared = sharedProblem(
    document,
    [...metadata.steps.map((step) => step.node), ...(entry ? [entry.value] : [])],
    'namespace',
  );
  if (shared !== undefined) return { ...NO_CHANGE, problems: [shared] };
  if (entry?.value.kind === 'scalar')
    return { ...NO_CHANGE, edits: replaceScalar(source.text, entry.value, namespace) };
  return { ...NO_CHANGE, additions: [{ to: metadata.node, entries: { namespace } }] };
}
