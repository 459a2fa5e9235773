/**
 * A new text for a scalar: only its own bytes change, its quotes stay, block scalars become one line. Pure.
 *
 *     image: "web" # c   ──► image: "web:v1@sha256:…" # c
 *     image: >- # c      ──► image: web:v1@sha256:… # c
 *       web
 */
import type { Edit } from './edit.ts';
import type { ScalarNode } from './node.ts';
import { isSafePlain } from './scalar.ts';
import { lineEnd } from './split.ts';

/** The edits that make the scalar mean `text`. */
export function replaceScalar(source: string, node: ScalarNode, text: string): readonly Edit[] {
  const block = node.more?.block;
  if (block !== undefined) return replaceBlock(source, node, block.start, text);
  const isBare = node.start === node.end;
  const needsSpace = isBare && /\S/.test(source[node.start - 1] ?? ' ');
  return [{ start: node.start, end: node.end, text: `${needsSpace ? ' ' : ''}${quoteLike(node, text)}` }];
}

/** One line of YAML for a text: plain where every reader takes it as text, else in double quotes. */
export const scalarLine = (text: string): string => (isSafePlain(text) ? text : JSON.stringify(text));

function quoteLike(node: ScalarNode, text: string): string {
  if (node.style === 'double') return JSON.stringify(text);
  if (node.style === 'single' && /^[\x20-\x7e]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return scalarLine(text);
}

/** The header's `>-` gives way to the text, what follows it on its line stays, the lines below go. */
function replaceBlock(source: string, node: ScalarNode, firstLine: number, text: string): readonly Edit[] {
  const header = /^[|>][-+0-9]*/.exec(source.slice(node.start, firstLine))?.[0] ?? '';
  const bodyStart = lineEnd(source, node.start);
  return [
    { start: node.start, end: node.start + header.length, text: scalarLine(text) },
    ...(bodyStart < node.end ? [{ start: bodyStart, end: node.end, text: '' }] : []),
  ];
}
