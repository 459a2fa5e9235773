/**
 * How pieces of uploads travel to a registry: how large, and whether each has a connection of its own.
 *
 *     16 MiB ─ a connection broke ─► each on its own ─ broke again, and all was lost ─► 8 MiB ─► …
 *
 * What cuts connections does so after so many bytes or so long, counted from the start of each: a connection of its own
 * takes a piece through where a used one does not, and a smaller piece gets through where a large one never does.
 * Registries that sign the offset into the place where an upload goes on (distribution and its kin, by `_state`) drop an
 * upload whose last request was cut, with all that it held: from the second piece on a piece has its own connection
 * there, so that a cut comes upon an upload that holds nothing yet. Pure.
 * Source: distribution 2.8, registry/handlers/blobupload.go, blobUploadDispatcher.
 */

export interface Pieces {
  /** Bytes of a piece; no more goes in one request. */
  readonly size: number;
  /** Connections to the registry have been cut. */
  readonly isWary: boolean;
}

/** What was under way when a connection broke. */
export interface Break {
  readonly size: number;
  /** Bytes that the registry held before. */
  readonly offset: number;
  /** On a connection that had carried nothing else. */
  readonly isOwn: boolean;
  /** The registry holds nothing of the upload any more. */
  readonly isLost: boolean;
}

/** Less is not worth a connection. */
const LEAST = 256 * 1024;

export const startPieces = (size: number): Pieces => ({ size, isWary: false });

/** What to do from now on; the same value where a break teaches nothing. */
export function learn(pieces: Pieces, { size, offset, isOwn, isLost }: Break): Pieces {
  if (!pieces.isWary) return { ...pieces, isWary: true };
  // After the first piece it is known that a connection takes one: this was chance.
  if (!isLost || !isOwn || offset > 0) return pieces;
  const smaller = Math.max(Math.min(LEAST, pieces.size), Math.ceil(size / 2));
  return smaller < pieces.size ? { ...pieces, size: smaller } : pieces;
}

/** Whether a piece has a connection of its own. */
export const needsOwn = (
  { isWary }: Pieces,
  { url, offset }: { readonly url: string; readonly offset: number },
): boolean => isWary || (offset > 0 && new URL(url).searchParams.has('_state'));
