/** What decides the image of a Dockerfile: the files that it reads, and the settings that change its instructions. */

import { digestOf } from '../image/digest.ts';
import { formatPlatform } from '../image/platform.ts';
import type { InputSet } from '../inputs/input-set.ts';
import type { Builder } from './builder.ts';
import { readContextFiles } from './context-files.ts';
import type { DockerSpec } from './docker.schema.ts';
import { flagArgs, givenArgs, RUN_MODE } from './docker-args.ts';
import { readSource, requestOf } from './docker-source.ts';
import { readOutside } from './dockerfile-stages.ts';
import { readNamedContexts } from './named-contexts.ts';
import { expandUntagged } from './untagged.ts';

export const dockerInputs: Builder<DockerSpec>['inputs'] = async (job, ports): Promise<InputSet> => {
  const { spec, contextDir, env, runMode } = job;
  const source = await readSource(requestOf(job), ports);
  const expand = expandUntagged(job.expand);
  const { args } = readOutside(source.dockerfile, { buildArgs: {} });
  const offered = runMode !== undefined && args.has(RUN_MODE) ? { [RUN_MODE]: runMode } : {};
  const flags = (spec.cliFlags ?? []).map(expand);
  const buildArgs = { ...offered, ...givenArgs(spec.buildArgs, env, expand), ...flagArgs(flags, env) };
  const { reads } = readOutside(source.dockerfile, { buildArgs, ...(spec.target && { target: spec.target }) });
  const labels = Object.entries(spec.labels ?? {}).map(([name, value]) => [`label ${name}`, expand(value)]);
  const context = await readContextFiles(source, reads, contextDir, ports);
  const named = await readNamedContexts(flags, contextDir, ports);
  return {
    ...(named.shape.length === 0 ? context : joined(context, named)),
    values: {
      builder: 'docker',
      ...Object.fromEntries(Object.entries(buildArgs).map(([name, value]) => [`argument ${name}`, value])),
      ...Object.fromEntries(labels),
      ...listed('platforms', job.platforms?.map(formatPlatform)),
      ...listed('addHost', spec.addHost),
      ...listed('cliFlags', flags),
      ...(spec.target && { target: spec.target }),
      ...(spec.network && { network: spec.network }),
      ...(spec.squash && { squash: 'true' }),
    },
  };
};

const joined = (
  context: Awaited<ReturnType<typeof readContextFiles>>,
  named: Awaited<ReturnType<typeof readNamedContexts>>,
): Pick<InputSet, 'files' | 'tree'> => ({
  files: [...context.files, ...named.files].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  tree: digestOf(JSON.stringify([context.tree, named.shape])),
});

const listed = (name: string, values: readonly string[] | undefined) =>
  values === undefined || values.length === 0 ? {} : { [name]: values.join('\n') };
