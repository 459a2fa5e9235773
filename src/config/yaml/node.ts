/**
 * A YAML value that knows where it was written.
 *
 *     build:            map ─ "build" ─► map ─ "local" ─► map ─ "push" ─► scalar false [27, 32)
 *       local:
 *         push: false
 *
 * Anchors are shared, never copied: two aliases of one anchor hold the same node, and `size` counts what copying them
 * out would make. Values are read-only; a change makes new nodes around it. Pure.
 */

/** Offsets into the text, in UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The characters that were written, for a scalar without quotes that is no text; else undefined. */
  readonly source?: string;
  readonly span: Span;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly ConfigNode[];
  readonly span: Span;
  readonly size: number;
}

export interface Entry {
  readonly key: Span;
  readonly value: ConfigNode;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly span: Span;
  readonly size: number;
}

export type ConfigNode = ScalarNode | ListNode | MapNode;

export type NodePath = readonly (string | number)[];

/** How many nodes there are when every alias is copied out. */
export const sizeOf = (node: ConfigNode): number => (node.kind === 'scalar' ? 1 : node.size);

export const listNode = (items: readonly ConfigNode[], span: Span): ListNode => ({
  kind: 'list',
  items,
  span,
  size: items.reduce((sum, item) => sum + sizeOf(item), 1),
});

export function mapNode(entries: ReadonlyMap<string, Entry>, span: Span): MapNode {
  let size = 1;
  for (const entry of entries.values()) size += sizeOf(entry.value);
  return { kind: 'map', entries, span, size };
}

/** The node at a path, or undefined where there is none. */
export function nodeAt(root: ConfigNode, path: NodePath): ConfigNode | undefined {
  let node: ConfigNode | undefined = root;
  for (const step of path) node = node === undefined ? undefined : childOf(node, step);
  return node;
}

export function childOf(node: ConfigNode, step: string | number): ConfigNode | undefined {
  if (node.kind === 'list') return typeof step === 'number' ? node.items[step] : undefined;
  return node.kind === 'map' ? node.entries.get(String(step))?.value : undefined;
}

/** The same tree with another node at a path; undefined takes an entry out. Missing parents change nothing. */
export function withNodeAt(root: ConfigNode, path: NodePath, node: ConfigNode | undefined): ConfigNode {
  const [step, ...rest] = path;
  if (step === undefined) return node ?? root;
  const child = childOf(root, step);
  const next = rest.length === 0 ? node : child === undefined ? undefined : withNodeAt(child, rest, node);
  if (root.kind === 'list' && typeof step === 'number') {
    const items = root.items.flatMap((item, index) => (index !== step ? [item] : next === undefined ? [] : [next]));
    return listNode(items, root.span);
  }
  return root.kind === 'map' ? withEntry(root, String(step), next) : root;
}

/** The same map with an entry set, or taken out. A new entry has the place of its value. */
export function withEntry(map: MapNode, name: string, value: ConfigNode | undefined, key?: Span): MapNode {
  const entries = new Map(map.entries);
  if (value === undefined) entries.delete(name);
  else entries.set(name, { key: key ?? entries.get(name)?.key ?? value.span, value });
  return mapNode(entries, map.span);
}

/** Plain data, fresh at every use of an anchor. No key is `__proto__`: the reader refuses it. */
export function toValue(node: ConfigNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toValue);
  const value: Record<string, unknown> = {};
  for (const [name, entry] of node.entries) value[name] = toValue(entry.value);
  return value;
}

/**
 * Where to point for a path: the key of an entry, the item of a list, or the nearest there is above it.
 *
 * @param prefer `value` points at what was written there instead of at its key.
 */
export function spanAt(root: ConfigNode, path: NodePath, prefer: 'key' | 'value' = 'key'): Span {
  let node = root;
  let span: Span = startOf(root);
  for (const step of path) {
    const entry = node.kind === 'map' ? node.entries.get(String(step)) : undefined;
    const next = entry?.value ?? childOf(node, step);
    if (next === undefined) return span;
    const shown = prefer === 'value' && next.kind === 'scalar' && next.span.end > next.span.start;
    span = entry === undefined || shown ? startOf(next) : entry.key;
    node = next;
  }
  return span;
}

/** A whole scalar; of a map or list only its first key or item, so that an excerpt is one line. */
function startOf(node: ConfigNode): Span {
  if (node.kind === 'scalar') return node.span;
  if (node.kind === 'list') return node.items[0] === undefined ? node.span : startOf(node.items[0]);
  const [first] = node.entries.values();
  return first?.key ?? node.span;
}
