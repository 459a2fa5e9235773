/** `orchestrator diff FILE...`: what an apply would change. Exit code 1 where it would change something. */
import { changeLines, isTold } from '../../live/plan/lines.ts';
import { diffFiles } from '../../pipeline/cluster/diff.ts';
import type { ToldChange } from '../../pipeline/cluster/plan-text.ts';
import { planRecord, planSummary } from '../../pipeline/cluster/tell-plan.ts';
import type { Command } from '../command.ts';
import { lazyFetch } from '../lazy-ports.ts';
import { objectsRequestOf, setRequestOf } from '../requests.ts';

export const diff: Command = {
  async run({ flags, args, wiring, version }) {
    const request = { ...objectsRequestOf(flags, args), set: await setRequestOf(flags, wiring, version) };
    const cluster = await wiring.connectCluster();
    const { plan } = await diffFiles(request, cluster, { ...wiring.base, fetch: lazyFetch(false) });
    const record = planRecord(plan);
    const { context, server } = cluster.target;
    const unseen = plan.unseen.map((line) => `${line}\n`).join('');
    const summary = `${planSummary(plan, request.set !== undefined)} in ${context}\n`;
    return {
      text: `${record.objects.filter(isTold).map(textOf).join('')}${unseen}${summary}`,
      record: { context, server, ...record },
      exitCode: record.objects.some(({ action }) => action !== 'keep') ? 1 : 0,
    };
  },
};

const textOf = (change: ToldChange): string => `${changeLines(change).join('\n')}\n${change.diff}`;
