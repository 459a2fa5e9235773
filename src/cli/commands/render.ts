/** `orchestrator render` */

import type { Project } from '../../pipeline/load.ts';
import { renderStep } from '../../pipeline/render.ts';
import { renderProject } from '../../pipeline/render-project.ts';
import { warnOfSame } from '../../pipeline/same-objects.ts';
import { withJournal } from '../../pipeline/with-journal.ts';
import { writeManifests } from '../../pipeline/write-manifests.ts';
import type { Command, CommandResult } from '../command.ts';
import type { FlagValues } from '../flags.ts';
import { checkOffline, imagesRequestOf, renderRequestOf } from '../requests.ts';
import type { Wiring } from '../wiring.ts';

export const render: Command = {
  async run({ flags, wiring }) {
    checkOffline(flags);
    const project = await wiring.load();
    if (flags['verify-reproducible'] === true) return verify(flags, project, wiring);
    const ports = await wiring.connect(project);
    const images = imagesRequestOf(flags, wiring, 'render', [renderStep]);
    const request = await renderRequestOf(flags, wiring);
    const run = { expected: [], dryRun: images.build.dryRun };
    const rendered = await withJournal(run, ports, () => renderProject(project, images, request, ports));
    if (flags.output === undefined) warnOfSame(rendered.objects, ports.emit);
    const written = flags.output === undefined ? [] : await writeManifests(flags.output, rendered, ports);
    return {
      text: flags.output === undefined ? rendered.text : '',
      record: {
        output: flags.output ?? null,
        files: written,
        objects: rendered.objects.map(({ id, source, images: found }) => ({
          ...id,
          source,
          images: found.map(({ path, before, after, rule, artifact }) => ({ path, before, after, rule, artifact })),
        })),
        unusedArtifacts: rendered.unusedArtifacts,
        ...(flags.output === undefined && { manifests: rendered.text }),
      },
    };
  },
};

async function verify(flags: FlagValues, project: Project, wiring: Wiring): Promise<CommandResult> {
  const { verifyPortsOf, verifyRequestOf } = await import('../verify.ts');
  const { verifyRender } = await import('../../pipeline/verify-render.ts');
  const { digest, size } = await verifyRender(
    await verifyRequestOf('render', flags, ['--rebuild=true'], project, wiring),
    verifyPortsOf(wiring),
  );
  return {
    text: `the manifests are reproducible: ${digest}, ${size} bytes\n`,
    record: { reproducible: true, digest, size },
  };
}
