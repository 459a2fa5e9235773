/**
 * A `List` → its items as documents of their own. Pure.
 *
 *     kind: List
 *     items:
 *     # the front door          # the front door
 *     - kind: Service    ──►    kind: Service
 *       spec: {}                spec: {}
 *
 * Lines are moved to the left and nothing else; the result is proven by reading both. A List where that is not
 * possible (JSON, anchors that one item shares with another, tabs) stays whole. Comments before the first item that
 * are about the List go with it.
 */
import { type Document, parseDocuments } from '../manifest/documents.ts';
import { findEntry, type MappingNode } from '../manifest/node.ts';
import { nodeValue } from '../manifest/value.ts';

interface Line {
  readonly text: string;
  readonly indent: number;
  /** Blank, or nothing but a comment, unless it stands in a block of text. */
  readonly mayMove: boolean;
}

/** One text an item, each ending in a newline where it had one; undefined where the List has to stay whole. */
export function itemTexts(document: Document): readonly string[] | undefined {
  const items = plainItems(document);
  if (items === undefined) return undefined;
  const texts = cutItems(document, items);
  const isSame = texts?.every((text, index) => {
    const item = items[index];
    return item !== undefined && jsonOf(text) === JSON.stringify(nodeValue(document.source.text, item));
  });
  return isSame === true ? texts : undefined;
}

/** The items where each is an object written in block style. */
function plainItems({ root, objects }: Document): readonly MappingNode[] | undefined {
  const list = findEntry(root, 'items')?.value;
  if (root.flow || list?.kind !== 'sequence' || list.flow || list.items.length !== objects.length) return undefined;
  if (objects.some(({ path }) => path.length > 2)) return undefined;
  const items = list.items.filter((item) => item.kind === 'mapping');
  return items.length === list.items.length && items.every(({ flow }) => !flow) ? items : undefined;
}

function cutItems(document: Document, items: readonly MappingNode[]): readonly string[] | undefined {
  const { text } = document.source;
  const starts = items.map(({ start }) => text.lastIndexOf('\n', start - 1) + 1);
  const ends = [...starts.slice(1), endOfList(document, items)];
  const texts: string[] = [];
  let before = '';
  for (const [index, { start }] of items.entries()) {
    const from = starts[index] ?? 0;
    if (!/^ *- +$/.test(text.slice(from, start))) return undefined;
    const indent = start - from;
    const lines = linesOf(`${' '.repeat(indent)}${text.slice(start, ends[index])}`);
    const last = lines.findLastIndex((line) => !line.mayMove || line.indent >= indent) + 1;
    const isLast = index === items.length - 1;
    const own = isLast ? lines : lines.slice(0, last);
    if (own.some((line) => !line.mayMove && line.indent < indent)) return undefined;
    texts.push(before + own.map((line) => line.text.slice(Math.min(indent, line.indent))).join(''));
    const after = isLast
      ? ''
      : lines
          .slice(last)
          .map((line) => line.text.slice(line.indent))
          .join('');
    before = after.replace(/^(?:\r?\n)+/, '');
  }
  return texts;
}

/** Where the entry after `items` begins, else where the document ends. */
function endOfList({ source, chunk, root }: Document, items: readonly MappingNode[]): number {
  const last = items.at(-1)?.start ?? 0;
  const next = root.entries.map(({ key }) => key.start).filter((start) => start > last);
  return next.length === 0 ? chunk.end : source.text.lastIndexOf('\n', Math.min(...next)) + 1;
}

const linesOf = (text: string): readonly Line[] =>
  (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => ({
    text: line,
    indent: line.length - line.replace(/^ +/, '').length,
    mayMove: /^\s*(?:#.*)?\r?\n?$/.test(line),
  }));

/** As JSON, undefined where it is not one object. */
function jsonOf(text: string): string | undefined {
  const parsed = parseDocuments({ name: '', text });
  const [only, ...more] = parsed.ok ? parsed.value : [];
  if (only === undefined || !('root' in only) || more.length > 0) return undefined;
  return JSON.stringify(nodeValue(text, only.root));
}
