/**
 * The `Range` header of a download, against what there is.
 *
 *     bytes=500-999     500 bytes from offset 500
 *     bytes=500-        all from offset 500
 *     bytes=-500        the last 500 bytes
 *
 * Pure. Source: RFC 9110, 14.1.2 and 14.2; OCI distribution-spec v1.1, "Pulling blobs". A header that asks for
 * several ranges, or in another unit, is one that may be ignored, and is. A range that ends before it starts
 * is refused and not ignored, since registries' clients count on that.
 */

/** Inclusive, as HTTP ranges are. */
export interface ByteSpan {
  readonly start: number;
  readonly end: number;
}

const ONE_RANGE = /^\s*bytes\s*=\s*(?:(\d+)\s*-\s*(\d*)|-\s*(\d+))\s*$/i;

/**
 * @param header Undefined where the request has none.
 * @param size Bytes of the whole.
 */
export function parseByteRange(header: string | undefined, size: number): ByteSpan | 'whole' | 'unsatisfiable' {
  const found = header === undefined ? null : ONE_RANGE.exec(header);
  if (found === null) return 'whole';
  const [, from, to, suffix] = found;
  if (suffix !== undefined) return span(Math.max(0, size - Number(suffix)), size - 1);
  return span(Number(from), to === '' || to === undefined ? size - 1 : Math.min(Number(to), size - 1));
}

/** The `Content-Range` header of the answer. */
export const formatContentRange = (range: ByteSpan | undefined, size: number): string =>
  range === undefined ? `bytes */${size}` : `bytes ${range.start}-${range.end}/${size}`;

/** Empty and reversed ones, and those that start behind the end, are ranges of nothing. */
const span = (start: number, end: number): ByteSpan | 'unsatisfiable' =>
  start > end ? 'unsatisfiable' : { start, end };
