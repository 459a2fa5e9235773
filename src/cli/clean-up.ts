/**
 * The clean-up of the project's state: once a day after a build, so that nobody has to think of it.
 *
 *     cleaned   written when a clean-up begins: its age is all that other runs look at
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OrchestratorError } from '../errors/problem.ts';
import { parseByteSize } from '../lib/byte-size.ts';
import { countOf, formatBytes } from '../lib/terminal-text.ts';
import type { Store } from '../ports/blobs.ts';
import type { KeptRecords } from '../ports/records.ts';
import type { BasePorts } from './wiring.ts';

const DAY_MS = 24 * 3_600_000;
/** What no tag names is kept for so long after its last use. */
const KEEP_DAYS = 7;
const DEFAULT_SIZE = 20 * 1024 ** 3;

export interface CleanUpRequest {
  /** The project's state, absolute. */
  readonly state: string;
  /** `registry.maxSize`. */
  readonly maxSize: string | undefined;
}

type Ports = Pick<BasePorts, 'system' | 'emit' | 'signal'> & {
  readonly records: KeptRecords;
  readonly store: Store;
};

/** One look at a file where a clean-up began within a day. A failure is a warning: the build is done. */
export async function cleanUpDaily({ state, maxSize }: CleanUpRequest, ports: Ports): Promise<void> {
  const { system, emit, signal } = ports;
  const marker = join(state, 'cleaned');
  const now = system.clock.now();
  const last = await stat(marker).catch(() => undefined);
  const sinceMs = now.getTime() - (last?.mtimeMs ?? Number.NEGATIVE_INFINITY);
  // A clock that was put back must not keep it from running for ever; file systems round up by some milliseconds.
  if (sinceMs > -1000 && sinceMs < DAY_MS) return;
  try {
    // Before the work: runs that end meanwhile leave it to this one.
    await system.files.writeAtomic(marker, `${now.toISOString()}\n`, { signal });
    const { collectGarbage } = await import('../adapters/blobs/clean-up.ts');
    const maxBytes = parseByteSize(maxSize ?? '') ?? DEFAULT_SIZE;
    const policy = { now, keepDays: KEEP_DAYS, maxBytes, evictTags: true };
    const { freedBytes, removedTags } = await collectGarbage(join(state, 'registry'), policy, { signal });
    if (freedBytes > 0 || removedTags.length > 0)
      emit({ type: 'notice', level: 'info', message: report(freedBytes, removedTags) });
    // After the images: an entry whose image went is of no use.
    const { cleanCache } = await import('../pipeline/cache-care.ts');
    const forgotten = await cleanCache(ports);
    if (forgotten.length > 0)
      emit({ type: 'notice', level: 'info', message: `the cache forgot ${countOf(forgotten.length, 'old key')}` });
    const { forgetOldUploads } = await import('../adapters/registry/upload-memory.ts');
    await forgetOldUploads(ports.records, now);
  } catch (error) {
    if (signal.aborted || !(error instanceof OrchestratorError)) throw error;
    const [problem] = error.problems;
    emit({ type: 'notice', level: 'warning', message: problem.message, problem });
  }
}

const report = (freedBytes: number, removedTags: readonly string[]): string =>
  `the embedded registry was cleaned up: ${formatBytes(freedBytes)} freed${
    removedTags.length === 0 ? '' : `, without ${removedTags.length} old tags (registry.maxSize)`
  }`;
