/**
 * An object of a cluster as YAML for people: keys in order, without what only the server cares about. Pure.
 */
import { stringify } from 'yaml';

/** Fields that the server keeps for itself. */
const SERVER_METADATA = new Set([
  'managedFields',
  'resourceVersion',
  'uid',
  'generation',
  'creationTimestamp',
  'selfLink',
]);

interface Shown {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** @param hiddenAnnotation One of ours, that changes with everything else. */
export function liveText(object: Shown, hiddenAnnotation: string): string {
  const { status: _, metadata = {}, ...rest } = object;
  const kept = Object.fromEntries(Object.entries(metadata).filter(([name]) => !SERVER_METADATA.has(name)));
  const annotations = Object.entries((kept['annotations'] ?? {}) as object).filter(
    ([name]) => name !== hiddenAnnotation,
  );
  delete kept['annotations'];
  if (annotations.length > 0) kept['annotations'] = Object.fromEntries(annotations);
  return stringify({ ...rest, metadata: kept }, { sortMapEntries: true, lineWidth: 0 });
}
