/**
 * What a revision kept as bytes, in parts that fit into a Secret each; and back. Pure.
 *
 *     kept ─JSON─► ─brotli─► ─cut─► [900 KiB, 900 KiB, 12 KiB]
 */
import { createHash } from 'node:crypto';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { formatExact, parseExact } from '../../lib/exact-json.ts';
import type { KeptObject } from './kept.ts';

/** A Secret holds 1 MiB, and a request to the server 1.5 MiB, in which bytes take four thirds. */
const PART_BYTES = 900 * 1024;
const FORMAT = 1;
/** What was, and what comes, are much the same: a window that sees both is worth more than a slow search. */
const QUALITY = 4;

export interface KeptState {
  readonly objects: readonly KeptObject[];
  /** What runs had left whose revisions are kept no longer; nothing of it can be undone. */
  readonly earlier: readonly KeptObject[];
}

/** @returns One part at least. */
export function packState({ objects, earlier }: KeptState): readonly Buffer[] {
  const text = Buffer.from(formatExact({ format: FORMAT, objects, ...(earlier.length > 0 && { earlier }) }));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: 22,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  };
  const packed = brotliCompressSync(text, { params });
  const parts: Buffer[] = [];
  for (let at = 0; at < packed.length; at += PART_BYTES) parts.push(packed.subarray(at, at + PART_BYTES));
  return parts;
}

/** @returns Undefined where it is damaged, incomplete, or of a version that comes later. */
export function unpackState(parts: readonly Buffer[], digest: string): KeptState | undefined {
  if (digestOfParts(parts) !== digest) return undefined;
  const state = parseExact(brotliDecompressSync(Buffer.concat(parts)).toString('utf8')) as {
    readonly format: number;
    readonly objects: readonly KeptObject[];
    readonly earlier?: readonly KeptObject[];
  };
  return state.format === FORMAT ? { objects: state.objects, earlier: state.earlier ?? [] } : undefined;
}

export function digestOfParts(parts: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return `sha256:${hash.digest('hex')}`;
}
