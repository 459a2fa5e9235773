/**
 * Where a layer's tar is cut into pieces that are compressed each for itself.
 *
 *     a b c | d e f g | LARGE | LARGE | h i …      names decide, not the clock and not the number of threads
 *
 * A cut falls before an entry whose path hashes to a certain value, so that an edit of one file, even one that
 * changes its size, moves no cut but its own: all other pieces are the bytes that they were, and need not be
 * compressed again. Files above {@link largeFile} stand alone and are cut every {@link chunkBytes}: an edit that keeps
 * a program's layout changes two of its places.
 * Pure. The constants are part of every digest: they never change.
 */
import type { TarEntry } from './tar.ts';

export interface LayerPiece {
  readonly entries: readonly TarEntry[];
  /** Its tar is cut into chunks. */
  readonly large: boolean;
}

export const largeFile: number = 1024 * 1024;
export const chunkBytes: number = 256 * 1024;
const FEWEST = 256 * 1024;
const MOST = 2 * 1024 * 1024;
/** One path in so many ends a piece. */
const ONE_IN = 32;
const HEADER = 512;

export function cutPieces(entries: readonly TarEntry[]): readonly LayerPiece[] {
  const pieces: LayerPiece[] = [];
  let open: TarEntry[] = [];
  let bytes = 0;
  const close = (): void => {
    if (open.length > 0) pieces.push({ entries: open, large: false });
    open = [];
    bytes = 0;
  };
  for (const entry of entries) {
    const large = entry.size > largeFile;
    if (large || bytes >= MOST || (bytes >= FEWEST && hash(entry.path) % ONE_IN === 0)) close();
    if (large) pieces.push({ entries: [entry], large });
    else {
      open.push(entry);
      bytes += HEADER + entry.size;
    }
  }
  close();
  return pieces;
}

/** FNV-1a, 32 bits, over UTF-16 code units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}
