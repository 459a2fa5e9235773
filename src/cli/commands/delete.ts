/** `orchestrator delete FILE...`: takes what manifests describe out of a cluster. */
import { deleteFiles } from '../../pipeline/cluster/delete.ts';
import type { Command } from '../command.ts';
import { lazyFetch } from '../lazy-ports.ts';
import { objectsRequestOf } from '../requests.ts';

export const deleteObjects: Command = {
  async run({ flags, args, wiring }) {
    const request = {
      ...objectsRequestOf(flags, args),
      force: flags['force-foreign'] ?? false,
      deleteData: flags['delete-data'] ?? [],
      dryRun: flags['dry-run'] ?? false,
    };
    const cluster = await wiring.connectCluster();
    const { deleted, missing } = await deleteFiles(request, cluster, { ...wiring.base, fetch: lazyFetch(false) });
    const { context, server } = cluster.target;
    const counts = `${deleted.length} deleted, ${missing.length} not there`;
    return {
      text: `${counts} in ${context}${request.dryRun ? ' (dry run: nothing was deleted)' : ''}\n`,
      record: { context, server, deleted, missing, dryRun: request.dryRun },
    };
  },
};
