/**
 * Two texts of a file, made fit to be shown: values of Secrets are hidden, and still it is seen which ones change.
 *
 *     data:                       data:
 *       user: YWRtaW4=     ──►      user: *** (5f0c93aa)
 *       password: czNjcmV0          password: *** (c81e72d4)
 *
 * The same value has the same digest within a run, and another one in each run. Hides `data`, `stringData` and kubectl's copy of both in an annotation, aliases and merged maps included, of
 * each Secret in the text, those in Lists too. A text that may hold a Secret and cannot be read is not shown at all.
 */
import { isDocument, type ManifestObject, parseDocuments } from '../manifest/documents.ts';
import { applyEdits, type Edit } from '../manifest/edit.ts';
import { findNode, type Node, type ScalarNode, scalarText } from '../manifest/node.ts';
import { walk } from '../manifest/walk.ts';
import { secretDigest } from './secret-digest.ts';

type Texts = readonly [before: string | undefined, after: string | undefined];

export function maskSecrets(before: string | undefined, after: string | undefined): Texts {
  return [masked(before, 'before'), masked(after, 'after')];
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

/** A scalar to hide. */
interface Hidden {
  readonly node: ScalarNode;
  readonly value: string;
}

const HIDDEN = [
  ['data'],
  ['stringData'],
  ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'],
];

/** @returns Undefined where the text cannot be read. */
function readSecrets(text: string): readonly Hidden[] | undefined {
  const parsed = parseDocuments({ name: '', text });
  if (!parsed.ok) return undefined;
  return secretScalars(
    text,
    parsed.value.flatMap((part) => (isDocument(part) ? part.objects : [])),
  );
}

function secretScalars(text: string, objects: readonly ManifestObject[]): readonly Hidden[] {
  return objects
    .filter(({ id }) => id.kind === 'Secret')
    .flatMap(({ node }) => HIDDEN.flatMap((keys) => findNode(node, ...keys) ?? []))
    .flatMap((hidden) => scalarsOf(text, hidden));
}

function scalarsOf(text: string, root: Node): readonly Hidden[] {
  const found: Hidden[] = [];
  walk(root, {
    key: () => {},
    mapping: () => false,
    scalar: (node) => void found.push({ node, value: scalarText(text, node) }),
  });
  return found;
}

function masked(text: string | undefined, side: 'before' | 'after'): string | undefined {
  if (text === undefined || !MAY_HOLD.test(text)) return text;
  const secrets = readSecrets(text);
  if (secrets === undefined) return `(not shown: it may hold a Secret, and cannot be read; ${side})\n`;
  const edits = new Map<number, Edit>();
  for (const { node, value } of secrets)
    if (node.start < node.end) edits.set(node.start, editOf(text, node, `*** (${secretDigest(value)})`));
  return applyEdits(text, [...edits.values()]);
}

/** A block of text ends with its line. */
const editOf = (text: string, { start, end }: ScalarNode, mask: string): Edit => ({
  start,
  end,
  text: /[\n\r]/.test(text.charAt(end - 1)) ? `${mask}\n` : mask,
});
