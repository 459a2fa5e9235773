/**
 * The config beside manifests that are given by hand: which cluster they go to, and how. They need none, so that one that
 * nobody named and that cannot be read is told, and left out.
 */
import { OrchestratorError } from '../errors/problem.ts';
import { type ClusterSettings, clusterSettings, NO_SETTINGS } from '../pipeline/cluster/cluster-settings.ts';
import type { FlagValues } from './flags.ts';
import type { Wiring } from './wiring.ts';

/** @throws OrchestratorError of a config that `--filename` names. */
export async function settingsBeside(flags: FlagValues, { load, emit }: Wiring): Promise<ClusterSettings> {
  try {
    const settings = clusterSettings(await load());
    tellWarnings(settings, emit);
    return settings;
  } catch (error) {
    if (flags.filename !== undefined || !(error instanceof OrchestratorError)) throw error;
    const [problem] = error.problems;
    if (problem.code === 'CANCELLED') throw error;
    if (problem.code !== 'CONFIG_NOT_FOUND') {
      const message = `the config here is left out, since it cannot be read: ${problem.message}`;
      emit({ type: 'notice', level: 'warning', message, problem: { ...problem, message } });
    }
    return NO_SETTINGS;
  }
}

export function tellWarnings({ warnings }: ClusterSettings, emit: Wiring['emit']): void {
  for (const problem of warnings) emit({ type: 'notice', level: 'warning', message: problem.message, problem });
}
