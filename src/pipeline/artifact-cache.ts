/**
 * The cache around the building of one artifact.
 *
 *     key ─► an entry whose image is still there ─► cached
 *        └► hooks ─► key ─► build ─► key as before? ─► hooks ─► entry written, under the key that was true all the time
 *                                └► an input changed meanwhile: built once more
 *
 * A result goes into the cache only when it is whole, and never under a key that was not true from start to end.
 * A cache that cannot be read is a miss with a warning; a declared input that is missing is an error.
 */
import type { Built } from '../builders/builder.ts';
import { OrchestratorError } from '../errors/problem.ts';
import type { CacheKey } from '../inputs/cache-key.ts';
import { CACHE_KIND, type CachedImage, formatEntry, parseEntry } from './cache-entry.ts';
import { findImage, forgetReceipt, type Target, writeReceipt } from './cached-image.ts';
import { recordKeys } from './key-history.ts';
import type { PipelinePorts } from './ports.ts';

export interface CacheRequest {
  readonly artifact: string;
  readonly target: Target;
  /** False: what is there already is not looked for (`--cache-artifacts=false`). */
  readonly lookUp: boolean;
  /** The tag gets into the registry later, by somebody else. */
  readonly tagLater?: boolean;
  /** @throws OrchestratorError INPUT_MISSING for a declared input that is not there. */
  readonly readKey: () => Promise<CacheKey>;
  /** What is done before a build and not on a hit; it may make inputs. */
  readonly prepare?: () => Promise<void>;
  /** What is done after a build and not on a hit. Where it fails, or the run is killed before it, nothing is kept. */
  readonly finish?: () => Promise<void>;
}

/** A build, or what stands for one. */
export interface CachedBuild {
  readonly reference: string;
  /** Set on a hit: one line why nothing was built. */
  readonly cached?: string;
}

/** @param onInputsRead May be told as soon as no input is read any more, so that the key is looked at meanwhile. */
type Build = (onInputsRead: () => void) => Promise<Built>;

/** The same as `build`, without doing again what was done. */
export const withCache =
  (request: CacheRequest, ports: PipelinePorts) =>
  (build: Build): (() => Promise<CachedBuild>) =>
  async () => {
    const key = await request.readKey();
    const hit = request.lookUp ? await findCached(key, request, ports) : undefined;
    if (hit !== undefined) {
      await recordKeys(request.artifact, key, ports);
      return hit;
    }
    await request.prepare?.();
    return buildUnchanged(request.prepare === undefined ? key : await request.readKey(), build, request, ports);
  };

/** Builds; once more where an input changed under the build. */
async function buildUnchanged(
  key: CacheKey,
  build: Build,
  request: CacheRequest,
  ports: PipelinePorts,
  isLast = false,
): Promise<CachedBuild> {
  await forgetReceipt(request.target, ports);
  let after: Promise<CacheKey> | undefined;
  const built = await build(() => {
    after = request.readKey();
    // It is waited for when the build has ended; one that fails has its own words.
    after.catch(() => undefined);
  });
  after ??= request.readKey();
  const keyAfter = await after;
  if (keyAfter.key === key.key) {
    await request.finish?.();
    await remember(key, built, request, ports);
    return { reference: built.reference };
  }
  const raced = `an input of ${request.artifact} changed while it was built`;
  const level = 'warning';
  if (isLast) {
    ports.emit({ type: 'notice', level, message: `${raced} again; the result is not kept in the cache` });
    await request.finish?.();
    return { reference: built.reference };
  }
  ports.emit({ type: 'notice', level, message: `${raced}; it is built once more` });
  return buildUnchanged(keyAfter, build, request, ports, true);
}

async function findCached(
  { key }: CacheKey,
  { artifact, target, tagLater }: CacheRequest,
  ports: PipelinePorts,
): Promise<CachedBuild | undefined> {
  const entry = parseEntry(await ports.records.read(CACHE_KIND, key));
  if (entry === undefined) return undefined;
  try {
    const found = await findImage(entry.image, target, ports, tagLater);
    return (
      found && { reference: found.reference, cached: `the inputs are those of ${entry.builtAt}, and ${found.how}` }
    );
  } catch (error) {
    if (ports.signal.aborted || !(error instanceof OrchestratorError)) throw error;
    const [problem] = error.problems;
    const message = `${artifact} is built, since its cached image cannot be looked for: ${problem.message}`;
    ports.emit({ type: 'notice', level: 'warning', message, problem });
    return undefined;
  }
}

async function remember(key: CacheKey, built: Built, request: CacheRequest, ports: PipelinePorts): Promise<void> {
  const { artifact, target } = request;
  const image = imageOf(built, target, ports);
  if (image.in === 'registry' && request.tagLater !== true) await writeReceipt(target, image.digest, ports);
  const entry = { artifact, name: target.name, image, builtAt: ports.system.clock.now().toISOString() };
  await ports.records.write(CACHE_KIND, key.key, formatEntry(entry));
  await recordKeys(artifact, key, ports);
}

function imageOf({ reference, digest, pushed }: Built, { registry }: Target, { embedded }: PipelinePorts): CachedImage {
  if (digest === undefined) return { in: 'engine', reference };
  return { in: pushed && registry !== embedded.host ? 'registry' : 'store', digest };
}
