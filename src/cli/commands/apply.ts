/** `orchestrator apply FILE...`: manifests to a cluster, and the verdict. */
import { applyFiles, summaryOf } from '../../pipeline/cluster/apply.ts';
import type { Command } from '../command.ts';
import { lazyFetch } from '../lazy-ports.ts';
import { applyRequestOf } from '../requests.ts';

export const apply: Command = {
  async run({ flags, args, wiring }) {
    const request = applyRequestOf(flags, args);
    const cluster = await wiring.connectCluster();
    const ports = { ...wiring.base, fetch: lazyFetch(false) };
    const { target, receipts } = await applyFiles(request, cluster, ports);
    return {
      text: `${summaryOf(receipts)} in ${target.context}\n`,
      record: {
        context: target.context,
        server: target.server,
        objects: receipts.map(({ ref, outcome, live }) => ({
          apiVersion: live.apiVersion,
          kind: ref.kind.kind,
          namespace: ref.namespace,
          name: ref.name,
          uid: live.metadata.uid,
          outcome,
        })),
      },
    };
  },
};
