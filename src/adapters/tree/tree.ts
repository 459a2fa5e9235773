/**
 * The Tree port on node:fs: a walk that asks before it descends, and reads that notice any change since.
 *
 * Synchronous in batches: 20,000 files take about 90 ms, a third of what the promise calls take. Between batches
 * the event loop runs, so that an abort is seen within some 10 ms.
 */
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { stopIfAborted } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import type { Tree, TreeEntry, WalkOptions } from '../../ports/tree.ts';
import { kindOf, look } from './look.ts';
import { failedToRead, isGone } from './problems.ts';
import { readWalked } from './read-walked.ts';

/** @param backwards Go through each folder the other way round, which must not matter. */
export const createTree = ({ backwards = false }: { readonly backwards?: boolean } = {}): Tree => ({
  walk: (root, options) => walk(root, backwards ? listBackwards : list, options),
  read: readWalked,
});

const BATCH = 2000;
/** Belongs to this program, see architecture: outside every context, glob, key and watch. */
const OWN_FOLDER = '.orchestrator';

async function walk(
  root: string,
  listFolder: typeof list,
  { decide, signal }: WalkOptions,
): Promise<readonly TreeEntry[]> {
  const kept: TreeEntry[] = [];
  const open = [''];
  let looked = 0;
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const listed of listFolder(root, folder)) {
      const { name } = listed;
      if (name === OWN_FOLDER) continue;
      const kind = kindOf(listed);
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

const listBackwards: typeof list = (root, folder) => list(root, folder).toReversed();

function list(root: string, folder: string): readonly Dirent[] {
  const path = join(root, folder);
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (folder === '' && isGone(error))
      throw new OrchestratorError({ code: 'INPUT_MISSING', message: `there is no folder "${root}"` }, { cause: error });
    // A folder that vanished since its parent was listed was never there.
    if (isGone(error)) return [];
    throw failedToRead(path, error);
  }
}
