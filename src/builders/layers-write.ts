/**
 * Entries ─► tar ─► pieces ─► compressed ─► one blob of the store, in one pass and with little memory.
 *
 *     tar piece ─ sha256 ─┬─ known from the last build: its bytes are copied out of that blob, checked
 *                         └─ new: compressed, some pieces ahead of the one being written
 *
 * Every raw byte also goes into the diff id. The result is the same whichever way a piece came.
 */
import { createHash, type Hash } from 'node:crypto';
import { digestOf, finishDigest, hexOf } from '../image/digest.ts';
import { chunkBytes, cutPieces, type LayerPiece } from '../oci/layer-pieces.ts';
import { createTar, type TarEntry } from '../oci/tar.ts';
import type { Store } from '../ports/blobs.ts';
import type { Deflate } from '../ports/deflate.ts';
import type { EarlyBlob } from '../ports/registry.ts';
import { createPieceCopier, type PieceCopier } from './layers-copy.ts';
import type { LayerRecord, PackedPiece } from './layers-record.ts';

export interface WriteOptions {
  readonly compression: 'gzip' | 'none';
  readonly store: Store;
  readonly deflate: Deflate | undefined;
  /** Of the last build of this entry. */
  readonly last: LayerRecord | undefined;
  /** Asked once, with the first piece that the last build did not have. */
  readonly sendEarly?: (() => Promise<EarlyBlob | undefined>) | undefined;
  readonly signal: AbortSignal;
}

/** What is remembered of the layer, and what was sent of it. */
type Written = Omit<LayerRecord, 'state'> & { readonly early: EarlyBlob | undefined };

/** Bytes of the pieces that are made ahead of the one that is written; bounds memory to some 30 MiB. */
const AHEAD = 16 * 1024 * 1024;

/** Bytes that are kept of what comes before the first new piece: no more goes out early. */
const MOST_HELD = 16 * 1024 * 1024;

/** @throws OrchestratorError what reading and storing throws, above all INPUT_CHANGED and DISK_FULL. */
export async function writeLayer(entries: readonly TarEntry[], options: WriteOptions): Promise<Written> {
  const whole = createHash('sha256');
  const early = createEarly(options);
  const pieces: PackedPiece[] = [];
  const source =
    options.compression === 'none' ? hashed(entries, whole, options) : packed(entries, whole, pieces, early, options);
  const { digest, size } = await options.store.blobs.write(source, { signal: options.signal });
  return { diffId: finishDigest(whole), digest, size, pieces, early: early.blob() };
}

async function* hashed(
  entries: readonly TarEntry[],
  whole: Hash,
  { signal }: WriteOptions,
): AsyncGenerator<Uint8Array> {
  for await (const raw of rawPieces(entries, signal)) {
    whole.update(raw);
    yield raw;
  }
}

async function* packed(
  entries: readonly TarEntry[],
  whole: Hash,
  pieces: PackedPiece[],
  early: Early,
  options: WriteOptions,
): AsyncGenerator<Uint8Array> {
  const known = new Map(options.last?.pieces.map((piece) => [piece.raw, piece]));
  const copier = options.last && createPieceCopier(options.last, options.store.blobs, options.signal);
  const waiting: Promise<Packed>[] = [];
  let ahead = 0;
  let start = 0;
  const note = ({ raw, length, bytes }: Packed): Uint8Array => {
    ahead -= length;
    pieces.push({ raw, packed: hexOf(digestOf(bytes)), start, size: bytes.length });
    start += bytes.length;
    early.pass(bytes);
    return bytes;
  };
  try {
    for await (const bytes of rawPieces(entries, options.signal)) {
      whole.update(bytes);
      const raw = hexOf(digestOf(bytes));
      if (!known.has(raw)) await early.begin();
      const work = pack(bytes, raw, known.get(raw), copier, options);
      // Where the loop ends early, what is still under way has nobody to tell.
      work.catch(() => undefined);
      waiting.push(work);
      ahead += bytes.length;
      const first = ahead < AHEAD ? undefined : await waiting.shift();
      if (first !== undefined) yield note(first);
    }
    for (const work of waiting) yield note(await work);
  } finally {
    await copier?.close();
  }
}

interface Early {
  /** From here on the layer is another one than last time. */
  begin(): Promise<void>;
  pass(bytes: Uint8Array): void;
  blob(): EarlyBlob | undefined;
}

/** Where nobody knows the last layer, the registry may well have this one: it is asked once the digest is known. */
function createEarly({ last, sendEarly }: WriteOptions): Early {
  let held: Uint8Array[] = [];
  let bytesHeld = 0;
  let blob: EarlyBlob | undefined;
  let isOpen = last !== undefined && sendEarly !== undefined;
  return {
    async begin() {
      if (!isOpen) return;
      isOpen = false;
      blob = await sendEarly?.();
      for (const bytes of held) blob?.give(bytes);
      held = [];
    },
    pass(bytes) {
      if (!isOpen) return blob?.give(bytes);
      held.push(bytes);
      bytesHeld += bytes.length;
      if (bytesHeld <= MOST_HELD) return undefined;
      // So much would not go early anyway.
      isOpen = false;
      held = [];
      return undefined;
    },
    blob: () => blob,
  };
}

interface Packed {
  /** sha256 and bytes before compression. */
  readonly raw: string;
  readonly length: number;
  readonly bytes: Uint8Array;
}

async function pack(
  piece: Uint8Array,
  raw: string,
  known: PackedPiece | undefined,
  copier: PieceCopier | undefined,
  { deflate, signal }: WriteOptions,
): Promise<Packed> {
  const bytes = (known && (await copier?.copy(known))) ?? (await compress(piece, deflate, signal));
  return { raw, length: piece.length, bytes };
}

async function compress(piece: Uint8Array, deflate: Deflate | undefined, signal: AbortSignal): Promise<Uint8Array> {
  if (deflate !== undefined) return deflate.compress(piece, signal);
  const { gzipPiece } = await import('../oci/gzip.ts');
  return gzipPiece(piece);
}

/** The tar, cut as `layer-pieces.ts` says. */
async function* rawPieces(entries: readonly TarEntry[], signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const cut = cutPieces(entries);
  const pieces: readonly LayerPiece[] = cut.length > 0 ? cut : [{ entries: [], large: false }];
  for (const [index, piece] of pieces.entries()) {
    const tar = createTar(piece.entries, { end: index === pieces.length - 1, signal });
    if (piece.large) yield* inChunks(tar);
    else yield await gather(tar);
  }
}

async function gather(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The same bytes in chunks of {@link chunkBytes}; the last is shorter. */
async function* inChunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    let rest = chunk;
    while (length + rest.length >= chunkBytes) {
      const taken = chunkBytes - length;
      yield Buffer.concat([...chunks, rest.subarray(0, taken)]);
      rest = rest.subarray(taken);
      chunks = [];
      length = 0;
    }
    if (rest.length > 0) chunks.push(rest);
    length += rest.length;
  }
  if (length > 0) yield Buffer.concat(chunks);
}
