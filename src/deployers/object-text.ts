/**
 * One document of a stream as a text of its own. Pure.
 *
 *     ---                       # licence
 *     # licence          ──►    kind: Pod
 *     kind: Pod
 *     ---
 *
 * The markers go, since they are about the neighbours; every other byte stays. So an object has the same text wherever
 * it stands in the stream.
 */
import type { Document } from '../manifest/documents.ts';
import { newlineOf } from '../manifest/join.ts';
import { bomLength, hasDirectives, lineEnd } from '../manifest/split.ts';

/** A line `...`, which ends a document, as the last one. */
const END_MARKER = /(^|[\n\r])\.\.\.[ \t]*(?:[ \t]#[^\n\r]*)?(?:\r\n|\n|\r)?$/;

/** Ends in a newline. */
export function documentText({ source: { text }, chunk }: Document): string {
  const start = chunk.start + (chunk.start === 0 ? bomLength(text) : 0);
  const afterMarker = lineEnd(text, chunk.marker);
  const isBare = chunk.marker !== -1 && text.slice(chunk.marker + 3, afterMarker).trim() === '';
  const body =
    isBare && !hasDirectives(text, chunk)
      ? text.slice(start, chunk.marker) + text.slice(afterMarker, chunk.end)
      : text.slice(start, chunk.end);
  const whole = body.replace(END_MARKER, '$1');
  return /[\n\r]$/.test(whole) ? whole : `${whole}${newlineOf(text)}`;
}
