/**
 * The store's clean-up: what `clean-up-plan.ts` decides, done while others may push and pull.
 *
 * Whoever is about to use something marks it as used just now. Each file is therefore moved out of reach first and
 * looked at once more; one that was used since the plan was made goes back. Another process sees a miss meanwhile.
 */

import { stopIfAborted } from '../../errors/aborted.ts';
import type { Digest } from '../../image/digest.ts';
import { type CleanUpPlan, type Inventory, planCleanUp } from './clean-up-plan.ts';
import { statFile } from './contents.ts';
import { type Disk, disk as realDisk } from './disk.ts';
import { tempPath } from './durable.ts';
import { takeInventory } from './inventory.ts';
import { type Layout, layoutOf } from './layout.ts';
import { createStore } from './store.ts';

export interface CleanUpPolicy {
  readonly now: Date;
  /** Days that an image without a tag, or a blob that no image names, is kept after its last use. */
  readonly keepDays: number;
  /** Bytes of content that the store may hold. */
  readonly maxBytes: number;
  /** Whether old tags go where that is not enough; the newest of each repository stays. False unless said. */
  readonly evictTags?: boolean;
  /** What was used so recently always stays; an hour unless said. */
  readonly graceMs?: number;
  /** Blobs that somebody outside the repositories needs, e.g. the cache. */
  readonly keep?: Iterable<Digest>;
}

export interface CleanUp {
  readonly removedBlobs: number;
  readonly freedBytes: number;
  /** Content that is left. More than the limit means: tags reach it. */
  readonly keptBytes: number;
  /** As `repository:tag`. */
  readonly removedTags: readonly string[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Removes what nobody needs.
 *
 * @param root The folder that was given to `createStore`.
 * @throws OrchestratorError FILE_FAILED, CANCELLED. Whatever was removed until then was not needed.
 */
export async function collectGarbage(
  root: string,
  policy: CleanUpPolicy,
  { signal, disk = realDisk }: { readonly signal: AbortSignal; readonly disk?: Disk },
): Promise<CleanUp> {
  const layout = layoutOf(root);
  const inventory = await takeInventory(layout, createStore(root), signal);
  const now = policy.now.getTime();
  const graceSince = now - (policy.graceMs ?? HOUR_MS);
  const keepSince = Math.min(graceSince, now - policy.keepDays * DAY_MS);
  const { maxBytes, evictTags = false, keep = [] } = policy;
  const plan = planCleanUp(inventory, { keepSince, graceSince, maxBytes, evictTags, keep: new Set(keep) });

  const oldest = { temp: graceSince, upload: Math.min(graceSince, now - DAY_MS), damaged: keepSince };
  for (const { path, kind, usedAt } of inventory.leftovers) {
    if (usedAt < oldest[kind]) await disk.remove(path);
  }
  const removedTags = await removeNames(disk, layout, inventory, plan, signal);
  const removed = await removeBlobs(disk, layout, inventory, plan, signal);
  return {
    removedBlobs: removed.count,
    freedBytes: removed.bytes,
    keptBytes: totalBytes(inventory) - removed.bytes,
    removedTags,
  };
}

/** Names go before what they name: a stop half-way leaves content without a name, never a name without content. */
async function removeNames(
  disk: Disk,
  layout: Layout,
  inventory: Inventory,
  plan: CleanUpPlan,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const removedTags: string[] = [];
  const known = new Map(inventory.repositories.map((repository) => [repository.name, repository]));
  for (const { repository, key } of plan.tags) {
    const written = known.get(repository)?.tags.get(key)?.writtenAt ?? 0;
    const isGone = await removeUnused(disk, layout, layout.repository(repository).tag(key), written);
    if (isGone) removedTags.push(`${repository}:${key}`);
  }
  for (const { repository, key } of plan.manifests) {
    stopIfAborted(signal);
    const manifest = known.get(repository)?.manifests.get(key);
    const folder = layout.repository(repository);
    const isGone = await removeUnused(disk, layout, folder.manifest(key), manifest?.usedAt ?? 0);
    if (isGone && manifest?.subject !== undefined) await disk.remove(folder.referrer(manifest.subject, key));
  }
  for (const { repository, key } of plan.links) {
    stopIfAborted(signal);
    const link = known.get(repository)?.links.get(key);
    await removeUnused(disk, layout, layout.repository(repository).blob(key), link?.usedAt ?? 0);
  }
  return removedTags;
}

async function removeBlobs(
  disk: Disk,
  layout: Layout,
  inventory: Inventory,
  plan: CleanUpPlan,
  signal: AbortSignal,
): Promise<{ readonly count: number; readonly bytes: number }> {
  let [count, bytes] = [0, 0];
  for (const digest of plan.blobs) {
    stopIfAborted(signal);
    const blob = inventory.blobs.get(digest);
    if (!(await removeUnused(disk, layout, layout.blob(digest), blob?.usedAt ?? 0))) continue;
    count += 1;
    bytes += blob?.bytes ?? 0;
  }
  return { count, bytes };
}

/** Removes a file that nobody used since; false where somebody did, or where it is gone already. */
async function removeUnused(disk: Disk, layout: Layout, path: string, usedAt: number): Promise<boolean> {
  const isUsed = async (place: string) => ((await statFile(place))?.mtimeMs ?? Number.POSITIVE_INFINITY) > usedAt;
  if (await isUsed(path)) return false;
  const aside = tempPath(layout);
  await disk.makeFolder(layout.temp);
  if (!(await disk.rename(path, aside))) return false;
  if (await isUsed(aside)) {
    await disk.rename(aside, path);
    return false;
  }
  return disk.remove(aside);
}

const totalBytes = ({ blobs }: Inventory): number => [...blobs.values()].reduce((sum, { bytes }) => sum + bytes, 0);
