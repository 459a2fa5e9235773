/**
 * The content-addressed store of a project: port `Store`, and its clean-up.
 *
 *     const store = createStore('/home/me/app/.orchestrator/registry');
 *
 * Many processes may use one root at once and may be killed at any moment: there is no lock, no index and no
 * process that must run. Nothing is made on disk before the first write, so a read-only root can be read.
 */
import type { Store } from '../../ports/blobs.ts';
import { createBlobs } from './contents.ts';
import { disk as realDisk } from './disk.ts';
import { layoutOf } from './layout.ts';
import { createRepositories } from './repositories.ts';
import { createUploads } from './uploads.ts';

/**
 * @param root Absolute path of a folder of our own; made with mode 0700 where it is not there.
 * @param disk For tests that stop between two steps.
 */
export function createStore(root: string, disk = realDisk): Store {
  const layout = layoutOf(root);
  const blobs = createBlobs(disk, layout);
  return { blobs, uploads: createUploads(disk, layout), repositories: createRepositories(disk, layout, blobs) };
}
