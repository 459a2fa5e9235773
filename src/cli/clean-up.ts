/** The embedded registry's clean-up: once a day after a build, so that nobody has to think of it. */
import { join } from 'node:path';
import { OrchestratorError } from '../errors/problem.ts';
import { parseByteSize } from '../lib/byte-size.ts';
import { formatBytes } from '../lib/terminal-text.ts';
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

/** Does nothing when it ran within a day. A failure is a warning: the build is done. */
export async function cleanUpDaily(
  { state, maxSize }: CleanUpRequest,
  { system, emit, signal }: BasePorts,
): Promise<void> {
  const marker = join(state, 'cleaned');
  const now = system.clock.now();
  try {
    const last = (await system.files.stat(marker)) && (await system.files.readText(marker, signal));
    const sinceMs = now.getTime() - Date.parse(last?.trim() ?? '');
    // A clock that was put back must not keep it from running for ever.
    if (sinceMs >= 0 && sinceMs < DAY_MS) return;
    const { collectGarbage } = await import('../adapters/blobs/clean-up.ts');
    const maxBytes = parseByteSize(maxSize ?? '') ?? DEFAULT_SIZE;
    const policy = { now, keepDays: KEEP_DAYS, maxBytes, evictTags: true };
    const { freedBytes, removedTags } = await collectGarbage(join(state, 'registry'), policy, { signal });
    await system.files.writeAtomic(marker, `${now.toISOString()}\n`, { signal });
    if (freedBytes > 0 || removedTags.length > 0)
      emit({ type: 'notice', level: 'info', message: report(freedBytes, removedTags) });
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
