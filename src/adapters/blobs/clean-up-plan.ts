/**
 * What a clean-up removes, decided from what there is. Nothing that a tag reaches goes, nor what refers to it:
 *
 *     tag ─► index ─► manifest ─► config, layers          stays
 *                        ▲ signature ─► its layers        stays
 *     manifest without a tag, used within the kept days   stays, with all it reaches
 *     older ones, and blobs that nobody names             go
 *
 * Over the size limit, what nobody reaches goes before its days are over, longest unused first, but never within
 * the grace time: it may be half of a push. Where that is not enough and `evictTags` is set, the oldest tags go,
 * the newest tag of each repository never.
 *
 * Pure.
 */
import type { Digest } from '../../image/digest.ts';

/** Times are milliseconds since the epoch. */
export interface Inventory {
  readonly blobs: ReadonlyMap<Digest, { readonly bytes: number; readonly usedAt: number }>;
  readonly repositories: readonly RepositoryInventory[];
}

export interface RepositoryInventory {
  readonly name: string;
  readonly tags: ReadonlyMap<string, { readonly digest: Digest; readonly writtenAt: number }>;
  readonly manifests: ReadonlyMap<Digest, ManifestInventory>;
  /** Blobs that this repository has. */
  readonly links: ReadonlyMap<Digest, { readonly usedAt: number }>;
}

export interface ManifestInventory {
  readonly usedAt: number;
  /** Config and layers, or the images of an index. */
  readonly children: readonly Digest[];
  readonly subject?: Digest;
}

export interface CleanUpLimits {
  /** What was used at or after this moment is kept. */
  readonly keepSince: number;
  /** What was used at or after this moment is kept even when the store is too large. */
  readonly graceSince: number;
  readonly maxBytes: number;
  readonly evictTags: boolean;
  /** Blobs that somebody outside the repositories needs. */
  readonly keep: ReadonlySet<Digest>;
}

interface InRepository<T> {
  readonly repository: string;
  readonly key: T;
}

export interface CleanUpPlan {
  readonly tags: readonly InRepository<string>[];
  readonly manifests: readonly InRepository<Digest>[];
  readonly links: readonly InRepository<Digest>[];
  readonly blobs: readonly Digest[];
  readonly keptBytes: number;
}

export function planCleanUp(inventory: Inventory, limits: CleanUpLimits): CleanUpPlan {
  const fits = (plan: CleanUpPlan): boolean => plan.keptBytes <= limits.maxBytes;
  const usual = planAt(inventory, limits, limits.keepSince, 0);
  if (fits(usual)) return usual;

  const moments = [...new Set(timesOf(inventory))]
    .map((time) => time + 1)
    .filter((time) => time > limits.keepSince && time < limits.graceSince)
    .sort((a, b) => a - b);
  const thresholds = [...moments, Math.max(limits.keepSince, limits.graceSince)];
  const strict = firstThat(thresholds.length, (at) => planAt(inventory, limits, thresholds[at] ?? 0, 0), fits);
  if (fits(strict) || !limits.evictTags) return strict;

  const oldEnough = oldTags(inventory).length;
  return firstThat(oldEnough + 1, (count) => planAt(inventory, limits, limits.graceSince, count), fits);
}

/** The plan when what is unreached and unused since `since` goes, and with it the `evicted` oldest tags. */
function planAt(inventory: Inventory, limits: CleanUpLimits, since: number, evicted: number): CleanUpPlan {
  const tags = oldTags(inventory).slice(0, evicted);
  const gone = new Set(tags.map(({ repository, key }) => `${repository}:${key}`));
  const live = new Set(limits.keep);
  const manifests: InRepository<Digest>[] = [];
  const links: InRepository<Digest>[] = [];
  for (const { name, ...repository } of inventory.repositories) {
    const kept = [...repository.tags].filter(([tag]) => !gone.has(`${name}:${tag}`)).map(([, { digest }]) => digest);
    const recent = [...repository.manifests].filter(([, { usedAt }]) => usedAt >= since).map(([digest]) => digest);
    const reached = reach(repository.manifests, [...kept, ...recent]);
    for (const digest of repository.manifests.keys()) {
      if (!reached.has(digest)) manifests.push({ repository: name, key: digest });
    }
    for (const [digest, { usedAt }] of repository.links) {
      if (reached.has(digest) || usedAt >= since) live.add(digest);
      else links.push({ repository: name, key: digest });
    }
    for (const digest of reached) live.add(digest);
  }
  const blobs: Digest[] = [];
  let keptBytes = 0;
  for (const [digest, { bytes, usedAt }] of inventory.blobs) {
    if (live.has(digest) || usedAt >= since) keptBytes += bytes;
    else blobs.push(digest);
  }
  return { tags, manifests, links, blobs, keptBytes };
}

/** The roots, what they name, what refers to any of it, and so on. */
function reach(manifests: RepositoryInventory['manifests'], roots: readonly Digest[]): ReadonlySet<Digest> {
  const referrers = new Map<Digest, Digest[]>();
  for (const [digest, { subject }] of manifests) {
    if (subject !== undefined) referrers.set(subject, [...(referrers.get(subject) ?? []), digest]);
  }
  const reached = new Set<Digest>();
  const open = [...roots];
  for (let digest = open.pop(); digest !== undefined; digest = open.pop()) {
    if (reached.has(digest)) continue;
    reached.add(digest);
    open.push(...(manifests.get(digest)?.children ?? []), ...(referrers.get(digest) ?? []));
  }
  return reached;
}

/** All tags but the newest of each repository, oldest first. */
function oldTags({ repositories }: Inventory): readonly InRepository<string>[] {
  return repositories
    .flatMap(({ name, tags }) =>
      [...tags]
        .map(([key, { writtenAt }]) => ({ repository: name, key, writtenAt }))
        .sort((a, b) => a.writtenAt - b.writtenAt)
        .slice(0, -1),
    )
    .sort((a, b) => a.writtenAt - b.writtenAt)
    .map(({ repository, key }) => ({ repository, key }));
}

function timesOf({ blobs, repositories }: Inventory): readonly number[] {
  const used = (entries: ReadonlyMap<Digest, { readonly usedAt: number }>) =>
    [...entries.values()].map((one) => one.usedAt);
  return [...used(blobs), ...repositories.flatMap(({ manifests, links }) => [...used(manifests), ...used(links)])];
}

/** The first of `count` ever stricter plans that is good, or the last one. */
function firstThat(
  count: number,
  plan: (at: number) => CleanUpPlan,
  isGood: (plan: CleanUpPlan) => boolean,
): CleanUpPlan {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isGood(plan(middle))) high = middle;
    else low = middle + 1;
  }
  return plan(low);
}
