/**
 * Blobs that arrive in pieces. An upload is one growing file, so that any process can go on with it.
 *
 * Appends are for one caller at a time; whoever serves many keeps them in turn. What is hashed while it arrives
 * need not be read again at the end; after a restart it is.
 */
import { createHash, type Hash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { OrchestratorError } from '../../errors/problem.ts';
import { algorithmOf, type Digest, type DigestAlgorithm, finishDigest } from '../../image/digest.ts';
import type { Uploads } from '../../ports/blobs.ts';
import { chunks, mismatch, statFile } from './contents.ts';
import { type Disk, openPatiently } from './disk.ts';
import { diskError } from './disk-error.ts';
import { moveInto, pour, tempPath, writeMark } from './durable.ts';
import type { Layout } from './layout.ts';

/** Hashes of uploads that this process sees from their first byte; more at once than anybody has. */
const KEPT_HASHES = 64;

/** The hash of the first `bytes` of an upload. */
interface Running {
  readonly hash: Hash;
  readonly bytes: number;
}

export function createUploads(disk: Disk, layout: Layout): Uploads {
  const running = new Map<string, Running>();
  const keep = (id: string, state: Running) => {
    running.delete(id);
    running.set(id, state);
    for (const oldest of running.keys()) {
      if (running.size <= KEPT_HASHES) return;
      running.delete(oldest);
    }
  };

  return {
    async create(repository) {
      const id = randomUUID();
      await writeMark(disk, layout.repository(repository).upload(id));
      keep(id, { hash: createHash('sha256'), bytes: 0 });
      return id;
    },

    offset: async (repository, id) => (await statFile(layout.repository(repository).upload(id)))?.size,

    async append(repository, id, source, signal) {
      const path = layout.repository(repository).upload(id);
      const known = running.get(id);
      const start = (await statFile(path))?.size;
      const sink = await disk.append(path);
      if (start === undefined || sink === undefined) throw unknownUpload(id);
      const hash = known?.bytes === start ? known.hash : undefined;
      // Bytes that were hashed and then not written would spoil the hash: it is kept again only after all went well.
      running.delete(id);
      let bytes = start;
      try {
        const onChunk = (chunk: Uint8Array) => {
          hash?.update(chunk);
          bytes += chunk.byteLength;
        };
        await pour(source, sink, { onChunk, signal });
      } finally {
        await sink.close();
      }
      if (hash !== undefined) keep(id, { hash, bytes });
      return bytes;
    },

    async finish(repository, id, expected, signal) {
      const known = running.get(id);
      running.delete(id);
      // Out of reach first: an append that comes now finds nothing.
      const temp = tempPath(layout);
      const path = layout.repository(repository).upload(id);
      await disk.makeFolder(layout.temp);
      if (!(await disk.rename(path, temp))) throw unknownUpload(id);
      try {
        const { digest, bytes } = await syncAndHash(temp, algorithmOf(expected), known, signal);
        if (digest === expected && (await moveInto(disk, temp, layout.blob(expected)))) return;
        await disk.remove(temp);
        throw mismatch(expected, digest, bytes);
      } catch (error) {
        // Cancelled, or no space: the bytes are good, so the upload can be finished once more.
        await disk.rename(temp, path).catch(() => false);
        throw error;
      }
    },

    async cancel(repository, id) {
      running.delete(id);
      return disk.remove(layout.repository(repository).upload(id));
    },
  };
}

async function syncAndHash(
  path: string,
  algorithm: DigestAlgorithm,
  known: Running | undefined,
  signal: AbortSignal,
): Promise<{ readonly digest: Digest; readonly bytes: number }> {
  let file: FileHandle | undefined;
  try {
    file = await openPatiently(path, constants.O_RDONLY);
    await file.sync();
    const { size } = await file.stat();
    if (known?.bytes === size && algorithm === 'sha256') return { digest: finishDigest(known.hash), bytes: size };
    const hash = createHash(algorithm);
    for await (const chunk of chunks(file, path, signal)) hash.update(chunk);
    return { digest: finishDigest(hash, algorithm), bytes: size };
  } catch (error) {
    throw await diskError(error, path);
  } finally {
    await file?.close();
  }
}

const unknownUpload = (id: string): OrchestratorError =>
  new OrchestratorError({
    code: 'REGISTRY_NOT_FOUND',
    message: `upload "${id}" is not known; it was finished or cancelled`,
  });
