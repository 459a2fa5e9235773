/** `orchestrator diff FILE...`: what an apply would change. Exit code 1 where it would change something. */
import { changeLines, isTold } from '../../live/plan/lines.ts';
import { type Differences, diffFiles } from '../../pipeline/cluster/diff.ts';
import type { SetRequest } from '../../pipeline/cluster/inventory.ts';
import type { ToldChange } from '../../pipeline/cluster/plan-text.ts';
import { planRecord, planSummary } from '../../pipeline/cluster/tell-plan.ts';
import { imageGuardOf } from '../../pipeline/image-guard.ts';
import type { ClusterTarget } from '../../ports/cluster.ts';
import { configBeside } from '../cluster-config.ts';
import type { Command, CommandResult } from '../command.ts';
import { lazyFetch } from '../lazy-ports.ts';
import { objectsRequestOf, setRequestOf } from '../requests.ts';

export const diff: Command = {
  async run({ flags, args, wiring, version }) {
    const { settings, project } = await configBeside(flags, wiring);
    const guard = project && imageGuardOf(project);
    const set = await setRequestOf(flags, wiring, version);
    const request = { ...objectsRequestOf(flags, args, settings), set, guard };
    const cluster = await wiring.connectCluster(settings);
    const found = await diffFiles(request, cluster, { ...wiring.base, fetch: lazyFetch(false) });
    return diffResult(found, request.set, cluster.target);
  },
};

/** Each change with its text, and one line that counts. */
function diffResult(
  { plan }: Differences,
  set: SetRequest | undefined,
  { context, server }: ClusterTarget,
): CommandResult {
  const record = planRecord(plan);
  const unseen = plan.unseen.map((line) => `${line}\n`).join('');
  const summary = `${planSummary(plan, set !== undefined)} in ${context}\n`;
  return {
    text: `${record.objects.filter(isTold).map(textOf).join('')}${unseen}${summary}`,
    record: { context, server, ...record },
    exitCode: record.objects.some(({ action }) => action !== 'keep') ? 1 : 0,
  };
}

const textOf = (change: ToldChange): string => `${changeLines(change).join('\n')}\n${change.diff}`;
