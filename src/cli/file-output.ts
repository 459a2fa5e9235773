/** `--file-output`: the artifacts file that a build writes, and what is known of such a file before anything is built. */
import { resolve } from 'node:path';
import type { Effect, Journal } from '../ports/journal.ts';
import type { FlagValues } from './flags.ts';
import { refuse } from './usage.ts';
import type { Wiring } from './wiring.ts';

/** Before anything is built: what would be built for nothing. */
export async function checkFileOutput(
  flags: FlagValues,
  { base }: Wiring,
  name: 'file-output' | 'plan-out' = 'file-output',
): Promise<void> {
  const file = flags[name];
  if (file === undefined || (await base.system.files.stat(resolve(base.workDir, file)))?.kind !== 'folder') return;
  const example = name === 'plan-out' ? 'plan.json' : 'artifacts.json';
  refuse(true, `--${name} "${file}" is a folder`, `Name a file, such as ${example}.`);
}

/** `--file-output`, before there is something to write. */
export function expectFileOutput({ 'file-output': file }: FlagValues, { base }: Wiring): readonly Effect[] {
  return file === undefined ? [] : [{ kind: 'file', path: resolve(base.workDir, file) }];
}

/** `--file-output`, all or nothing. */
export async function writeFileOutput(
  flags: FlagValues,
  text: string,
  wiring: Wiring,
  journal: Journal,
): Promise<void> {
  const { base, signal } = wiring;
  const file = flags['file-output'];
  if (file === undefined) return;
  const effects = expectFileOutput(flags, wiring);
  for (const effect of effects) await journal.mark(effect, 'begun');
  try {
    await base.system.files.writeAtomic(resolve(base.workDir, file), text, { signal });
  } catch (error) {
    // What failed by itself left nothing behind, and has words of its own.
    if (!signal.aborted) for (const effect of effects) await journal.mark(effect, 'failed');
    throw error;
  }
  for (const effect of effects) await journal.mark(effect, 'done');
}
