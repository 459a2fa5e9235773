/** Which file of a folder is the config: ours first, then Skaffold's. Pure. */
import { err, ok, type Result } from '../errors/result.ts';
import { findNearest } from '../lib/nearest.ts';
import { suggest } from './source.ts';

const OURS = ['orchestrator.yaml', 'orchestrator.yml'] as const;
const SKAFFOLD = ['skaffold.yaml', 'skaffold.yml'] as const;

export interface ConfigFile {
  readonly name: string;
  /** For people to read once. */
  readonly notices: readonly string[];
}

/**
 * @param names What is in the folder, in any order.
 * @param folder As the user would write it.
 */
export function chooseConfigFile(names: readonly string[], folder: string): Result<ConfigFile> {
  const ours = OURS.find((name) => names.includes(name));
  const theirs = SKAFFOLD.find((name) => names.includes(name));
  const name = ours ?? theirs;
  if (name === undefined) {
    const similar = names.find((other) => findNearest(other, [...OURS, ...SKAFFOLD]) !== undefined);
    const message = `there is no ${OURS[0]} and no ${SKAFFOLD[0]} in "${folder}"`;
    return err({ code: 'CONFIG_NOT_FOUND', message, ...suggest(similar && `--filename=${similar}`) });
  }
  const both = ours !== undefined && theirs !== undefined;
  return ok({ name, notices: both ? [`${ours} is read, ${theirs} beside it is not`] : [] });
}
