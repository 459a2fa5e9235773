/**
 * The Tree port on node:fs: a walk that asks before it descends, and reads that notice any change since.
 *
 * Synchronous in batches: 20,000 files take about 90 ms, a third of what the promise calls take. Between batches
 * the event loop runs, so that an abort is seen within some 10 ms.
 */
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { OrchestratorError } from '../../errors/problem.ts';
import type { Tree, TreeEntry, WalkOptions } from '../../ports/tree.ts';
import { stopIfAborted } from '../system/aborted.ts';
import { failedToRead, isGone } from './problems.ts';
import { readWalked } from './read-walked.ts';

export const createTree = (): Tree => ({ walk, read: readWalked });

const BATCH = 2000;
/** Belongs to this program, see architecture: outside every context, glob, key and watch. */
const OWN_FOLDER = '.orchestrator';

async function walk(root: string, { decide, signal }: WalkOptions): Promise<readonly TreeEntry[]> {
  const kept: TreeEntry[] = [];
  const open = [''];
  let looked = 0;
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const { name, kind } of list(root, folder)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const { keep, descend } = decide(path, kind);
      if (keep) {
        const entry = look(root, path);
        if (entry !== undefined) kept.push(entry);
      }
      if (descend && kind === 'folder') open.push(path);
      looked += 1;
      if (looked % BATCH === 0) await setImmediate();
      if (looked % BATCH === 0) stopIfAborted(signal);
    }
  }
  stopIfAborted(signal);
  return kept.sort((left, right) => (left.path < right.path ? -1 : 1));
}

interface Listed {
  readonly name: string;
  readonly kind: TreeEntry['kind'];
}

function list(root: string, folder: string): readonly Listed[] {
  const path = join(root, folder);
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.name === OWN_FOLDER ? [] : [{ name: entry.name, kind: kindOf(entry) }],
    );
  } catch (error) {
    if (folder === '' && isGone(error))
      throw new OrchestratorError({ code: 'INPUT_MISSING', message: `there is no folder "${root}"` }, { cause: error });
    // A folder that vanished since its parent was listed was never there.
    if (isGone(error)) return [];
    throw failedToRead(path, error);
  }
}

/** Undefined when it vanished since its folder was listed. */
function look(root: string, path: string): TreeEntry | undefined {
  const absolute = join(root, path);
  const found = statOf(absolute);
  if (found === undefined) return refuseOtherEncoding(root, path);
  const { kind, stat, linkTarget } = found;
  return {
    path,
    kind,
    size: kind === 'file' ? Number(stat.size) : 0,
    mode: Number(stat.mode & 0o7777n),
    mtimeNs: stat.mtimeNs,
    ctimeNs: stat.ctimeNs,
    inode: stat.ino,
    ...(linkTarget !== undefined && { linkTarget }),
  };
}

function statOf(path: string) {
  try {
    const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    const kind = kindOf(stat);
    return { kind, stat, linkTarget: kind === 'link' ? readlinkSync(path) : undefined };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw failedToRead(path, error);
  }
}

/** A name that is not UTF-8 reads as replacement characters, and then names nothing. */
function refuseOtherEncoding(root: string, path: string): undefined {
  if (!path.includes('\uFFFD')) return undefined;
  const folder = join(root, path, '..');
  const isText = (name: Buffer): boolean => Buffer.from(name.toString('utf8'), 'utf8').equals(name);
  if (readdirSync(folder, { encoding: 'buffer' }).every(isText)) return undefined;
  throw new OrchestratorError({
    code: 'INPUT_INVALID',
    message: `the name ${JSON.stringify(path)} is not UTF-8`,
    hint: 'Rename it, or ignore that path.',
  });
}

interface Kinds {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

const kindOf = (entry: Kinds): TreeEntry['kind'] => {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
};
