/**
 * Gzip members out of the blob of the last build, checked, in the order in which they are asked for.
 *
 *     1 2 3 · 5 6   members that follow one another are one reading of the file; a gap, or a step back, begins another
 *
 * An edit of a large file asks for most of its members: opening the blob for each takes longer than hashing it.
 */
import { digestOf, hexOf } from '../image/digest.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { LayerRecord, PackedPiece } from './layers-record.ts';

export interface PieceCopier {
  /** The member as it was, or undefined where the blob is not there as it was. Several may be asked for at once. */
  copy(piece: PackedPiece): Promise<Uint8Array | undefined>;
  /** Once nothing is asked for any more. */
  close(): Promise<void>;
}

export function createPieceCopier(
  last: Pick<LayerRecord, 'digest' | 'size'>,
  blobs: Pick<Blobs, 'size' | 'read'>,
  signal: AbortSignal,
): PieceCopier {
  let isThere: Promise<boolean> | undefined;
  let reading: Reading | undefined;
  /** Ends when all that was asked for before is there. */
  let turn: Promise<unknown> = Promise.resolve();

  const read = async ({ packed, start, size }: PackedPiece): Promise<Uint8Array | undefined> => {
    isThere ??= blobs.size(last.digest).then((bytes) => bytes === last.size);
    if (size === 0 || start + size > last.size || !(await isThere)) return undefined;
    if (reading?.at !== start) {
      await reading?.end();
      const range = { start, end: last.size - 1 };
      reading = createReading(blobs.read(last.digest, { range, signal }), start);
    }
    const bytes = await reading.take(size).catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return hexOf(digestOf(bytes)) === packed ? bytes : undefined;
  };

  return {
    copy(piece) {
      const mine = turn.then(() => read(piece));
      turn = mine.catch(() => undefined);
      return mine;
    },
    async close() {
      await turn;
      await reading?.end();
    },
  };
}

/** A stream of chunks as a file that is read from front to back. */
interface Reading {
  readonly at: number;
  /** Fewer where it ends. */
  take(bytes: number): Promise<Uint8Array>;
  end(): Promise<void>;
}

function createReading(source: AsyncIterable<Uint8Array>, start: number): Reading {
  const chunks = source[Symbol.asyncIterator]();
  let at = start;
  let left: Uint8Array = new Uint8Array(0);
  return {
    get at() {
      return at;
    },
    async take(bytes) {
      const parts: Uint8Array[] = [];
      let missing = bytes;
      for (;;) {
        const part = left.subarray(0, missing);
        parts.push(part);
        left = left.subarray(part.length);
        missing -= part.length;
        if (missing === 0) break;
        const next = await chunks.next();
        if (next.done === true) break;
        left = next.value;
      }
      at += bytes - missing;
      return Buffer.concat(parts);
    },
    async end() {
      await chunks.return?.();
    },
  };
}
