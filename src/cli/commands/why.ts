/** `orchestrator why WHAT` */
import { isDigest, shortDigest } from '../../image/digest.ts';
import type { FieldChange } from '../../inputs/cache-key.ts';
import { plainLine } from '../../lib/terminal-text.ts';
import type { RenderedObject } from '../../manifest/rendered.ts';
import { explainWhy } from '../../pipeline/why.ts';
import type { ArtifactReason } from '../../pipeline/why-artifact.ts';
import type { Command } from '../command.ts';
import { buildRequestOf, renderRequestOf } from '../requests.ts';

export const why: Command = {
  async run({ flags, argument = '', wiring }) {
    const project = await wiring.load();
    const ports = await wiring.connect(project);
    const request = {
      what: argument,
      build: buildRequestOf(flags, wiring, 'build'),
      // What is not built yet is shown as it stands.
      render: { ...(await renderRequestOf(flags, wiring)), allowUndigested: true },
      artifactsFile: flags['build-artifacts'],
    };
    const { artifacts, objects } = await explainWhy(request, project, ports);
    return {
      text: [...artifacts.flatMap(artifactLines), ...objects.flatMap(objectLines)].map((line) => `${line}\n`).join(''),
      record: {
        artifacts,
        objects: objects.map(({ id, source, images }) => ({
          ...id,
          source,
          images: images.map(({ path, before, after, rule, artifact }) => ({ path, before, after, rule, artifact })),
        })),
      },
    };
  },
};

function artifactLines({ artifact, reference, builtAt, comparedWith, changes }: ArtifactReason): readonly string[] {
  const state =
    reference === undefined ? 'would be built' : `is not built again: ${reference} has these inputs since ${builtAt}`;
  return [`${artifact} ${state}`, `  ${headOf(comparedWith, changes)}`, ...changes.flatMap(changeLines)];
}

function headOf(comparedWith: ArtifactReason['comparedWith'], changes: readonly FieldChange[]): string {
  switch (comparedWith) {
    case 'last run':
      return `${changes.length} differ from the last run:`;
    case 'run before':
      return `nothing changed since the last run; ${changes.length} made that one differ from the run before:`;
    case 'nothing':
      return 'no earlier run with other inputs is known';
    default:
      return comparedWith satisfies never;
  }
}

const changeLines = ({ field, before, after }: FieldChange): readonly string[] => [
  `  ${plainLine(field)}`,
  `    before  ${shown(before)}`,
  `    now     ${shown(after)}`,
];

const shown = (value: string | undefined): string => {
  if (value === undefined) return '(not there)';
  return isDigest(value) ? `sha256:${shortDigest(value)}` : plainLine(value);
};

const objectLines = ({ id, source, images }: RenderedObject): readonly string[] => [
  `${id.kind}/${id.name}${id.namespace === undefined ? '' : ` in ${id.namespace}`}, from ${source}`,
  ...(images.length === 0 ? ['  has no image field'] : images.flatMap(imageLines)),
];

const imageLines = ({ path, before, after, rule, artifact }: RenderedObject['images'][number]): readonly string[] => [
  `  ${plainLine(path)} = ${plainLine(after)}`,
  `    written ${plainLine(before)}; found by the rule ${rule}; ${artifact === undefined ? 'no image of this project, so it stays' : `the image of artifact ${artifact}`}`,
];
