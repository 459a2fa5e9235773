/** `orchestrator apply FILE...`: manifests to a cluster, and the verdict. */
import { setId } from '../../live/applyset.ts';
import { describeRef } from '../../live/object.ts';
import type { Receipt } from '../../pipeline/cluster/applied.ts';
import { type Applied, applyFiles, planFiles } from '../../pipeline/cluster/apply.ts';
import { checkImages } from '../../pipeline/cluster/check-images.ts';
import type { ApplyPlan } from '../../pipeline/cluster/make-plan.ts';
import { prunedSummary } from '../../pipeline/cluster/prune-step.ts';
import { planRecord, planSummary, planText } from '../../pipeline/cluster/tell-plan.ts';
import { summaryOf } from '../../pipeline/cluster/write-objects.ts';
import { imageGuardOf } from '../../pipeline/image-guard.ts';
import { wasLoaded } from '../../pipeline/nodes/loaded.ts';
import type { ClusterTarget } from '../../ports/cluster.ts';
import { configBeside } from '../cluster-config.ts';
import type { Command, CommandResult } from '../command.ts';
import { lazyFetch, once } from '../lazy-ports.ts';
import { plannedRequestOf, writePlan } from '../plan-file.ts';
import { applyRequestOf, setRequestOf } from '../requests.ts';
import { refuse } from '../usage.ts';

export const apply: Command = {
  async run({ flags, args, wiring, version }) {
    const { plan: planFile, 'plan-out': planOut, 'dry-run': dryRun = false } = flags;
    refuse(
      args.length === 0 && planFile === undefined,
      'there is no FILE to apply',
      'As in: orchestrator apply rendered.yaml; or name a --plan.',
    );
    const { settings, project } = await configBeside(flags, wiring);
    const asked =
      planFile === undefined
        ? applyRequestOf(flags, args, await setRequestOf(flags, wiring, version), settings)
        : await plannedRequestOf(planFile, { flags, args, wiring, version }, settings);
    const request = { ...asked, guard: project && imageGuardOf(project) };
    const cluster = await wiring.connectCluster(settings);
    const ports = { ...wiring.base, fetch: lazyFetch(false) };
    if (dryRun || planOut !== undefined) {
      const compared = await planFiles(request, cluster, ports);
      if (planOut !== undefined) await writePlan(planOut, compared, { ...request, version }, cluster, wiring);
      return planResult(compared.plan, request.set !== undefined, cluster.target, planOut);
    }
    const registry = await wiring.connectRegistry(project);
    const state = once(async () => project && wiring.connect(project));
    const isLoaded = async (image: string): Promise<boolean> => {
      const known = await state();
      return known !== undefined && wasLoaded(image, cluster.target, known);
    };
    const check = (wanted: Parameters<typeof checkImages>[0]) =>
      checkImages(wanted, isLoaded, { ...wiring.base, registry });
    return applyResult(await applyFiles({ ...request, checkImages: check }, cluster, ports));
  },
};

/** `--dry-run` and `--plan-out`: what would be done. @param file That the plan was written to. */
export function planResult(
  plan: ApplyPlan,
  isSet: boolean,
  { context, server }: ClusterTarget,
  file?: string,
): CommandResult {
  const then = file === undefined ? 'dry run: nothing was applied' : `nothing was applied; --plan=${file} applies it`;
  const summary = `${planSummary(plan, isSet)} in ${context} (${then})`;
  return {
    text: [...planText(plan), summary].map((line) => `${line}\n`).join(''),
    record: { context, server, dryRun: true, ...planRecord(plan) },
  };
}

/** What stays and goes beside what was applied, and one line that counts; as a record, the objects. */
export function applyResult({ target, receipts, set, pruned, kept }: Applied): CommandResult {
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
}

const recordOf = ({ ref, live }: Pick<Receipt, 'ref' | 'live'>): object => ({
  apiVersion: `${ref.kind.group === '' ? '' : `${ref.kind.group}/`}${ref.kind.version}`,
  kind: ref.kind.kind,
  namespace: ref.namespace,
  name: ref.name,
  uid: live.metadata.uid,
});
