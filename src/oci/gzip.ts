/**
 * Compression of layers whose bytes are the same for ever: on any machine, Node version and CPU.
 *
 *     piece ─► one gzip member; members one after the other are one gzip file (RFC 1952, 2.2)
 *
 * node:zlib's output differs between Node builds and processors. This deflate is WebAssembly of our own
 * (`deflate/*.wat`), whose integers have one meaning everywhere, and `gzip.test.ts` holds the bytes. Pieces are cut by
 * `layer-pieces.ts` from the content alone, so that neither the number of threads nor the chunks of a stream show in
 * the result. See docs/decisions/0043. Holds one memory a thread, as large as the largest piece needs.
 */
import { crc32 } from 'node:zlib';
import { startWasm, type WasmMemory } from '../lib/wasm-start.ts';
import { deflateProgram } from './deflate/program.ts';

/** One gzip member, without name and time. */
export function gzipPiece(piece: Uint8Array): Uint8Array {
  program ??= startWasm<Program>(Buffer.from(deflateProgram, 'base64'));
  const to = PIECE + piece.length + APART;
  reserve(program.memory, to + piece.length * MOST_GROWTH + HEADER.length + TRAILER);
  new Uint8Array(program.memory.buffer).set(piece, PIECE);
  const end = program.deflate(PIECE, piece.length, to);
  const member = Buffer.allocUnsafeSlow(HEADER.length + end - to + TRAILER);
  member.set(HEADER);
  member.set(new Uint8Array(program.memory.buffer, to, end - to), HEADER.length);
  member.writeUInt32LE(crc32(piece), member.length - TRAILER);
  member.writeUInt32LE(piece.length, member.length - TRAILER / 2);
  return member;
}

/** RFC 1952, 2.3: deflate, no flags, no time, no word on the level, an unknown system. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
/** Bytes of the checksum and the length. */
const TRAILER = 8;
/** Where a piece begins in the program's memory. */
const PIECE = 344_064;
/** The program reads and writes 8 bytes at once, and a block that does not shrink is written before it is replaced. */
const APART = 256 * 1024;
/** No token of 4 bytes or more takes more than 6. */
const MOST_GROWTH = 1.5;
const PAGE = 65_536;

interface Program {
  readonly memory: WasmMemory;
  readonly deflate: (from: number, length: number, to: number) => number;
}

let program: Program | undefined;

function reserve(memory: WasmMemory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}
