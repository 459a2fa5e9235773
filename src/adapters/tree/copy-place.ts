/**
 * The FindCopyPlace port: file systems are asked how they list names, by making some.
 *
 *     tmpfs   newest first      ext4   its own, by a hash of each name
 */
import { access, constants, lstat, mkdir, mkdtemp, opendir, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stopIfAborted } from '../../errors/aborted.ts';
import type { FindCopyPlace, Listing } from '../../ports/copy-tree.ts';
import { onFile } from '../system/file-error.ts';

/** Of Linux: a file system in memory. */
const MEMORY = '/dev/shm';
/** Of what is free there, and of all memory. */
const SHARE = 1 / 4;
const PREFIX = 'orchestrator-verify-';
/** An order of its own is none of both for so many names. */
const NAMES = Array.from({ length: 12 }, (_, index) => `name-${index}`);

/** @param memory The folder of a file system in memory, where there is one. */
export const createFindCopyPlace =
  (memory: string = MEMORY): FindCopyPlace =>
  async (folder, like, signal) => {
    const place = await onFile(folder, () => mkdtemp(join(folder, 'copy-')));
    const listing = await onFile(place, () => findListing(place));
    if (listing !== 'its own' || !(await fitsIn(memory, like, signal))) return { folder: place, listing };
    const other = await mkdtemp(join(memory, PREFIX)).catch(() => undefined);
    if (other === undefined) return { folder: place, listing };
    const [found, runs] = await Promise.all([findListing(other), mayRun(other)]).catch(() => []);
    if (runs === true && found !== undefined && found !== 'its own') return { folder: other, listing: found };
    await rm(other, { recursive: true, force: true });
    return { folder: place, listing };
  };

/** Names as the file system gives them: `readdir` of Node sorts. */
export async function listedNames(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of await opendir(folder)) names.push(name);
  return names;
}

async function findListing(folder: string): Promise<Listing> {
  const probe = join(folder, 'probe');
  await mkdir(probe);
  for (const name of NAMES) await writeFile(join(probe, name), '');
  const found = (await listedNames(probe)).join();
  await rm(probe, { recursive: true });
  if (found === NAMES.join()) return 'as made';
  return found === NAMES.toReversed().join() ? 'newest first' : 'its own';
}

/** Containers have it mounted so that no program there can be started. */
async function mayRun(folder: string): Promise<boolean> {
  const program = join(folder, 'program');
  await writeFile(program, '', { mode: 0o700 });
  const runs = await access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
  await rm(program);
  return runs;
}

async function fitsIn(memory: string, like: string, signal: AbortSignal): Promise<boolean> {
  const room = await statfs(memory).catch(() => undefined);
  if (room === undefined) return false;
  const most = Math.min(room.bavail * room.bsize, process.availableMemory()) * SHARE;
  let bytes = 0;
  for (const entry of await onFile(like, () => readdir(like, { recursive: true, withFileTypes: true }))) {
    if (bytes > most) return false;
    stopIfAborted(signal);
    if (entry.isFile()) bytes += (await onFile(like, () => lstat(join(entry.parentPath, entry.name)))).size;
  }
  return bytes <= most;
}
