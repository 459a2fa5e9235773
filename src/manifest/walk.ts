/**
 * Every scalar of a node with the steps that lead to it. Aliases and merged mappings are followed, as kubectl sees
 * them; the work is bounded, since the parser has counted what they stand for. Pure.
 */
import type { Step } from './field-path.ts';
import {
  type Entry,
  isMerge,
  type MappingNode,
  mergedMappings,
  type Node,
  type ScalarNode,
  type SequenceNode,
} from './node.ts';

/** The steps are one array that grows and shrinks: copy them to keep them. */
export interface Visitor {
  scalar(node: ScalarNode, steps: readonly Step[]): void;
  key(node: ScalarNode, steps: readonly Step[]): void;
  /** Return true to take the mapping over: its entries are then not walked. */
  mapping(node: MappingNode, steps: readonly Step[]): boolean;
  sequence?(node: SequenceNode, steps: readonly Step[]): void;
}

export function walk(node: Node, visitor: Visitor, steps: Step[] = []): void {
  switch (node.kind) {
    case 'alias':
      walk(node.target, visitor, steps);
      return;
    case 'scalar':
      visitor.scalar(node, steps);
      return;
    case 'sequence':
      visitor.sequence?.(node, steps);
      for (const [at, item] of node.items.entries()) into(item, at, visitor, steps);
      return;
    case 'mapping':
      if (!visitor.mapping(node, steps)) walkEntries(node, visitor, steps);
  }
}

/** The entries of a mapping, without asking the visitor for the mapping itself. */
export function walkEntries(node: MappingNode, visitor: Visitor, steps: Step[] = []): void {
  for (const entry of node.entries) {
    visitor.key(entry.key, steps);
    if (!node.merges || !isMerge(entry)) into(entry.value, entry.name, visitor, steps);
  }
  if (!node.merges) return;
  const seen = new Set(node.entries.map((entry) => entry.name));
  for (const entry of mergedMappings(node).flatMap(allEntries)) {
    if (seen.has(entry.name)) continue;
    seen.add(entry.name);
    into(entry.value, entry.name, visitor, steps);
  }
}

const allEntries = (mapping: MappingNode): readonly Entry[] => [
  ...mapping.entries.filter((entry) => !isMerge(entry)),
  ...mergedMappings(mapping).flatMap(allEntries),
];

function into(node: Node, at: string | number, visitor: Visitor, steps: Step[]): void {
  steps.push({ at, node });
  walk(node, visitor, steps);
  steps.pop();
}
