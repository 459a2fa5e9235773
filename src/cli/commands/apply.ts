/** `orchestrator apply FILE...`: manifests to a cluster, and the verdict. */
import { setId } from '../../live/applyset.ts';
import { describeRef } from '../../live/object.ts';
import { applyFiles, planFiles } from '../../pipeline/cluster/apply.ts';
import type { Receipt } from '../../pipeline/cluster/apply-objects.ts';
import { prunedSummary } from '../../pipeline/cluster/prune-step.ts';
import { planRecord, planSummary, planText } from '../../pipeline/cluster/tell-plan.ts';
import { summaryOf } from '../../pipeline/cluster/write-objects.ts';
import type { Command, CommandResult, Invocation } from '../command.ts';
import { lazyFetch } from '../lazy-ports.ts';
import { applyRequestOf, setRequestOf } from '../requests.ts';

export const apply: Command = {
  async run(invocation) {
    const { flags, args, wiring, version } = invocation;
    if (flags['dry-run'] === true) return plan(invocation);
    const request = applyRequestOf(flags, args, await setRequestOf(flags, wiring, version));
    const cluster = await wiring.connectCluster();
    const ports = { ...wiring.base, fetch: lazyFetch(false) };
    const { target, receipts, set, pruned, kept } = await applyFiles(request, cluster, ports);
    const lines = [
      ...pruned.map(({ ref }) => `pruned ${describeRef(ref)}\n`),
      ...kept.map(({ ref, reason }) => `kept ${describeRef(ref)}: ${reason}\n`),
    ];
    const counts = `${summaryOf(receipts)}${set === undefined ? '' : `, ${prunedSummary({ pruned, kept })}`}`;
    return {
      text: `${lines.join('')}${counts} in ${target.context}\n`,
      record: {
        context: target.context,
        server: target.server,
        objects: receipts.map((receipt) => ({ ...recordOf(receipt), outcome: receipt.outcome })),
        set: set === undefined ? null : { ...set, id: setId(set) },
        pruned: pruned.map(recordOf),
        kept: kept.map((member) => ({ ...recordOf(member), reason: member.reason })),
      },
    };
  },
};

/** `--dry-run`: what would be done. */
async function plan({ flags, args, wiring, version }: Invocation): Promise<CommandResult> {
  const request = applyRequestOf(flags, args, await setRequestOf(flags, wiring, version));
  const cluster = await wiring.connectCluster();
  const { plan: found } = await planFiles(request, cluster, { ...wiring.base, fetch: lazyFetch(false) });
  const { context, server } = cluster.target;
  const summary = `${planSummary(found, request.set !== undefined)} in ${context} (dry run: nothing was applied)`;
  return {
    text: [...planText(found), summary].map((line) => `${line}\n`).join(''),
    record: { context, server, dryRun: true, ...planRecord(found) },
  };
}

const recordOf = ({ ref, live }: Pick<Receipt, 'ref' | 'live'>): object => ({
  apiVersion: `${ref.kind.group === '' ? '' : `${ref.kind.group}/`}${ref.kind.version}`,
  kind: ref.kind.kind,
  namespace: ref.namespace,
  name: ref.name,
  uid: live.metadata.uid,
});
