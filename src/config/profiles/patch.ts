/**
 * `profiles[].patches`: RFC 6902 operations on a config whose values know their places.
 *
 *     - op: add                      a new value has the place where the patch says it
 *       path: /build/artifacts/1     `-` is the end of a list, `~1` is a slash, `~0` a tilde
 *       value: {image: web}
 *
 * Unlike the RFC, `op` is `replace` unless said. Pure. Source: RFC 6902 and RFC 6901.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Patch } from '../profile.schema.ts';
import { type ConfigNode, childOf, listNode, type NodePath, toValue, withEntry } from '../yaml/node.ts';

/** Why a patch cannot be applied, as the end of a sentence. */
export interface PatchFailure {
  readonly field: 'path' | 'from' | 'value';
  readonly why: string;
}

export type Patched = { readonly root: ConfigNode } | { readonly failure: PatchFailure };

/** @param value The node of the patch's `value`, where it has one. */
export function applyPatch(root: ConfigNode, patch: Patch, value: ConfigNode | undefined): Patched {
  const path = parsePointer(patch.path);
  if (path === undefined) return failed('path', `"${patch.path}" does not begin with "/"`);
  switch (patch.op) {
    case 'add':
    case 'replace':
      if (value === undefined) return failed('path', `the operation "${patch.op}" needs a "value"`);
      return change(root, path, patch.op, value);
    case 'remove':
      return change(root, path, 'remove');
    case 'test': {
      const found = find(root, path);
      if (found === undefined) return failed('path', `"${patch.path}" is not there`);
      const isEqual = value !== undefined && isDeepStrictEqual(toValue(found), toValue(value));
      return isEqual ? { root } : failed('value', `"${patch.path}" has another value`);
    }
    case 'move':
    case 'copy':
      return carry(root, patch, path);
  }
}

function carry(root: ConfigNode, patch: Patch, path: NodePath): Patched {
  const from = patch.from === undefined ? undefined : parsePointer(patch.from);
  if (from === undefined) return failed('path', `the operation "${patch.op}" needs a "from" that begins with "/"`);
  const node = find(root, from);
  if (node === undefined) return failed('from', `"${patch.from}" is not there`);
  if (patch.op === 'copy') return change(root, path, 'add', node);
  if (path.length > from.length && from.every((step, index) => path[index] === step))
    return failed('path', `"${patch.from}" cannot be moved into itself`);
  const taken = change(root, from, 'remove');
  return 'root' in taken ? change(taken.root, path, 'add', node) : taken;
}

type Change = 'add' | 'replace' | 'remove';

function change(node: ConfigNode, path: NodePath, how: Change, value?: ConfigNode, above: NodePath = []): Patched {
  const [step, ...rest] = path;
  if (step === undefined)
    return value === undefined ? failed('path', 'the whole config cannot be removed') : { root: value };
  const here = above.length === 0 ? 'the config' : `"${formatPointer(above)}"`;
  if (node.kind === 'scalar') return failed('path', `${here} is neither a map nor a list`);
  const index = node.kind === 'list' ? indexIn(step, node.items.length) : undefined;
  if (node.kind === 'list' && index === undefined)
    return failed('path', `${here} is a list, and "${step}" is no index`);
  const child = index === undefined ? childOf(node, step) : childOf(node, index);
  const isNew = rest.length === 0 && how === 'add';
  if (child === undefined && !(isNew && (index === undefined || index === sizeOfList(node))))
    return failed(
      'path',
      index === undefined ? `${here} has no "${step}"` : `${here} has ${countOf(sizeOfList(node))}`,
    );
  if (rest.length > 0 && child !== undefined) {
    const below = change(child, rest, how, value, [...above, step]);
    return 'root' in below ? { root: put(node, index ?? String(step), 'replace', below.root) } : below;
  }
  return { root: put(node, index ?? String(step), how, value) };
}

function put(node: ConfigNode, step: string | number, how: Change, value: ConfigNode | undefined): ConfigNode {
  if (node.kind === 'map') return withEntry(node, String(step), value);
  if (node.kind !== 'list') return node;
  const added = value === undefined ? [] : [value];
  const at = Number(step);
  const items = [...node.items.slice(0, at), ...added, ...node.items.slice(how === 'add' ? at : at + 1)];
  return listNode(items, node.span);
}

/** Undefined when it is no pointer. Steps stay text: only a list makes an index of one. */
function parsePointer(text: string): readonly string[] | undefined {
  if (text === '') return [];
  if (!text.startsWith('/')) return undefined;
  const steps = text.slice(1).split('/');
  return steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

const formatPointer = (path: NodePath): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function find(root: ConfigNode, path: NodePath): ConfigNode | undefined {
  let node: ConfigNode | undefined = root;
  for (const step of path) {
    if (node === undefined) return undefined;
    const index: number | undefined = node.kind === 'list' ? indexIn(step, -1) : undefined;
    node = node.kind === 'list' && index === undefined ? undefined : childOf(node, index ?? step);
  }
  return node;
}

/** `-` is the place after the last item. */
function indexIn(step: string | number, end: number): number | undefined {
  if (step === '-') return end;
  return /^(?:0|[1-9][0-9]{0,8})$/.test(String(step)) ? Number(step) : undefined;
}

const sizeOfList = (node: ConfigNode): number => (node.kind === 'list' ? node.items.length : 0);
const countOf = (items: number): string => `${items} ${items === 1 ? 'item' : 'items'}`;
const failed = (field: PatchFailure['field'], why: string): Patched => ({ failure: { field, why } });
