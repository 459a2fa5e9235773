/** The `metadata` maps of an object, and whether one of them can be changed in place. Pure. */
import type { Problem } from '../errors/problem.ts';
import { type Document, type ManifestObject, spanOf } from './documents.ts';
import type { Edit } from './edit.ts';
import type { Step } from './field-path.ts';
import { insertEntries, type NewValue } from './insert.ts';
import { findEntry, type MappingNode, type Node, resolved } from './node.ts';
import { walkEntries } from './walk.ts';

export interface Metadata {
  readonly node: MappingNode;
  /** From the object's root; the last is the map itself. */
  readonly steps: readonly Step[];
}

/** What setting labels or a namespace comes to. Problems and warnings: MANIFEST_INVALID. */
export interface Changed {
  readonly edits: readonly Edit[];
  /** New entries of metadata maps, inserted once all of them are known: two at one place need a comma. */
  readonly additions: readonly Addition[];
  readonly warnings: readonly Problem[];
  readonly problems: readonly Problem[];
}

export interface Addition {
  readonly to: MappingNode;
  readonly entries: Readonly<Record<string, NewValue>>;
}

export const NO_CHANGE: Changed = { edits: [], additions: [], warnings: [], problems: [] };

/** The additions as edits, in their order, after name and namespace where these are there. */
export function insertAdditions({ source, root }: Document, additions: readonly Addition[]): readonly Edit[] {
  const merged = new Map<MappingNode, Readonly<Record<string, NewValue>>>();
  for (const { to, entries } of additions) merged.set(to, { ...merged.get(to), ...entries });
  return [...merged].map(([to, entries]) =>
    insertEntries(source.text, to, { entries, after: ['name', 'namespace'], isJson: root.flow }),
  );
}

/** The object's own map, where it has one. */
export function ownMetadata(object: ManifestObject): Metadata | undefined {
  const value = findEntry(object.node, 'metadata')?.value;
  const node = value === undefined ? undefined : resolved(value);
  return value === undefined || node?.kind !== 'mapping'
    ? undefined
    : { node, steps: [{ at: 'metadata', node: value }] };
}

/** Every map called metadata, the object's own and those below in order; not those inside another. */
export function allMetadata(object: ManifestObject): readonly Metadata[] {
  const found = new Map<MappingNode, Metadata>();
  walkEntries(object.node, {
    key: () => {},
    scalar: () => {},
    mapping(node, steps) {
      const isMetadata = steps.at(-1)?.at === 'metadata';
      if (isMetadata && !found.has(node)) found.set(node, { node, steps: [...steps] });
      return isMetadata;
    },
  });
  return [...found.values()];
}

/** Why a node must not be changed: another place of the document means it too. */
export function sharedProblem(document: Document, nodes: readonly Node[], what: string): Problem | undefined {
  const { source, chunk } = document;
  const shared = nodes.find((node) => {
    if (node.kind === 'alias') return true;
    const anchor = node.kind === 'scalar' ? node.more?.anchor : node.anchor;
    return anchor !== undefined && source.text.slice(chunk.content, chunk.end).includes(`*${anchor}`);
  });
  if (shared === undefined) return undefined;
  return {
    code: 'MANIFEST_INVALID',
    message: `${what} cannot be set in a map that an anchor shares with other places`,
    hint: 'Write this map out instead of using an anchor.',
    at: spanOf(source, shared),
  };
}
