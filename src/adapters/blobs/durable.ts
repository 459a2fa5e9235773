/**
 * Writing so that a reader sees all or nothing, whenever the process or the power goes.
 *
 *     temp/0e6b… ── write, sync ──► rename ──► blobs/sha256/9f86… ── sync of the folder
 *
 * A kill before the rename leaves garbage in `temp`; one after it leaves the whole file.
 */
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { stopIfAborted } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import type { Disk, Sink } from './disk.ts';
import type { Layout } from './layout.ts';

/**
 * Writes a file of which only the end says where it goes.
 *
 * @param fill Writes the content and returns the path of the finished file.
 */
export async function writeNamedByContent(
  disk: Disk,
  layout: Layout,
  fill: (sink: Sink) => Promise<string>,
): Promise<void> {
  const { path: temp, sink } = await createTemp(disk, layout);
  try {
    let target: string;
    try {
      target = await fill(sink);
      await sink.sync();
    } finally {
      await sink.close();
    }
    if (!(await moveInto(disk, temp, target))) {
      throw new OrchestratorError({ code: 'FILE_FAILED', message: `"${temp}" was removed while it was written` });
    }
  } catch (error) {
    // What cannot be removed now, the next clean-up removes; the first failure is the one to tell.
    await disk.remove(temp).catch(() => false);
    throw error;
  }
}

/**
 * Writes a stream to the end of a file; while one chunk is on its way to the disk the next one is fetched.
 *
 * @param onChunk Sees each chunk once, before it is written.
 */
export async function pour(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  sink: Sink,
  { onChunk, signal }: { readonly onChunk: (chunk: Uint8Array) => void; readonly signal: AbortSignal },
): Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const chunk of source) {
      stopIfAborted(signal);
      onChunk(chunk);
      await writing;
      writing = sink.write(chunk);
      // It is awaited one chunk later; until then a failure must not count as one that nobody handles.
      writing.catch(() => undefined);
    }
  } finally {
    await writing.catch(() => undefined);
  }
  await writing;
}

/** Writes a small file, replacing what is there. */
export const writeWhole = (disk: Disk, layout: Layout, path: string, text: string): Promise<void> =>
  writeNamedByContent(disk, layout, async (sink) => {
    await sink.write(Buffer.from(text));
    return path;
  });

/**
 * Makes an empty file; one that is there already is marked as used just now. An empty file cannot be torn, so it
 * needs no rename.
 */
export async function writeMark(disk: Disk, path: string): Promise<void> {
  await disk.makeFolder(dirname(path));
  for (;;) {
    const sink = await disk.create(path);
    await sink?.close();
    // Between the two a clean-up may have taken it.
    if (sink !== undefined || (await disk.touch(path))) break;
  }
  await disk.syncFolder(dirname(path));
}

/** Moves a finished, synced file to its place. False where it is gone. */
export async function moveInto(disk: Disk, from: string, to: string): Promise<boolean> {
  await disk.makeFolder(dirname(to));
  const moved = await disk.rename(from, to);
  await disk.syncFolder(dirname(to));
  return moved;
}

/** A path in `temp` that nobody else has. */
export const tempPath = (layout: Layout): string => join(layout.temp, randomUUID());

async function createTemp(disk: Disk, layout: Layout): Promise<{ readonly path: string; readonly sink: Sink }> {
  await disk.makeFolder(layout.temp);
  const path = tempPath(layout);
  const sink = await disk.create(path);
  if (sink === undefined) throw new Error(`a random name is taken: ${path}`);
  return { path, sink };
}
