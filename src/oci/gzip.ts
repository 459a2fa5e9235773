/**
 * Compression of layers whose bytes are the same for ever: on any machine, Node version and CPU.
 *
 *     piece ─► one gzip member; members one after the other are one gzip file (RFC 1952, 2.2)
 *
 * node:zlib's output differs between Node builds and processors. fflate is plain JavaScript, its version is pinned
 * exactly, and `gzip.test.ts` holds the bytes. Pieces are cut by `layer-pieces.ts` from the content alone, so that
 * neither the number of threads nor the chunks of a stream show in the result.
 *
 * Level 3 with the small tables of `mem: 5`: see docs/decisions/0036. Pure.
 */
import { gzipSync } from 'fflate';

/** One gzip member, without name and time. */
export const gzipPiece = (piece: Uint8Array): Uint8Array => gzipSync(piece, { level: 3, mem: 5, mtime: 0 });
