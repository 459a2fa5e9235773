/** The user's own record of contexts and programs: read, and written whole. What fails there costs a warning. */
import { dirname } from 'node:path';
import { OrchestratorError } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import type { Emit } from '../../events/event.ts';
import type { Files } from '../../ports/system.ts';
import { EMPTY_MEMORY, formatMemory, parseMemory, type TargetMemory } from './target-memory.ts';

export interface RecordPorts {
  readonly files: Files;
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** @throws OrchestratorError CONFIG_INVALID where it is damaged. */
export async function readRecord(file: string, ports: RecordPorts): Promise<TargetMemory> {
  return (await tryRead(file, ports)) ?? EMPTY_MEMORY;
}

/** Undefined where it is there and cannot be read. */
async function tryRead(file: string, { files, signal }: RecordPorts): Promise<TargetMemory | undefined> {
  try {
    if ((await files.stat(file)) === undefined) return EMPTY_MEMORY;
    return unwrap(parseMemory(await files.readText(file, signal), file));
  } catch (error) {
    if (error instanceof OrchestratorError && error.problems[0].code === 'FILE_FAILED') return undefined;
    throw error;
  }
}

/** Read anew, since another run may have added to it meanwhile. */
export async function addToRecord(
  file: string,
  change: (memory: TargetMemory) => TargetMemory,
  ports: RecordPorts,
): Promise<void> {
  const { files, emit, signal } = ports;
  const before = await tryRead(file, ports);
  try {
    // What cannot be read would be lost by writing it.
    if (before === undefined) await files.readText(file, signal);
    await files.makeFolder(dirname(file), 0o700);
    await files.writeAtomic(file, formatMemory(change(before ?? EMPTY_MEMORY)), { mode: 0o600, signal });
  } catch (error) {
    if (!(error instanceof OrchestratorError) || signal.aborted) throw error;
    const [problem] = error.problems;
    const what = 'which cluster this is cannot be kept, and another one under the same name would not be noticed';
    emit({ type: 'notice', level: 'warning', message: `${what}: ${problem.message}`, problem });
  }
}
