/**
 * Two texts of a file, made fit to be shown: values of Secrets are hidden, and still it is seen which ones change.
 *
 *     data:                       data:
 *       user: YWRtaW4=     ──►      user: ***
 *       password: czNjcmV0          password: *** (before)
 *
 * Pure. Hides `data`, `stringData` and kubectl's copy of both in an annotation, aliases and merged maps included, of
 * each Secret in the text, those in Lists too. A text that may hold a Secret and cannot be read is not shown at all.
 */
import { isDocument, type ManifestObject, parseDocuments } from '../manifest/documents.ts';
import { applyEdits, type Edit } from '../manifest/edit.ts';
import { findNode, type Node, type ScalarNode, scalarText } from '../manifest/node.ts';
import { walk } from '../manifest/walk.ts';

type Texts = readonly [before: string | undefined, after: string | undefined];

export function maskSecrets(before: string | undefined, after: string | undefined): Texts {
  const [old, now] = [before, after].map((text) =>
    text !== undefined && MAY_HOLD.test(text) ? readSecrets(text) : undefined,
  );
  return [masked(before, old, now, 'before'), masked(after, now, old, 'after')];
}

/**
 * The same text with a star for each sign of such a value, so that a place in it can be shown with its line.
 *
 * @param objects Of the text.
 */
export function starSecrets(text: string, objects: readonly ManifestObject[]): string {
  const edits = new Map<number, Edit>();
  for (const { node } of secretScalars(text, objects)) {
    const stars = text.slice(node.start, node.end).replace(/[^\r\n]/g, '*');
    if (node.start < node.end) edits.set(node.start, { start: node.start, end: node.end, text: stars });
  }
  return applyEdits(text, [...edits.values()]);
}

/** Escapes can spell it too. */
const MAY_HOLD = /Secret|\\[xuU]/;

/** Every scalar to hide, with the path that it has in both texts. `values` is undefined where the text cannot be read. */
interface Secrets {
  readonly values: readonly { readonly path: string; readonly node: ScalarNode; readonly value: string }[] | undefined;
}

const HIDDEN = [
  ['data'],
  ['stringData'],
  ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'],
];

function readSecrets(text: string): Secrets {
  const parsed = parseDocuments({ name: '', text });
  if (!parsed.ok) return { values: undefined };
  return {
    values: secretScalars(
      text,
      parsed.value.flatMap((part) => (isDocument(part) ? part.objects : [])),
    ),
  };
}

function secretScalars(text: string, objects: readonly ManifestObject[]): NonNullable<Secrets['values']> {
  const values: { path: string; node: ScalarNode; value: string }[] = [];
  for (const { id, node } of objects) {
    if (id.kind !== 'Secret') continue;
    for (const keys of HIDDEN) {
      const hidden = findNode(node, ...keys);
      const root = [id.namespace, id.name, ...keys].join('/');
      if (hidden !== undefined) values.push(...scalarsOf(text, hidden, root));
    }
  }
  return values;
}

function scalarsOf(text: string, root: Node, path: string) {
  const found: { path: string; node: ScalarNode; value: string }[] = [];
  walk(root, {
    key: () => {},
    mapping: () => false,
    scalar: (node, steps) =>
      void found.push({ path: [path, ...steps.map(({ at }) => at)].join('/'), node, value: scalarText(text, node) }),
  });
  return found;
}

function masked(
  text: string | undefined,
  own: Secrets | undefined,
  other: Secrets | undefined,
  side: 'before' | 'after',
): string | undefined {
  if (text === undefined || own === undefined) return text;
  if (own.values === undefined) return `(not shown: it may hold a Secret, and cannot be read; ${side})\n`;
  const others = new Map((other?.values ?? []).map(({ path, value }) => [path, value]));
  const edits = new Map<number, Edit>();
  for (const { path, node, value } of own.values) {
    const isChanged = others.has(path) && others.get(path) !== value;
    if (node.start < node.end) edits.set(node.start, editOf(text, node, isChanged ? `*** (${side})` : '***'));
  }
  return applyEdits(text, [...edits.values()]);
}

/** A block of text ends with its line. */
const editOf = (text: string, { start, end }: ScalarNode, mask: string): Edit => ({
  start,
  end,
  text: /[\n\r]/.test(text.charAt(end - 1)) ? `${mask}\n` : mask,
});
