/**
 * Several configs in one file, as one.
 *
 *     artifacts, rawYaml, hooks, registries …   one list after the other
 *     tagPolicy, local, platforms, deploy …     must be the same in all documents that they matter to
 *
 * Profiles are applied before, document by document. The name is the first that there is. Where they contradict each
 * other the first of them counts. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Problem } from '../errors/problem.ts';
import { type Gap, mayBeAt } from './gaps.ts';
import { problemAt, type Source } from './source.ts';
import {
  type ConfigNode,
  listNode,
  type MapNode,
  type NodePath,
  nodeAt,
  spanAt,
  toValue,
  withEntry,
} from './yaml/node.ts';

/** Lists of all documents, joined in order. */
const joined: readonly NodePath[] = [
  ['build', 'artifacts'],
  ['build', 'insecureRegistries'],
  ['manifests', 'rawYaml'],
  ['manifests', 'images'],
  ['manifests', 'hooks', 'before'],
  ['manifests', 'hooks', 'after'],
  ['resourceSelector', 'allow'],
  ['resourceSelector', 'deny'],
  ['registries'],
  ['portForward'],
  ['verify'],
  ['customActions'],
];
/** What only says how artifacts are built: of no matter to a document without any. */
const buildsOnly: readonly NodePath[] = [
  ['build', 'tagPolicy'],
  ['build', 'local'],
  ['build', 'platforms'],
  ['build', 'hooks'],
];
const shared: readonly NodePath[] = [...buildsOnly, ['deploy', 'directory'], ['registry']];
/** Read and kept; nothing acts on them yet, so the first one stands for all. */
const firstOf: readonly NodePath[] = ['kubectl', 'kpt', 'docker', 'cloudrun', 'logs'].map((name) => ['deploy', name]);

export interface Part {
  readonly root: MapNode;
  /** What was left out of it as wrong: nothing is said that it may have made true. */
  readonly gaps: readonly Gap[];
}

export interface Joined {
  readonly root: MapNode;
  readonly problems: readonly Problem[];
}

export function joinDocuments(parts: readonly [Part, ...Part[]], source: Source): Joined {
  const all = parts.map(({ root: document }) => document);
  const [{ root: first }, ...rest] = parts;
  if (rest.length === 0) return { root: first, problems: [] };
  const problems: Problem[] = [];
  let root: MapNode = withEntry(first, 'profiles', undefined);
  for (const path of joined) {
    const lists = all.flatMap((document) => nodeAt(document, path) ?? []);
    const items = lists.flatMap((list) => (list.kind === 'list' ? list.items : []));
    if (lists[0] !== undefined) root = setAt(root, path, listNode(items, lists[0].span));
  }
  for (const path of shared) {
    const having = buildsOnly.includes(path)
      ? parts.filter((part) => hasItems(part.root, ['build', 'artifacts']))
      : parts;
    const sure = having.filter(({ gaps }) => !gaps.some((gap) => mayBeAt(gap, path)));
    const [base, ...others] = sure;
    const other = others.find((part) => !isSame(nodeAt(part.root, path), base && nodeAt(base.root, path)));
    if (other !== undefined) problems.push(differs(path, other.root, source));
    const wanted = having[0] && nodeAt(having[0].root, path);
    if (wanted !== undefined) root = setAt(root, path, wanted);
  }
  for (const path of [...firstOf, ['metadata']]) {
    const found = all.map((document) => nodeAt(document, path)).find((node) => node !== undefined);
    if (found !== undefined) root = setAt(root, path, found);
  }
  return { root, problems };
}

const differs = (path: NodePath, document: MapNode, source: Source): Problem =>
  problemAt(
    source,
    spanAt(document, path),
    'CONFIG_UNSUPPORTED',
    `${path.join('.')} differs between the configs of one file, which is not yet supported`,
    { hint: 'Say the same in all of them, or give each its own file.' },
  );

const isSame = (a: ConfigNode | undefined, b: ConfigNode | undefined): boolean =>
  isDeepStrictEqual(a && toValue(a), b && toValue(b));

const hasItems = (document: MapNode, path: NodePath): boolean => {
  const node = nodeAt(document, path);
  return node?.kind === 'list' && node.items.length > 0;
};

/** Sets a value, making the maps above it where there are none. */
function setAt(root: MapNode, [step, ...rest]: NodePath, value: ConfigNode): MapNode {
  if (step === undefined) return root;
  const below = root.entries.get(String(step))?.value;
  const parent =
    below?.kind === 'map' ? below : { kind: 'map' as const, entries: new Map(), span: value.span, size: 1 };
  return withEntry(root, String(step), rest.length === 0 ? value : setAt(parent, rest, value));
}
