/**
 * How far an upload is, as registries say it and clients answer: inclusive offsets.
 *
 *     Range: 0-1023             the registry holds 1,024 bytes
 *     Content-Range: 1024-2047  this piece is the second 1,024 bytes
 *
 * Pure. Source: OCI distribution-spec v1.1, "Pushing a blob in chunks" (no unit, no total), and
 * RFC 9110, 14.4 (`bytes 0-9/100`) for downloads. `0-0` means both "nothing" and "one byte" in the field;
 * it is read as one byte here, so whoever knows better must ask about nothing first.
 */

export interface WireRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
  /** Bytes of the whole, where it is said. */
  readonly total?: number;
}

const RANGE = /^(?:bytes[= ])?(\d{1,15})-(\d{1,15})(?:\/(?:(\d{1,15})|\*))?$/;

/** Reads `START-END`, with `bytes=` or `bytes ` before and `/TOTAL` after it where present. */
export function parseWireRange(text: string): WireRange | undefined {
  const found = RANGE.exec(text.trim());
  if (found === null) return undefined;
  const [start, end] = [Number(found[1]), Number(found[2])];
  if (end < start) return undefined;
  if (found[3] === undefined) return { start, end };
  const total = Number(found[3]);
  return end < total ? { start, end, total } : undefined;
}

/** `START-END`; {@link parseWireRange} reads it back. */
export const formatWireRange = ({ start, end }: WireRange): string => `${start}-${end}`;
