/** `orchestrator build` */
import { buildProject } from '../../pipeline/build-project.ts';
import { checkBuildsTemplate, DEFAULT_OUTPUT, formatBuilds, recordsOf } from '../../pipeline/format-builds.ts';
import type { Project } from '../../pipeline/load.ts';
import { withJournal } from '../../pipeline/with-journal.ts';
import type { Command, CommandResult } from '../command.ts';
import { checkFileOutput, expectFileOutput, writeFileOutput } from '../file-output.ts';
import type { FlagValues } from '../flags.ts';
import { buildRequestOf, loadingOf } from '../requests.ts';
import type { Wiring } from '../wiring.ts';

export const build: Command = {
  async run({ flags, wiring }) {
    const template = flags['output-template'] ?? DEFAULT_OUTPUT;
    checkBuildsTemplate(template);
    await checkFileOutput(flags, wiring);
    const project = await wiring.load();
    if (flags['verify-reproducible'] === true) return verify(flags, project, wiring);
    const ports = await wiring.connect(project);
    const request = buildRequestOf(flags, wiring, 'build');
    const loading = await loadingOf(flags);
    const run = { expected: expectFileOutput(flags, wiring), dryRun: request.dryRun };
    const { builds, text } = await withJournal(run, ports, async () => {
      const built = await buildProject(project, request, ports, loading?.loadSteps(flags));
      const references = built.map(({ reference }) => reference);
      await loading?.load(references, flags, () => wiring.connectCluster(), ports);
      const formatted = formatBuilds(template, built);
      await writeFileOutput(flags, formatted, wiring, ports.journal);
      return { builds: built, text: formatted };
    });
    return {
      text: flags.quiet === true ? text : builds.map(({ name, reference }) => `${name} -> ${reference}\n`).join(''),
      record: { builds: recordsOf(builds) },
    };
  },
};

async function verify(flags: FlagValues, project: Project, wiring: Wiring): Promise<CommandResult> {
  const { verifyPortsOf, verifyRequestOf } = await import('../verify.ts');
  const { verifyBuild } = await import('../../pipeline/verify-build.ts');
  const { embedded } = await wiring.connect(project);
  const words = ['--push=true', `--default-repo=${embedded.host}`, '--rebuild=true'];
  const images = await verifyBuild(
    await verifyRequestOf('build', flags, words, project, wiring),
    verifyPortsOf(wiring),
  );
  return {
    text: images.map(({ imageName, digest }) => `${imageName} is reproducible: ${digest}\n`).join(''),
    record: { reproducible: true, images },
  };
}
