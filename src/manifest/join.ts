/**
 * Documents of several files → one stream: bytes as they were, `---` between documents, a newline at the end. Pure.
 *
 *     # licence            ---            the comments before a first `---` stay in front of their document:
 *     ---            ──►   # licence      the marker moves above them
 *     kind: Pod            kind: Pod
 */
import { applyEdits, type Edit } from './edit.ts';
import type { ManifestSource } from './rendered.ts';
import { bomLength, type Chunk, hasDirectives, lineEnd } from './split.ts';

export interface Piece {
  readonly source: ManifestSource;
  readonly chunk: Chunk;
  /** Within the chunk; offsets from the source's start. */
  readonly edits: readonly Edit[];
}

/** Empty text for no pieces. */
export function joinDocuments(pieces: readonly Piece[]): string {
  const parts: string[] = [];
  let isOpen = false;
  for (const piece of pieces) {
    const newline = newlineOf(piece.source.text);
    const text = parts.length === 0 ? wholeOf(piece) : followingOf(piece, newline);
    if (isOpen) parts.push(newline);
    parts.push(text);
    isOpen = !text.endsWith('\n') && !text.endsWith('\r');
  }
  if (isOpen) parts.push('\n');
  return parts.join('');
}

/** The line end that a text uses. */
export const newlineOf = (text: string): '\n' | '\r\n' => {
  const lf = text.indexOf('\n');
  return lf > 0 && text.charCodeAt(lf - 1) === 13 ? '\r\n' : '\n';
};

const wholeOf = ({ source, chunk, edits }: Piece) => applyEdits(source.text, edits, chunk.start, chunk.end);

function followingOf({ source, chunk, edits }: Piece, newline: string): string {
  const { text } = source;
  const start = chunk.start + (chunk.start === 0 ? bomLength(text) : 0);
  const whole = applyEdits(text, edits, start, chunk.end);
  if (chunk.marker === start) return whole;
  if (chunk.marker === -1) return `---${newline}${whole}`;
  if (hasDirectives(text, chunk)) return `...${newline}${whole}`;
  const afterMarker = lineEnd(text, chunk.marker);
  const isBare = text.slice(chunk.marker + 3, afterMarker).trim() === '';
  const prelude = text.slice(start, chunk.marker);
  return isBare ? `---${newline}${prelude}${applyEdits(text, edits, afterMarker, chunk.end)}` : whole;
}
