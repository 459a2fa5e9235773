/**
 * The bytes of a file as the walk saw it, or INPUT_CHANGED. What was read must, after the read, be the same inode
 * with the same size and times: a link swapped in anywhere on the path, an editor's replacement and a growing log
 * are all noticed. Synchronous: one file at a time, 12 µs for a small one.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { stopIfAborted } from '../../errors/aborted.ts';
import type { TreeEntry } from '../../ports/tree.ts';
import { changed, codeOf, failedToRead, isGone } from './problems.ts';

const CHUNK = 1024 * 1024;
/** A FIFO that took the file's place is opened at once, and then refused. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * The same of a file that is not larger than `into`, without waiting: for many small ones.
 *
 * @param into Room that is the caller's until it calls again. @returns The part of it that holds the file.
 */
export function readSmall(root: string, entry: TreeEntry, into: Uint8Array): Uint8Array {
  const path = join(root, entry.path);
  const handle = open(path);
  try {
    let filled = 0;
    while (filled < entry.size) {
      const got = read(handle, into.subarray(filled, entry.size), path);
      if (got === 0) break;
      filled += got;
    }
    expectSame(handle, path, entry);
    return into.subarray(0, filled);
  } finally {
    closeSync(handle);
  }
}

/** @param into Room for every chunk in turn, for whoever is done with one before asking for the next. */
export async function* readWalked(
  root: string,
  entry: TreeEntry,
  signal: AbortSignal,
  into?: Uint8Array,
): AsyncGenerator<Uint8Array> {
  stopIfAborted(signal);
  const path = join(root, entry.path);
  const handle = open(path);
  try {
    for (let left = entry.size; left > 0; ) {
      const chunk = into?.subarray(0, left) ?? Buffer.allocUnsafe(Math.min(left, CHUNK));
      const got = read(handle, chunk, path);
      if (got === 0) break;
      left -= got;
      yield chunk.subarray(0, got);
      stopIfAborted(signal);
    }
    expectSame(handle, path, entry);
  } finally {
    closeSync(handle);
  }
}

function open(path: string): number {
  try {
    return openSync(path, FLAGS);
  } catch (error) {
    if (isGone(error)) throw changed(path, 'vanished');
    if (codeOf(error) === 'ELOOP') throw changed(path, 'became a link');
    throw failedToRead(path, error);
  }
}

function read(handle: number, into: Uint8Array, path: string): number {
  try {
    return readSync(handle, into);
  } catch (error) {
    throw failedToRead(path, error);
  }
}

function expectSame(handle: number, path: string, entry: TreeEntry): void {
  const now = fstatSync(handle, { bigint: true });
  if (!now.isFile() || now.ino !== entry.inode) throw changed(path, 'was replaced');
  if (now.size !== BigInt(entry.size)) throw changed(path, `went from ${entry.size} to ${now.size} bytes`);
  if (now.mtimeNs !== entry.mtimeNs || now.ctimeNs !== entry.ctimeNs) throw changed(path, 'was written');
}
