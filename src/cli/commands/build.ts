/** `orchestrator build` */
import { buildProject } from '../../pipeline/build-project.ts';
import { DEFAULT_OUTPUT, formatBuilds } from '../../pipeline/format-builds.ts';
import type { Command } from '../command.ts';
import { buildRequestOf, writeFileOutput } from '../requests.ts';

export const build: Command = {
  async run({ flags, wiring }) {
    const template = flags['output-template'] ?? DEFAULT_OUTPUT;
    // A mistake in the template is told before anything is built.
    formatBuilds(template, []);
    const project = await wiring.load();
    const ports = await wiring.connect(project);
    const builds = await buildProject(project, buildRequestOf(flags, wiring, 'build'), ports);
    const text = formatBuilds(template, builds);
    await writeFileOutput(flags, text, wiring);
    return {
      text: flags.quiet === true ? text : builds.map(({ name, reference }) => `${name} -> ${reference}\n`).join(''),
      record: { builds: builds.map(({ name, reference }) => ({ imageName: name, tag: reference })) },
    };
  },
};
