/**
 * YAML or JSON inside a string: where a place of the inner text stands in the outer one, so that an edit inside
 * changes only its own bytes.
 *
 *     data:
 *       app.yaml: |
 *         img: web       inner 5..8 ─► outer 31..34
 *
 * Pure. Maps literal blocks and scalars on one line; text folded over several lines has no such map.
 */
import type { Edit } from './edit.ts';
import { type ScalarNode, scalarText } from './node.ts';
import { lineEnd } from './split.ts';

/** Outer offset of each inner one, the end included. */
export type PlaceMap = readonly number[];

/** The map of a scalar, or undefined where the inner text is folded. */
export function placeMap(source: string, node: ScalarNode): PlaceMap | undefined {
  const text = scalarText(source, node);
  const block = node.more?.block;
  const map = block === undefined ? mapLine(source, node) : mapLiteral(source, node, block, text.length);
  return map?.length === text.length + 1 ? map : undefined;
}

/** Inner edits as outer ones, their text escaped as the outer scalar needs it. */
export const outerEdits = (edits: readonly Edit[], map: PlaceMap, style: ScalarNode['style']): readonly Edit[] =>
  edits.map((edit) => ({
    start: outer(map, edit.start),
    end: outer(map, edit.end),
    text: escapeFor(style, edit.text),
  }));

export function outer(map: PlaceMap, at: number): number {
  const place = map[Math.min(at, map.length - 1)];
  if (place === undefined) throw new Error('a map has its end at least');
  return place;
}

function escapeFor(style: ScalarNode['style'], text: string): string {
  if (style === 'double') return JSON.stringify(text).slice(1, -1);
  return style === 'single' ? text.replaceAll("'", "''") : text;
}

function mapLine(source: string, node: ScalarNode): PlaceMap | undefined {
  const quotes = node.style === 'plain' ? 0 : 1;
  const end = node.end - quotes;
  const body = source.slice(node.start + quotes, end);
  if (/[\n\r]/.test(body)) return undefined;
  // One escape is one place; it may stand for two UTF-16 code units.
  const unit =
    node.style === 'double'
      ? /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|[^\\]/gs
      : node.style === 'single'
        ? /''|[^']/gs
        : /./gs;
  const map: number[] = [];
  for (const match of body.matchAll(unit)) {
    const at = node.start + quotes + match.index;
    map.push(at);
    if (/^\\U(?!0000)/.test(match[0])) map.push(at);
  }
  return [...map, end];
}

/** Inner lines are outer lines without their indentation; a line break is one inner character. */
function mapLiteral(
  source: string,
  node: ScalarNode,
  block: { readonly start: number; readonly indent: number },
  length: number,
): PlaceMap | undefined {
  if (node.style !== 'literal') return undefined;
  const map: number[] = [];
  for (let line = block.start; line < node.end && map.length < length; ) {
    const next = Math.min(lineEnd(source, line), node.end);
    const body = source.slice(line, next).replace(/[\r\n]+$/, '').length;
    for (let at = Math.min(block.indent, body); at <= body; at += 1) map.push(line + at);
    line = next;
  }
  // Chomping may leave out line breaks at the end.
  return [...map.slice(0, length), map[length] ?? node.end];
}
