/** `orchestrator delete [FILE...]`: takes what manifests, or a config, describe out of a cluster. */
import { deleteFiles } from '../../pipeline/cluster/delete.ts';
import { settingsBeside } from '../cluster-config.ts';
import type { Command } from '../command.ts';
import { deleteRequestOf, deleteResult } from '../delete-request.ts';
import { lazyFetch } from '../lazy-ports.ts';

export const deleteObjects: Command = {
  async run({ flags, args, wiring, version }) {
    if (args.length === 0) return (await import('../delete-config.ts')).deleteConfig(flags, wiring, version);
    const settings = await settingsBeside(flags, wiring);
    const request = deleteRequestOf(flags, args, settings);
    const cluster = await wiring.connectCluster(settings);
    const deleted = await deleteFiles(request, cluster, { ...wiring.base, fetch: lazyFetch(false) });
    return deleteResult(deleted, request, cluster.target);
  },
};
