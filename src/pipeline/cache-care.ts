/** The cache as a whole: what is in it, what of it is sound, and what can go. */
import { OrchestratorError, type Problem } from '../errors/problem.ts';
import type { Digest } from '../image/digest.ts';
import { type ImageReference, parseReference } from '../image/reference.ts';
import type { KeptRecord } from '../ports/records.ts';
import { CACHE_KIND, type CacheEntry, PUSHED_KIND, parseEntry } from './cache-entry.ts';
import { readLastKeys } from './key-history.ts';
import type { PipelinePorts } from './ports.ts';
import { findStored, listParts } from './stored-image.ts';

type Ports = Pick<PipelinePorts, 'records' | 'store' | 'signal'>;
type CarePorts = Ports & { readonly system: Pick<PipelinePorts['system'], 'clock'> };

export interface ListedEntry extends CacheEntry {
  readonly key: string;
  readonly writtenAt: Date;
}

export interface DamagedEntry {
  readonly key: string;
  /** Absent where the note itself cannot be read. */
  readonly artifact?: string;
  readonly problem: Problem;
}

const KEEP_MS = 30 * 24 * 3_600_000;

/** Newest first; notes that cannot be read are left out. */
export async function listCache(ports: Ports): Promise<readonly ListedEntry[]> {
  const entries = await Promise.all((await ports.records.list(CACHE_KIND)).map((one) => readOne(one, ports)));
  return entries.flat().sort((left, right) => right.writtenAt.getTime() - left.writtenAt.getTime());
}

/**
 * Forgets old entries but those of each artifact's last run, those whose image the store lost, and old receipts.
 * What another process writes meanwhile may be forgotten too, at the price of a build.
 *
 * @returns The keys of the entries.
 */
export async function cleanCache(ports: CarePorts): Promise<readonly string[]> {
  const removed: string[] = [];
  const oldest = ports.system.clock.now().getTime() - KEEP_MS;
  // An artifact that nobody changes is still a hit after a month.
  const last = await readLastKeys(ports);
  for (const kept of await ports.records.list(CACHE_KIND)) {
    ports.signal.throwIfAborted();
    const [entry] = await readOne(kept, ports);
    const isRecent = kept.writtenAt.getTime() >= oldest || last.has(kept.key);
    const isNeeded = entry !== undefined && isRecent && (await isThere(entry, ports));
    if (!isNeeded && (await ports.records.remove(CACHE_KIND, kept.key))) removed.push(kept.key);
  }
  for (const { key, writtenAt } of await ports.records.list(PUSHED_KIND))
    if (writtenAt.getTime() < oldest) await ports.records.remove(PUSHED_KIND, key);
  return removed;
}

export interface Verified {
  /** Entries. */
  readonly sound: number;
  /** Blobs of the store that are what their digests say. */
  readonly blobs: number;
  readonly damaged: readonly DamagedEntry[];
  /** Of blobs that no entry needs: the image is in a registry, or an older one. */
  readonly elsewhere: readonly Problem[];
}

/** Reads every entry, and every byte of our own store; an entry that is not sound is removed. */
export async function verifyCache(ports: Ports): Promise<Verified> {
  const damaged: DamagedEntry[] = [];
  const read = new Set<Digest>();
  let sound = 0;
  for (const kept of await ports.records.list(CACHE_KIND)) {
    const [entry] = await readOne(kept, ports);
    const problem = entry === undefined ? unreadable(kept.key) : await findDamage(entry, read, ports);
    if (problem === undefined) {
      sound += 1;
      continue;
    }
    await ports.records.remove(CACHE_KIND, kept.key);
    damaged.push({ key: kept.key, problem, ...(entry !== undefined && { artifact: entry.artifact }) });
  }
  return { sound, damaged, ...(await verifyBlobs(read, ports)) };
}

/** What an entry needed and was damaged is set aside by now. */
async function verifyBlobs(
  read: Set<Digest>,
  { store, signal }: Ports,
): Promise<Pick<Verified, 'blobs' | 'elsewhere'>> {
  const elsewhere: Problem[] = [];
  for (const digest of await store.blobs.list()) {
    try {
      await readOnce(digest, read, { store, signal });
    } catch (error) {
      if (signal.aborted || !(error instanceof OrchestratorError)) throw error;
      const [problem] = error.problems;
      // A clean-up may run meanwhile.
      if (problem.code !== 'REGISTRY_NOT_FOUND') elsewhere.push(problem);
    }
  }
  return { blobs: read.size, elsewhere };
}

async function readOne({ key, writtenAt }: KeptRecord, { records }: Ports): Promise<readonly ListedEntry[]> {
  const entry = parseEntry(await records.read(CACHE_KIND, key));
  return entry === undefined ? [] : [{ ...entry, key, writtenAt }];
}

/** Only the store is looked at: a registry and an engine are believed. */
export async function isThere(
  { image, name }: CacheEntry,
  { store, signal }: Pick<Ports, 'store' | 'signal'>,
): Promise<boolean> {
  if (image.in !== 'store') return true;
  const place = repositoryOf(name);
  return place !== undefined && (await findStored(place.repository, image.digest, store, signal)) !== undefined;
}

/** @throws OrchestratorError STORE_DAMAGED. */
async function readOnce(
  digest: Digest,
  read: Set<Digest>,
  { store, signal }: Pick<Ports, 'store' | 'signal'>,
): Promise<void> {
  if (read.has(digest)) return;
  for await (const _ of store.blobs.read(digest, { lends: true, signal }));
  read.add(digest);
}

async function findDamage(entry: CacheEntry, read: Set<Digest>, ports: Ports): Promise<Problem | undefined> {
  const { image, name } = entry;
  const { store, signal } = ports;
  if (image.in !== 'store') return undefined;
  try {
    const place = repositoryOf(name);
    const top = place && (await findStored(place.repository, image.digest, store, signal));
    if (top === undefined)
      return { code: 'STORE_DAMAGED', message: `${name}@${image.digest} is not whole in the store` };
    for (const { digest } of await listParts(top, store, signal)) await readOnce(digest, read, ports);
    return undefined;
  } catch (error) {
    if (signal.aborted || !(error instanceof OrchestratorError)) throw error;
    return error.problems[0];
  }
}

function repositoryOf(name: string): ImageReference | undefined {
  const parsed = parseReference(name);
  return parsed.ok ? parsed.value : undefined;
}

const unreadable = (key: string): Problem => ({
  code: 'STORE_DAMAGED',
  message: `the cache entry ${key} cannot be read`,
});
