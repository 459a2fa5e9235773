/**
 * What is remembered of a layer, so that it is neither read nor compressed again for nothing.
 *
 *     state   of the files (names, sizes, times, inodes) ─► the same: the blob is taken as it is
 *     pieces  sha256 of the raw bytes ─► where its gzip member lies in that blob
 *
 * One note for each `files` entry of an artifact: it is written over, so that it never grows. Pure.
 */
import { createHash } from 'node:crypto';
import { type Digest, digestOf, finishDigest, hexOf, isDigest } from '../image/digest.ts';
import type { LayerPlace } from '../oci/layer-entries.ts';
import type { TreeEntry } from '../ports/tree.ts';

export interface PackedPiece {
  /** sha256 of the bytes before and after compression, hexadecimal. */
  readonly raw: string;
  readonly packed: string;
  /** Bytes in the blob. */
  readonly start: number;
  readonly size: number;
}

export interface LayerRecord {
  /** As {@link stateOf} gives it; empty where the files were too young to be told from a later write. */
  readonly state: string;
  /** sha256 of the unpacked layer. */
  readonly diffId: Digest;
  readonly digest: Digest;
  /** Bytes of the blob. */
  readonly size: number;
  readonly pieces: readonly PackedPiece[];
}

/** Whether a file was written so shortly before `now` that another write could have left its times as they are. */
export const isRacy = (entries: readonly TreeEntry[], nowMs: number): boolean =>
  entries.some(({ ctimeNs }) => ctimeNs > BigInt(Math.floor(nowMs) - RACY_MS) * 1_000_000n);

const RACY_MS = 2000;

/** One digest of all that decides the layer's bytes, as far as it can be seen without reading a file. */
export function stateOf(root: string, entries: readonly TreeEntry[], place: LayerPlace, format: string): string {
  const { dest, uid, gid, mode, mtime } = place;
  const texts = [JSON.stringify([format, root, dest, uid, gid, mode ?? null, mtime])];
  const sizes = new Float64Array(entries.length * SIZES);
  const times = new BigInt64Array(entries.length * TIMES);
  for (const [index, entry] of entries.entries()) {
    texts.push(entry.kind, entry.path, entry.linkTarget ?? '');
    sizes[index * SIZES] = entry.size;
    sizes[index * SIZES + 1] = entry.mode;
    times[index * TIMES] = entry.mtimeNs;
    times[index * TIMES + 1] = entry.ctimeNs;
    times[index * TIMES + 2] = entry.inode;
  }
  // No path holds a zero, so that no two lists of texts look alike.
  const hash = createHash('sha256').update(texts.join('\0')).update(sizes).update(times);
  return hexOf(finishDigest(hash));
}

const SIZES = 2;
const TIMES = 3;

export const LAYER_KIND = 'layers';

/**
 * The key of an entry's note.
 *
 * @param at The entry among those of the artifact, e.g. `files[0]`. @param src Expanded.
 */
export const recordKeyOf = (
  { artifact, at, src }: { readonly artifact: string; readonly at: string; readonly src: string },
  format: string,
): string => hexOf(digestOf(JSON.stringify([artifact, `${at} ${src} ${format}`])));

export const formatRecord = (record: LayerRecord): string => JSON.stringify(record);

/** Undefined for anything that {@link formatRecord} did not write. */
export function parseRecord(text: string): LayerRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is LayerRecord =>
  isObject(value) &&
  typeof value['state'] === 'string' &&
  isDigestText(value['diffId']) &&
  isDigestText(value['digest']) &&
  Number.isSafeInteger(value['size']) &&
  Array.isArray(value['pieces']) &&
  value['pieces'].every(isPiece);

const isPiece = (value: unknown): value is PackedPiece =>
  isObject(value) &&
  [value['raw'], value['packed']].every((hex) => typeof hex === 'string') &&
  [value['start'], value['size']].every((count) => Number.isSafeInteger(count) && Number(count) >= 0);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isDigestText = (value: unknown): boolean => typeof value === 'string' && isDigest(value);
