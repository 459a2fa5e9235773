/** `orchestrator run`: build, render, and hand over to a folder or apply to a cluster. */

import { unwrap } from '../../errors/result.ts';
import type { Step } from '../../events/event.ts';
import type { BuildResult } from '../../pipeline/artifact-job.ts';
import { destinationOf } from '../../pipeline/destination.ts';
import { DEFAULT_OUTPUT, formatBuilds, recordsOf } from '../../pipeline/format-builds.ts';
import { expectFolder, handOver, handOverStep } from '../../pipeline/hand-over.ts';
import type { ImagesRequest } from '../../pipeline/own-images.ts';
import type { PipelinePorts } from '../../pipeline/ports.ts';
import { renderStep } from '../../pipeline/render.ts';
import { renderProject } from '../../pipeline/render-project.ts';
import { withJournal } from '../../pipeline/with-journal.ts';
import type { Command } from '../command.ts';
import { expectFileOutput, writeFileOutput } from '../file-output.ts';
import { handOverRequestOf, imagesRequestOf, loadingOf, refusePlans, renderRequestOf } from '../requests.ts';
import { handOverResult } from './deploy.ts';

export const run: Command = {
  async run(invocation) {
    const { flags, wiring } = invocation;
    const project = await wiring.load();
    // Who cannot be handed anything is told before anything is built.
    const to = unwrap(destinationOf(project));
    const loading = await loadingOf(flags);
    let builds: readonly BuildResult[] = [];
    const images = (later: readonly Step[], { journal }: PipelinePorts): ImagesRequest => ({
      ...imagesRequestOf(flags, wiring, 'run', later),
      digestSource: 'local',
      async onBuilt(built) {
        builds = built;
        await writeFileOutput(flags, formatBuilds(DEFAULT_OUTPUT, builds), wiring, journal);
      },
    });
    const expected = expectFileOutput(flags, wiring);
    if (to.kind === 'cluster') {
      const { deployToCluster } = await import('../deploy-cluster.ts');
      const { record, ...result } = await deployToCluster({ project, images, expected }, invocation);
      return { ...result, record: { builds: recordsOf(builds), ...record } };
    }
    refusePlans(flags);
    const ports = await wiring.connect(project);
    const request = handOverRequestOf(flags, to);
    const all = [...expected, expectFolder(project, to)];
    return withJournal({ expected: all, dryRun: request.dryRun }, ports, async () => {
      const steps = [renderStep, ...(loading?.loadSteps(flags) ?? []), handOverStep];
      const rendered = await renderProject(project, images(steps, ports), await renderRequestOf(flags, wiring), ports);
      await loading?.loadRendered(rendered, flags, () => wiring.connectCluster(), ports);
      const { text, record } = handOverResult(await handOver(project, rendered, request, ports));
      return { text, record: { builds: recordsOf(builds), ...record } };
    });
  },
};
