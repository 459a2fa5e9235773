/**
 * What is told of a rendered object: each image field with its place, what stood there, what stands there now, and why.
 *
 *     k8s/web.yaml:12:18   web ─► localhost:5080/web:v1@sha256:…   rule pod, artifact web
 *
 * Pure.
 */
import type { ImageMatch, ObjectId } from '../manifest/rendered.ts';

export interface ExplainedObject {
  readonly id: ObjectId;
  /** As the user would write it: `k8s/web.yaml`. */
  readonly source: string;
  readonly images: readonly ExplainedImage[];
}

interface ExplainedImage extends Pick<ImageMatch, 'path' | 'before' | 'after' | 'artifact'> {
  readonly rule: string;
  readonly digest?: string;
  /** In the source, from 1. */
  readonly line: number;
  readonly column: number;
}

/** Lines and columns of offsets that grow: each line is passed once. */
export function createCursor(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  let end = text.indexOf('\n');
  return (offset) => {
    if (offset < start) [line, start, end] = [1, 0, text.indexOf('\n')];
    while (end !== -1 && end < offset) {
      line += 1;
      start = end + 1;
      end = text.indexOf('\n', start);
    }
    return { line, column: offset - start + 1 };
  };
}
