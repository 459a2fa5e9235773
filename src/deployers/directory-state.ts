/** What lies in a folder at the paths that matter. Links are seen, never followed. */
import { join } from 'node:path';
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import type { DeployPorts } from './deployer.ts';
import type { FolderState, Found } from './directory-plan.ts';
import { forEach } from './for-each.ts';
import { OWNERSHIP_FILE, type Ownership, parseOwnership, sha256Of } from './ownership.ts';

export interface Folder {
  /** Absolute. */
  readonly path: string;
  /** As the user would write it. */
  readonly shown: string;
}

const READS_AT_ONCE = 32;

/**
 * Reads ownership, and the files that are wanted or owned.
 *
 * @param force Goes on without the ownership where it cannot be read.
 * @throws OrchestratorError DEPLOY_CONFLICT where the folder is a file, or its ownership is no file or not readable;
 *   FILE_FAILED, CANCELLED.
 */
export async function readFolder(
  folder: Folder,
  wanted: readonly string[],
  force: boolean,
  ports: DeployPorts,
): Promise<FolderState> {
  const info = await ports.files.stat(folder.path);
  if (info === undefined) return { owned: new Map(), found: new Map() };
  if (info.kind !== 'folder') throw conflict(`"${folder.shown}" is no folder`);
  const owned = await readOwnership(folder, force, ports);
  const paths = [...new Set([...wanted, ...owned.keys()])];
  const blocked = await blockedFolders(folder, paths, ports);
  const found = new Map<string, Found>();
  await forEach(paths, READS_AT_ONCE, async (path) => {
    const isBlocked = blocked.has(parentOf(path));
    const there = isBlocked ? { kind: 'folder-link' as const } : await look(join(folder.path, path), ports);
    if (there !== undefined) found.set(path, there);
  });
  return { owned, found };
}

/** Of a path below the folder. */
export const parentOf = (path: string): string => path.slice(0, path.indexOf('/'));

async function readOwnership({ path, shown }: Folder, force: boolean, ports: DeployPorts): Promise<Ownership> {
  const file = join(path, OWNERSHIP_FILE);
  const there = await look(file, ports);
  if (there === undefined) return new Map();
  if (there.kind !== 'file') throw conflict(`"${shown}/${OWNERSHIP_FILE}" is no regular file`);
  const parsed = parseOwnership(there.text, `${shown}/${OWNERSHIP_FILE}`);
  return !parsed.ok && force ? new Map() : unwrap(parsed);
}

/** Folders of the paths that are there and are none: a link may lead anywhere. */
async function blockedFolders({ path }: Folder, paths: readonly string[], { files }: DeployPorts) {
  const names = [...new Set(paths.map(parentOf))];
  const kinds = await Promise.all(names.map(async (name) => (await files.lstat(join(path, name)))?.kind ?? 'folder'));
  return new Set(names.filter((_, at) => kinds[at] !== 'folder'));
}

async function look(path: string, { files, signal }: DeployPorts): Promise<Found | undefined> {
  const kind = (await files.lstat(path))?.kind;
  if (kind !== 'file') return kind === undefined ? undefined : { kind };
  const bytes = await files.readBytes(path, signal);
  return { kind, sha256: sha256Of(bytes), text: new TextDecoder().decode(bytes) };
}

const conflict = (message: string): OrchestratorError =>
  new OrchestratorError({
    code: 'DEPLOY_CONFLICT',
    message,
    hint: 'Move it away, or set another deploy.directory.path.',
  });
