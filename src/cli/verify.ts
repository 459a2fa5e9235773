/** `--verify-reproducible`, for the commands that have it: the flags of two more runs, and what these need. */
import { resolve } from 'node:path';
import { createStore } from '../adapters/blobs/store.ts';
import { createFindCopyPlace } from '../adapters/tree/copy-place.ts';
import { copyTree } from '../adapters/tree/copy-tree.ts';
import type { Project } from '../pipeline/load.ts';
import type { VerifyPorts, VerifyRequest } from '../pipeline/verify-runs.ts';
import { BACKWARDS } from './backwards.ts';
import { type FlagName, type FlagValues, spelledName } from './flags.ts';
import { refuse } from './usage.ts';
import type { Wiring } from './wiring.ts';

/** Said anew for each run, or of no use to it. */
const own: ReadonlySet<FlagName> = new Set([
  ...(['verify-reproducible', 'filename', 'format', 'progress', 'quiet'] as const),
  ...(['push', 'default-repo', 'output', 'output-template', 'file-output'] as const),
]);
/** Relative to the working folder, which is another one there. */
const files: ReadonlySet<FlagName> = new Set([
  ...(['build-artifacts', 'config', 'kubeconfig', 'resource-selector-rules-file'] as const),
]);

/**
 * @param more Flags that the runs get beside the user's.
 * @throws OrchestratorError USAGE_INVALID for flags that want the result of one run.
 */
export async function verifyRequestOf(
  command: string,
  flags: FlagValues,
  more: readonly string[],
  project: Project,
  { base, signal, machine }: Wiring,
): Promise<VerifyRequest> {
  const written = [flags['file-output'], flags.output, flags['dry-run']].some((value) => value !== undefined);
  refuse(
    written,
    '--verify-reproducible makes nothing to keep, so nothing can be written',
    'Leave out --file-output, --output and --dry-run.',
  );
  const given = { config: resolve(machine.home, '.skaffold', 'config'), ...flags };
  const readsStdin = flags.filename === '-' || flags['build-artifacts'] === '-';
  return {
    configDir: project.configDir,
    configFile: flags.filename === '-' ? undefined : resolve(base.workDir, project.configFile),
    // A run a day ahead would take entries of the lock for old, and tell that a tag moved.
    words: [...command.split(' '), '--refresh=false', ...wordsOf(given, base.workDir), ...more],
    input: readsStdin ? await base.readStdin(signal) : undefined,
  };
}

export const verifyPortsOf = ({ base, program }: Wiring): VerifyPorts => ({
  ...base,
  copyTree,
  findCopyPlace: createFindCopyPlace(),
  backwards: BACKWARDS,
  openStore: createStore,
  program,
});

/** The flags as one would type them. */
const wordsOf = (flags: FlagValues, workDir: string): readonly string[] =>
  // The table has no other names.
  (Object.entries(flags) as [FlagName, FlagValues[FlagName]][])
    .filter(([name, value]) => !own.has(name) && value !== undefined)
    .map(([name, value]) => {
      const text = Array.isArray(value) ? value.join(',') : String(value);
      return `--${spelledName(name)}=${files.has(name) && text !== '-' ? resolve(workDir, text) : text}`;
    });
