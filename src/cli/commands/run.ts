/** `orchestrator run`: build, render and hand over. */

import { unwrap } from '../../errors/result.ts';
import type { BuildResult } from '../../pipeline/artifact-job.ts';
import { directoryOf } from '../../pipeline/deployed-folder.ts';
import { DEFAULT_OUTPUT, formatBuilds, recordsOf } from '../../pipeline/format-builds.ts';
import { expectFolder, handOver, handOverStep } from '../../pipeline/hand-over.ts';
import { renderStep } from '../../pipeline/render.ts';
import { renderProject } from '../../pipeline/render-project.ts';
import { withJournal } from '../../pipeline/with-journal.ts';
import type { Command } from '../command.ts';
import {
  expectFileOutput,
  handOverRequestOf,
  imagesRequestOf,
  loadingOf,
  renderRequestOf,
  writeFileOutput,
} from '../requests.ts';
import { handOverResult } from './deploy.ts';

export const run: Command = {
  async run({ flags, wiring }) {
    const project = await wiring.load();
    // Who cannot be handed anything is told before anything is built.
    unwrap(directoryOf(project));
    const ports = await wiring.connect(project);
    const loading = await loadingOf(flags);
    let builds: readonly BuildResult[] = [];
    const images = {
      ...imagesRequestOf(flags, wiring, 'run', [renderStep, ...(loading?.loadSteps(flags) ?? []), handOverStep]),
      digestSource: 'local',
      async onBuilt(built) {
        builds = built;
        await writeFileOutput(flags, formatBuilds(DEFAULT_OUTPUT, builds), wiring, ports.journal);
      },
    } as const satisfies Parameters<typeof renderProject>[1];
    const request = handOverRequestOf(flags);
    const expected = [...expectFileOutput(flags, wiring), expectFolder(project)];
    return withJournal({ expected, dryRun: request.dryRun }, ports, async () => {
      const rendered = await renderProject(project, images, await renderRequestOf(flags, wiring), ports);
      await loading?.loadRendered(rendered, flags, wiring, ports);
      const { text, record } = handOverResult(await handOver(project, rendered, request, ports));
      return { text, record: { builds: recordsOf(builds), ...record } };
    });
  },
};
