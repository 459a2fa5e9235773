/**
 * Carries a plan out, so that being killed between any two steps costs nothing but another run.
 *
 *     1 ownership: old and new     from here on both contents of every file are ours
 *     2 remove                     first, since a volume may take the old name and the new for one file
 *     3 write, each file whole
 *     4 ownership: new
 *
 * Where nothing changes nothing is written.
 */
import { join } from 'node:path';
import type { DeployPorts } from './deployer.ts';
import type { DirectoryChanges } from './directory-plan.ts';
import { parentOf } from './directory-state.ts';
import { forEach } from './for-each.ts';
import { formatOwnership, joinOwnership, OWNERSHIP_FILE, type Ownership } from './ownership.ts';

const AT_ONCE = 16;

/** What `writeAtomic` leaves beside a file when the process is killed in the middle. */
const LEFT_BEHIND = /^\.orc-[0-9a-f-]{36}\.tmp$/;

/** @param folder Absolute. @throws OrchestratorError DISK_FULL, FILE_FAILED, CANCELLED; the next run goes on from there. */
export async function applyDirectory(
  folder: string,
  changes: DirectoryChanges,
  before: Ownership,
  ports: DeployPorts,
): Promise<void> {
  const { files, signal } = ports;
  const writes = [...changes.create, ...changes.update];
  const gone = changes.prune.map(({ path }) => path);
  await removeLeftBehind(folder, [...before.keys(), ...changes.owned.keys()], ports);
  if (writes.length + gone.length > 0) await writeOwnership(folder, joinOwnership(before, changes.owned), ports);
  await forEach(gone, AT_ONCE, async (path) => {
    signal.throwIfAborted();
    await files.remove(join(folder, path));
  });
  await forEach(writes, AT_ONCE, ({ path, text }) => files.writeAtomic(join(folder, path), text, { signal }));
  await removeEmpty(folder, gone, ports);
  await writeOwnership(folder, changes.owned, ports);
}

/** A folder where nothing is ours needs no such file. */
async function writeOwnership(folder: string, owned: Ownership, { files, signal }: DeployPorts): Promise<void> {
  const file = join(folder, OWNERSHIP_FILE);
  const text = formatOwnership(owned);
  const there = (await files.lstat(file)) === undefined ? undefined : await files.readText(file, signal);
  if (owned.size > 0 && there !== text) await files.writeAtomic(file, text, { signal });
  if (owned.size === 0 && there !== undefined) await files.remove(file);
}

async function removeLeftBehind(folder: string, paths: readonly string[], { files }: DeployPorts): Promise<void> {
  for (const name of ['.', ...new Set(paths.map(parentOf))]) {
    const parent = join(folder, name);
    if ((await files.lstat(parent))?.kind !== 'folder') continue;
    const left = (await files.list(parent)).filter((file) => LEFT_BEHIND.test(file));
    await forEach(left, AT_ONCE, (file) => files.remove(join(parent, file)));
  }
}

/** Folders that lost their last file; what else lies in one keeps it. */
async function removeEmpty(folder: string, gone: readonly string[], { files }: DeployPorts): Promise<void> {
  for (const name of new Set(gone.map(parentOf))) {
    const parent = join(folder, name);
    if ((await files.lstat(parent))?.kind === 'folder' && (await files.list(parent)).length === 0)
      await files.remove(parent);
  }
}
