/** `orchestrator deploy`: render and hand over. */
import { unwrap } from '../../errors/result.ts';
import { directoryOf } from '../../pipeline/deployed-folder.ts';
import { expectFolder, type HandOver, handOver, handOverStep, summaryOf } from '../../pipeline/hand-over.ts';
import { renderStep } from '../../pipeline/render.ts';
import { renderProject } from '../../pipeline/render-project.ts';
import { withJournal } from '../../pipeline/with-journal.ts';
import type { Command, CommandResult } from '../command.ts';
import { checkOffline, handOverRequestOf, imagesRequestOf, loadingOf, renderRequestOf } from '../requests.ts';

export const deploy: Command = {
  async run({ flags, wiring }) {
    checkOffline(flags);
    const project = await wiring.load();
    // A config that cannot be handed over is told before anything is built or looked up.
    unwrap(directoryOf(project));
    const ports = await wiring.connect(project);
    const loading = await loadingOf(flags);
    const steps = [renderStep, ...(loading?.loadSteps(flags) ?? []), handOverStep];
    const images = imagesRequestOf(flags, wiring, 'deploy', steps);
    const request = handOverRequestOf(flags);
    return withJournal({ expected: [expectFolder(project)], dryRun: request.dryRun }, ports, async () => {
      const rendered = await renderProject(project, images, await renderRequestOf(flags, wiring), ports);
      await loading?.loadRendered(rendered, flags, wiring, ports);
      return handOverResult(await handOver(project, rendered, request, ports));
    });
  },
};

/** The diff and one line that counts; as a record, the paths. */
export function handOverResult(done: HandOver): CommandResult {
  const { directory, changes, diff, dryRun } = done;
  return { text: `${diff}${summaryOf(done)}\n`, record: { directory, changes, dryRun } };
}
