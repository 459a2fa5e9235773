/** `orchestrator render` */
import { renderStep } from '../../pipeline/render.ts';
import { renderProject } from '../../pipeline/render-project.ts';
import { writeManifests } from '../../pipeline/write-manifests.ts';
import type { Command } from '../command.ts';
import { checkOffline, imagesRequestOf, renderRequestOf } from '../requests.ts';

export const render: Command = {
  async run({ flags, wiring }) {
    checkOffline(flags);
    const project = await wiring.load();
    const ports = await wiring.connect(project);
    const images = imagesRequestOf(flags, wiring, 'render', [renderStep]);
    const rendered = await renderProject(project, images, await renderRequestOf(flags, wiring), ports);
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
