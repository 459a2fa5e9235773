/**
 * A document as a tree of places: where each scalar, mapping and sequence stands in its source. Values are read from
 * the text when they are asked for. Offsets are UTF-16 code units from the source's start. Pure.
 */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  /** From the opening quote, or from the header (`>-`) of a block scalar. Equal to `end` where nothing is written. */
  readonly start: number;
  /** After the closing quote; after the last line break of a block scalar. */
  readonly end: number;
  /** What few scalars have, apart, since there are many. */
  readonly more: ScalarMore | undefined;
}

export interface ScalarMore {
  readonly anchor?: string | undefined;
  /** As written, e.g. `!!str`. */
  readonly tag?: string | undefined;
  /** Reads the text where it is not just the characters between `start` and `end`, or between their quotes. */
  readonly decode?: (() => string) | undefined;
  /** Of a literal or folded scalar: where its lines begin, and by how many spaces they are indented. */
  readonly block?: { readonly start: number; readonly indent: number } | undefined;
}

export interface Entry {
  readonly key: ScalarNode;
  /** The decoded key. */
  readonly name: string;
  readonly value: Node;
}

export interface MappingNode {
  readonly kind: 'mapping';
  /** The first key, or the opening brace. */
  readonly start: number;
  readonly flow: boolean;
  readonly anchor: string | undefined;
  readonly entries: readonly Entry[];
  /** Whether one of them is a merge key (`<<`). */
  readonly merges: boolean;
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly start: number;
  readonly flow: boolean;
  readonly anchor: string | undefined;
  readonly items: readonly Node[];
}

export interface AliasNode {
  readonly kind: 'alias';
  /** From the `*`. */
  readonly start: number;
  readonly end: number;
  readonly target: ScalarNode | MappingNode | SequenceNode;
}

export type Node = ScalarNode | MappingNode | SequenceNode | AliasNode;

/** The text that a scalar means. */
export function scalarText(source: string, node: ScalarNode): string {
  if (node.more?.decode !== undefined) return node.more.decode();
  const quotes = node.style === 'plain' ? 0 : 1;
  return source.slice(node.start + quotes, node.end - quotes);
}

/** What an alias stands for; any other node is itself. */
export const resolved = (node: Node): ScalarNode | MappingNode | SequenceNode =>
  node.kind === 'alias' ? node.target : node;

/** Whether an entry is a merge key (`<<`), whose mappings count as entries of this one. */
export const isMerge = (entry: Entry): boolean =>
  entry.name === '<<' && entry.key.style === 'plain' && resolved(entry.value).kind !== 'scalar';

/** The entry of that name; one that was merged in (`<<`) where the mapping has none of its own. */
export function findEntry(node: Node | undefined, name: string): Entry | undefined {
  if (node === undefined) return undefined;
  const mapping = resolved(node);
  if (mapping.kind !== 'mapping') return undefined;
  for (const entry of mapping.entries) if (entry.name === name) return entry;
  return mapping.merges ? firstOf(mergedMappings(mapping), (merged) => findEntry(merged, name)) : undefined;
}

/** The value at a path of keys. */
export const findNode = (node: Node, ...path: readonly string[]): Node | undefined =>
  path.reduce<Node | undefined>((at, name) => findEntry(at, name)?.value, node);

/** The mappings behind the merge keys of a mapping; an earlier one wins over a later. */
export const mergedMappings = (mapping: MappingNode): readonly MappingNode[] =>
  (mapping.merges ? mapping.entries : []).flatMap((entry) => {
    if (!isMerge(entry)) return [];
    const value = resolved(entry.value);
    const list = value.kind === 'sequence' ? value.items.map(resolved) : [value];
    return list.filter((node) => node.kind === 'mapping');
  });

function firstOf<T, R>(list: readonly T[], find: (one: T) => R | undefined): R | undefined {
  for (const one of list) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
