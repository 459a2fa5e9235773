/**
 * Labels for objects and their pod templates. Pure.
 *
 * As Skaffold sets them, with three differences: every kind gets them on its own metadata (Skaffold: workloads only,
 * so that a ConfigMap is not found by its labels); ReplicationController and PodTemplate count as workloads; items of a
 * List get them. Kept from Skaffold: no selector is touched, a key that is there keeps its value, the pod template of a
 * Job and the claim templates of a StatefulSet stay as they are since neither may change later.
 */
import type { Problem } from '../errors/problem.ts';
import { type Document, groupOf, type ManifestObject, spanOf } from './documents.ts';
import type { Edit } from './edit.ts';
import { type FieldPath, fitsPath, type Step, selectorPath } from './field-path.ts';
import { fillEmpty, insertEntries } from './insert.ts';
import { selectorKinds } from './known-fields.ts';
import { type Addition, allMetadata, type Changed, type Metadata, ownMetadata, sharedProblem } from './metadata.ts';
import { findEntry, resolved } from './node.ts';
import type { ResourceSelector, SelectorRule } from './rules.ts';
import { groupKind } from './scope.ts';
import { describeScalar } from './value.ts';

const WORKLOADS: ReadonlySet<string> = new Set([...selectorKinds, 'ReplicationController', 'PodTemplate']);
const FIXED: Readonly<Record<string, readonly string[]>> = {
  'Job.batch': ['.spec.template.metadata.labels'],
  'StatefulSet.apps': ['.spec.volumeClaimTemplates.metadata.labels'],
};

export function setLabels(
  document: Document,
  object: ManifestObject,
  labels: Readonly<Record<string, string>>,
  selector: ResourceSelector = {},
): Changed {
  const edits: Edit[] = [];
  const additions: Addition[] = [];
  const problems: Problem[] = [];
  for (const metadata of targetsOf(document, object, selector)) {
    const one = labelOne(document, metadata, labels);
    if (one === undefined) continue;
    if ('code' in one) problems.push(one);
    else if ('to' in one) additions.push(one);
    else edits.push(one);
  }
  return { edits, additions, warnings: [], problems };
}

/** The metadata maps of the object that get labels. */
function targetsOf(document: Document, object: ManifestObject, selector: ResourceSelector): readonly Metadata[] {
  const { text } = document.source;
  const kind = groupKind(groupOf(object.id.apiVersion), object.id.kind);
  const pathsIn = (rules: readonly SelectorRule[] | undefined) =>
    (rules ?? []).filter((rule) => rule.groupKind === kind).flatMap((rule) => rule.labels ?? []);
  const allowed = pathsIn(selector.allow);
  // An entry that allows also lifts what is fixed by default, as in Skaffold.
  const denied = [...pathsIn(selector.deny), ...(allowed.length > 0 ? [] : (FIXED[kind] ?? []))];
  const own = ownMetadata(object);
  const all = allowed.length > 0 || WORKLOADS.has(kind) ? allMetadata(object) : own === undefined ? [] : [own];
  if (allowed.length + denied.length === 0) return all;
  const fits = (paths: readonly string[], { node, steps }: Metadata) => {
    const labelSteps: readonly Step[] = [...steps, { at: 'labels', node }];
    return paths
      .map(selectorPath)
      .some((path: FieldPath | undefined) => path === undefined || fitsPath(text, path, labelSteps));
  };
  return all.filter((one) => (allowed.length === 0 || fits(allowed, one)) && !fits(denied, one));
}

function labelOne(
  document: Document,
  metadata: Metadata,
  labels: Readonly<Record<string, string>>,
): Edit | Addition | Problem | undefined {
  const { source, root } = document;
  const isJson = root.flow;
  const entry = findEntry(metadata.node, 'labels');
  const there = entry === undefined ? undefined : resolved(entry.value);
  const missing = Object.fromEntries(Object.entries(labels).filter(([key]) => findEntry(there, key) === undefined));
  if (Object.keys(missing).length === 0) return undefined;
  const path = [...metadata.steps.map((step) => step.node), ...(entry ? [entry.value] : [])];
  const shared = sharedProblem(document, path, 'labels');
  if (shared !== undefined) return shared;
  if (entry === undefined || there === undefined) {
    return { to: metadata.node, entries: { labels: missing } };
  }
  if (there.kind === 'mapping') {
    const after = there.entries.slice(-1).map((last) => last.name);
    return insertEntries(source.text, there, { entries: missing, after, isJson });
  }
  if (there.kind === 'scalar' && describeScalar(source.text, there) === 'null')
    return fillEmpty(source.text, metadata.node, { ...entry, value: there }, missing, isJson);
  const message = `metadata.labels is ${describeScalar(source.text, there)}, not a map`;
  return { code: 'MANIFEST_INVALID', message, at: spanOf(source, there) };
}
