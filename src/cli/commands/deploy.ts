/** `orchestrator deploy`: render, and hand over to a folder or apply to a cluster. */
import { unwrap } from '../../errors/result.ts';
import { destinationOf } from '../../pipeline/destination.ts';
import { expectFolder, type HandOver, handOver, handOverStep, summaryOf } from '../../pipeline/hand-over.ts';
import { renderStep } from '../../pipeline/render.ts';
import { renderProject } from '../../pipeline/render-project.ts';
import { withJournal } from '../../pipeline/with-journal.ts';
import type { Command, CommandResult } from '../command.ts';
import {
  checkOffline,
  handOverRequestOf,
  imagesRequestOf,
  loadingOf,
  refusePlans,
  renderRequestOf,
} from '../requests.ts';

export const deploy: Command = {
  async run(invocation) {
    const { flags, wiring } = invocation;
    checkOffline(flags);
    const project = await wiring.load();
    // A config that cannot be handed over is told before anything is built or looked up.
    const to = unwrap(destinationOf(project));
    if (to.kind === 'cluster') {
      const { deployToCluster } = await import('../deploy-cluster.ts');
      const images = (later: Parameters<typeof imagesRequestOf>[3]) => imagesRequestOf(flags, wiring, 'deploy', later);
      return deployToCluster({ project, images, expected: [] }, invocation);
    }
    refusePlans(flags);
    const ports = await wiring.connect(project);
    const loading = await loadingOf(flags);
    const steps = [renderStep, ...(loading?.loadSteps(flags) ?? []), handOverStep];
    const images = imagesRequestOf(flags, wiring, 'deploy', steps);
    const request = handOverRequestOf(flags, to);
    return withJournal({ expected: [expectFolder(project, to)], dryRun: request.dryRun }, ports, async () => {
      const rendered = await renderProject(project, images, await renderRequestOf(flags, wiring), ports);
      await loading?.loadRendered(rendered, flags, () => wiring.connectCluster(), ports);
      return handOverResult(await handOver(project, rendered, request, ports));
    });
  },
};

/** The diff and one line that counts; as a record, the paths. */
export function handOverResult(done: HandOver): CommandResult {
  const { directory, changes, diff, dryRun } = done;
  return { text: `${diff}${summaryOf(done)}\n`, record: { directory, changes, dryRun } };
}
