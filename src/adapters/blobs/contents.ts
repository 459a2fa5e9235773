/**
 * Blobs: files named by their digest. What is written is hashed on the way in, what is read whole is hashed on
 * the way out; nothing else is believed. A write replaces a file that is there, and so repairs a damaged one.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stopIfAborted } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import { algorithmOf, type Digest, finishDigest } from '../../image/digest.ts';
import type { Blobs, ByteRange } from '../../ports/blobs.ts';
import { type Disk, openPatiently } from './disk.ts';
import { codeOf, diskError } from './disk-error.ts';
import { pour, tempPath, writeNamedByContent } from './durable.ts';
import { listDigests } from './folders.ts';
import { encodeDigest, type Layout } from './layout.ts';

const CHUNK_BYTES = 256 * 1024;

/** Where the memory is used again, larger pieces cost no more of it. */
const LENT_BYTES = 1024 * 1024;

/** A mark of use is renewed when it is older. */
const LEASE_MS = 60_000;

export function createBlobs(disk: Disk, layout: Layout): Blobs {
  return {
    list: () => listDigests(layout.blobs),

    size: (digest) => leaseFile(disk, layout.blob(digest)),

    async *read(digest, { range, lends = false, signal }) {
      const path = layout.blob(digest);
      const file = await openBlob(digest, path);
      try {
        const memory = lends ? createLoan() : undefined;
        if (range !== undefined) yield* chunks(file, path, signal, range, memory);
        else {
          const all = chunks(file, path, signal, undefined, memory);
          yield* verified(all, digest, () => setAside(disk, layout, digest, file));
        }
      } finally {
        await file.close();
      }
    },

    async write(source, { expected, algorithm, signal }) {
      const used = expected === undefined ? (algorithm ?? 'sha256') : algorithmOf(expected);
      const hash = createHash(used);
      let size = 0;
      let digest: Digest | undefined;
      await writeNamedByContent(disk, layout, async (sink) => {
        const onChunk = (chunk: Uint8Array) => {
          hash.update(chunk);
          size += chunk.byteLength;
        };
        await pour(source instanceof Uint8Array ? [source] : source, sink, { onChunk, signal });
        digest = finishDigest(hash, used);
        if (expected !== undefined && digest !== expected) throw mismatch(expected, digest, size);
        return layout.blob(digest);
      });
      if (digest === undefined) throw new Error('a blob was written without being hashed');
      return { digest, size };
    },

    remove: (digest) => disk.remove(layout.blob(digest)),
  };
}

export const mismatch = (expected: Digest, digest: Digest, size: number): OrchestratorError =>
  new OrchestratorError({
    code: 'DIGEST_MISMATCH',
    message: `content should be ${expected}, and its ${size} bytes are ${digest}`,
  });

/**
 * The size of a file that somebody is about to use; undefined where there is none. From then on a clean-up leaves
 * it alone for its grace time.
 */
export async function leaseFile(disk: Disk, path: string): Promise<number | undefined> {
  const found = await statFile(path);
  if (found === undefined) return undefined;
  const isLeased = Date.now() - found.mtimeMs < LEASE_MS;
  return isLeased || (await disk.touch(path)) ? found.size : undefined;
}

/** Size and time of a regular file; undefined where there is none. */
export async function statFile(path: string): Promise<{ readonly size: number; readonly mtimeMs: number } | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw await diskError(error, path);
  }
}

/**
 * The bytes of an open file, or of a part of it.
 *
 * @param memory Of the next piece; fresh unless given.
 */
export async function* chunks(
  file: FileHandle,
  path: string,
  signal: AbortSignal,
  range: ByteRange = { start: 0, end: Number.MAX_SAFE_INTEGER },
  memory: () => Buffer = () => Buffer.allocUnsafe(Math.min(CHUNK_BYTES, range.end - range.start + 1)),
): AsyncGenerator<Uint8Array> {
  for (let at = range.start; at <= range.end; ) {
    stopIfAborted(signal);
    const buffer = memory();
    let bytesRead: number;
    try {
      ({ bytesRead } = await file.read(buffer, 0, Math.min(buffer.byteLength, range.end - at + 1), at));
    } catch (error) {
      throw await diskError(error, path);
    }
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Two buffers in turn: of a piece that is held back until the next was read, and of that next one. */
function createLoan(): () => Buffer {
  const buffers = [Buffer.allocUnsafeSlow(LENT_BYTES), Buffer.allocUnsafeSlow(LENT_BYTES)] as const;
  let turn: 0 | 1 = 0;
  return () => {
    turn = turn === 0 ? 1 : 0;
    return buffers[turn];
  };
}

/** Passes everything on, the last chunk only once all is known to be right: nobody gets a whole wrong blob. */
async function* verified(
  source: AsyncIterable<Uint8Array>,
  digest: Digest,
  onDamage: () => Promise<string>,
): AsyncGenerator<Uint8Array> {
  const algorithm = algorithmOf(digest);
  const hash = createHash(algorithm);
  let held: Uint8Array | undefined;
  for await (const chunk of source) {
    hash.update(chunk);
    if (held !== undefined) yield held;
    held = chunk;
  }
  if (finishDigest(hash, algorithm) !== digest) {
    const place = await onDamage();
    throw new OrchestratorError({
      code: 'STORE_DAMAGED',
      message: `blob ${digest} was damaged on disk`,
      hint: `It was set aside as "${place}"; push or build it again.`,
    });
  }
  if (held !== undefined) yield held;
}

async function openBlob(digest: Digest, path: string): Promise<FileHandle> {
  try {
    return await openPatiently(path, constants.O_RDONLY);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw await diskError(error, path);
    throw new OrchestratorError({ code: 'REGISTRY_NOT_FOUND', message: `blob ${digest} is not in the store` });
  }
}

/** Moves a damaged file out of the way, unless a good one has taken its place. Returns where it is now. */
async function setAside(disk: Disk, layout: Layout, digest: Digest, file: FileHandle): Promise<string> {
  const path = layout.blob(digest);
  const place = join(layout.damaged, `${encodeDigest(digest)}-${tempPath(layout).slice(-12)}`);
  try {
    const [read, present] = await Promise.all([file.stat(), stat(path)]);
    if (read.ino !== present.ino) return path;
    await disk.makeFolder(layout.damaged);
    await disk.rename(path, place);
    return place;
  } catch {
    // On a read-only disk it stays where it is; it is reported all the same.
    return path;
  }
}
