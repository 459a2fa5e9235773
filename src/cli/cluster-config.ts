/**
 * The config beside manifests that are given by hand: which cluster they go to, and how. They need none, so that one that
 * nobody named and that cannot be read is told, and left out.
 */
import { OrchestratorError } from '../errors/problem.ts';
import { type ClusterSettings, clusterSettings, NO_SETTINGS } from '../pipeline/cluster/cluster-settings.ts';
import type { Project } from '../pipeline/load.ts';
import type { FlagValues } from './flags.ts';
import type { Wiring } from './wiring.ts';

/** @throws OrchestratorError of a config that `--filename` names. */
export async function settingsBeside(flags: FlagValues, wiring: Wiring): Promise<ClusterSettings> {
  return (await configBeside(flags, wiring)).settings;
}

export interface ConfigBeside {
  readonly settings: ClusterSettings;
  /** Undefined where there is none that can be read. */
  readonly project: Project | undefined;
}

/** @throws OrchestratorError of a config that `--filename` names. */
export async function configBeside(flags: FlagValues, { load, emit }: Wiring): Promise<ConfigBeside> {
  try {
    const project = await load();
    const settings = clusterSettings(project);
    tellWarnings(settings, emit);
    return { settings, project };
  } catch (error) {
    if (flags.filename !== undefined || !(error instanceof OrchestratorError)) throw error;
    const [problem] = error.problems;
    if (problem.code === 'CANCELLED') throw error;
    if (problem.code !== 'CONFIG_NOT_FOUND') {
      const message = `the config here is left out, since it cannot be read: ${problem.message}`;
      emit({ type: 'notice', level: 'warning', message, problem });
    }
    return { settings: NO_SETTINGS, project: undefined };
  }
}

export function tellWarnings({ warnings }: ClusterSettings, emit: Wiring['emit']): void {
  for (const problem of warnings) emit({ type: 'notice', level: 'warning', message: problem.message, problem });
}
