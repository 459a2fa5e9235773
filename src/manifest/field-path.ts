/**
 * Paths of fields, as kustomize, Skaffold and kbld users write them, in one small language:
 *
 *     spec/image                  a key in a key; lists between them need not be said
 *     spec/tasks[]/image          the same, said
 *     spec/*\/image               any key (or list item)
 *     **\/env/[name=IMG]/value     any depth; the list item whose `name` is IMG
 *     containers/[0]/image        the first item
 *     .spec.nested.*.img          Skaffold: dots; `*` between keys adds nothing
 *
 * `\/` stands for a slash in a key (`data/a\/b`). Pure.
 */
import { findEntry, type Node } from './node.ts';
import { stringOf } from './value.ts';

/** A step from a node into one of its parts. */
export interface Step {
  /** A key, or the index of a list item. */
  readonly at: string | number;
  /** The part itself. */
  readonly node: Node;
}

type Segment =
  | { readonly is: 'key'; readonly name: string }
  | { readonly is: 'any' | 'deep' | 'item' }
  | { readonly is: 'index'; readonly index: number }
  | { readonly is: 'where'; readonly key: string; readonly value: string };

export type FieldPath = readonly Segment[];

/** Reads the form with slashes. Every text is a path. */
export const fieldPath = (text: string): FieldPath =>
  text
    .replace(/^\//, '')
    .split(/(?<!\\)\//)
    .flatMap((part) => {
      const key = part.endsWith('[]') ? part.slice(0, -2) : part;
      return [...(key === '' ? [] : [segment(key.replaceAll('\\/', '/'))]), ...(key === part ? [] : [ITEM])];
    });

/** Reads Skaffold's form with dots; undefined for `.*`, which stands for every key of a name. */
export function selectorPath(text: string): FieldPath | undefined {
  if (text === '.*') return undefined;
  const keys = text.split('.').filter((part) => part !== '' && part !== '*');
  return keys.map((name) => ({ is: 'key', name }));
}

/** Whether the steps from the object's root lead along the path, to its very end. Lists are passed unless asked for. */
export function fitsPath(source: string, path: FieldPath, steps: readonly Step[], from = 0, part = 0): boolean {
  const wanted = path[part];
  const step = steps[from];
  if (wanted === undefined)
    return step === undefined || (isItem(step) && fitsPath(source, path, steps, from + 1, part));
  if (wanted.is === 'deep')
    return (
      fitsPath(source, path, steps, from, part + 1) ||
      (step !== undefined && fitsPath(source, path, steps, from + 1, part))
    );
  if (step === undefined) return false;
  if (fitsSegment(source, wanted, step) && fitsPath(source, path, steps, from + 1, part + 1)) return true;
  return isItem(step) && fitsPath(source, path, steps, from + 1, part);
}

/** `spec.containers[0].image`; keys that are not words stand in brackets and quotes. */
export const formatPath = (parts: readonly (string | number)[]): string =>
  parts
    .map((part) =>
      typeof part === 'number' ? `[${part}]` : /^[\w-]+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`,
    )
    .join('')
    .replace(/^\./, '');

const ITEM: Segment = { is: 'item' };

function segment(text: string): Segment {
  if (text === '*') return { is: 'any' };
  if (text === '**') return { is: 'deep' };
  const index = /^\[(\d+)\]$/.exec(text)?.[1];
  if (index !== undefined) return { is: 'index', index: Number(index) };
  const where = /^\[([^=\]]+)=(.*)\]$/.exec(text);
  if (where !== null) return { is: 'where', key: where[1] ?? '', value: where[2] ?? '' };
  return text === '[*]' ? ITEM : { is: 'key', name: text };
}

const isItem = (step: Step) => typeof step.at === 'number';

function fitsSegment(source: string, wanted: Segment, step: Step): boolean {
  switch (wanted.is) {
    case 'key':
      return step.at === wanted.name;
    case 'any':
    case 'deep':
      return true;
    case 'item':
      return isItem(step);
    case 'index':
      return step.at === wanted.index;
    case 'where':
      return isItem(step) && stringOf(source, findEntry(step.node, wanted.key)?.value) === wanted.value;
  }
}
