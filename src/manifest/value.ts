/**
 * Nodes as the values that kubectl sees. Mappings have no prototype, so that `__proto__` is a key like any other. Pure.
 */
import { isMerge, type MappingNode, mergedMappings, type Node, resolved, type ScalarNode, scalarText } from './node.ts';
import { plainValue, type ScalarValue } from './scalar.ts';

export type Value = ScalarValue | readonly Value[] | { readonly [key: string]: Value };

/** The whole value; aliases and merge keys written out. Keys become text as for JSON: `on:` is the key `true`. */
export function nodeValue(source: string, node: Node): Value {
  const target = resolved(node);
  switch (target.kind) {
    case 'scalar':
      return scalarValue(source, target);
    case 'sequence':
      return target.items.map((item) => nodeValue(source, item));
    case 'mapping':
      return mappingValue(source, target);
  }
}

function mappingValue(source: string, mapping: MappingNode): Value {
  const value: Record<string, Value> = Object.create(null);
  // The first of several merged mappings wins, and a mapping's own entries over all of them.
  for (const merged of mergedMappings(mapping).toReversed()) Object.assign(value, nodeValue(source, merged));
  for (const entry of mapping.entries)
    if (!isMerge(entry)) value[String(scalarValue(source, entry.key))] = nodeValue(source, entry.value);
  return value;
}

/** Quoted and block scalars are text, and so is what has a tag, unless the tag is one of YAML's own other types. */
export function scalarValue(source: string, node: ScalarNode): ScalarValue {
  const text = scalarText(source, node);
  const tag = node.more?.tag;
  const isText = tag === undefined ? node.style !== 'plain' : !TYPES.has(tag);
  return isText ? text : plainValue(text);
}

const TYPES: ReadonlySet<string> = new Set(['!!null', '!!bool', '!!int', '!!float']);

/** The text of a node that is text to kubectl. */
export function stringOf(source: string, node: Node | undefined): string | undefined {
  const target = node === undefined ? undefined : resolved(node);
  if (target?.kind !== 'scalar') return undefined;
  const value = scalarValue(source, target);
  return typeof value === 'string' ? value : undefined;
}

/** For messages: `a boolean (on)`, `a number (0644)`, `null`, `a map`. */
export function describeScalar(source: string, node: Node): string {
  const target = resolved(node);
  if (target.kind !== 'scalar') return target.kind === 'mapping' ? 'a map' : 'a list';
  const value = scalarValue(source, target);
  if (value === null) return 'null';
  return value === '' ? '""' : `a ${typeof value} (${scalarText(source, target)})`;
}
