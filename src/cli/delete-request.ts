/** Flags → what is to be deleted, and what of it is told. */
import type { ClusterSettings } from '../pipeline/cluster/cluster-settings.ts';
import type { Deleted, DeleteRequest } from '../pipeline/cluster/delete.ts';
import type { ClusterTarget } from '../ports/cluster.ts';
import type { CommandResult } from './command.ts';
import type { FlagValues } from './flags.ts';
import { goneOf } from './patience.ts';
import { objectsRequestOf } from './requests.ts';

export const deleteRequestOf = (
  flags: FlagValues,
  files: readonly string[],
  settings: ClusterSettings,
): DeleteRequest => ({
  ...objectsRequestOf(flags, files, settings),
  force: flags['force-foreign'] ?? false,
  deleteData: flags['delete-data'] ?? [],
  dryRun: flags['dry-run'] ?? false,
  how: settings.deletion,
  gone: goneOf(flags, settings.deletion),
});

export function deleteResult(
  { deleted, missing, kept }: Deleted,
  { dryRun }: DeleteRequest,
  { context, server }: ClusterTarget,
): CommandResult {
  const lines = kept.map(({ object, reason }) => `kept ${object}: ${reason}\n`).join('');
  const counts = `${deleted.length} deleted, ${missing.length} not there`;
  return {
    text: `${lines}${counts} in ${context}${dryRun ? ' (dry run: nothing was deleted)' : ''}\n`,
    record: { context, server, deleted, missing, kept, dryRun },
  };
}
