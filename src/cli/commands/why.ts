/** `orchestrator why WHAT` */
import { isDigest, shortDigest } from '../../image/digest.ts';
import type { FieldChange } from '../../inputs/cache-key.ts';
import { plainLine } from '../../lib/terminal-text.ts';
import { explainWhy, type LastRender } from '../../pipeline/why.ts';
import type { ArtifactReason } from '../../pipeline/why-artifact.ts';
import type { ExplainedObject } from '../../pipeline/why-object.ts';
import type { Command } from '../command.ts';
import { buildRequestOf, renderRequestOf } from '../requests.ts';

export const why: Command = {
  async run({ flags, args: [what = ''], wiring }) {
    const project = await wiring.load();
    const ports = await wiring.connect(project);
    const request = {
      what,
      build: buildRequestOf(flags, wiring, 'build'),
      // What is not built yet is shown as it stands.
      render: { ...(await renderRequestOf(flags, wiring)), allowUndigested: true },
      artifactsFile: flags['build-artifacts'],
      rendersAnew: flags['build-artifacts'] !== undefined || flags.namespace !== undefined,
      namesProfiles: flags.profile !== undefined,
    };
    const { artifacts, objects, render } = await explainWhy(request, project, ports);
    const lines = [
      ...artifacts.flatMap(artifactLines),
      ...objects.flatMap((object) => objectLines(object, render)),
      ...(render?.changed ?? []).map(
        (file) => `${plainLine(file)} has changed since: the next render may give something else`,
      ),
    ];
    return {
      text: lines.map((line) => `${line}\n`).join(''),
      record: {
        artifacts,
        objects: objects.map(({ id, source, images }) => ({ ...id, source, images })),
        ...(objects.length > 0 && { render: render ?? null }),
      },
    };
  },
};

function artifactLines(reason: ArtifactReason): readonly string[] {
  const { artifact, reference, builtAt, comparedWith, changes, lost } = reason;
  const why = lost === undefined ? '' : `: ${LOST[lost]}`;
  const state =
    reference === undefined
      ? `would be built${why}`
      : `is not built again: ${reference} has these inputs since ${builtAt}`;
  return [`${artifact} ${state}`, `  ${headOf(comparedWith, changes)}`, ...changes.flatMap(changeLines)];
}

const LOST = {
  forgotten: 'the cache knows no image of these inputs any more',
  gone: 'the image of these inputs is not whole in the store any more',
} as const;

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

function objectLines({ id, source, images }: ExplainedObject, render: LastRender | undefined): readonly string[] {
  const where = id.namespace === undefined ? '' : ` in ${plainLine(id.namespace)}`;
  const profiles = render === undefined || render.profiles.length === 0 ? '' : ` with ${render.profiles.join(', ')}`;
  const when =
    render === undefined ? 'as a render would make it now' : `as ${render.command}${profiles} made it at ${render.at}`;
  return [
    plainLine(`${id.kind}/${id.name}${where}, from ${source}, ${when}`),
    ...(images.length === 0 ? ['  has no image field'] : images.flatMap((image) => imageLines(image, source))),
  ];
}

const imageLines = (image: ExplainedObject['images'][number], source: string): readonly string[] => [
  `  ${plainLine(image.path)} = ${plainLine(image.after)}`,
  `    written ${plainLine(image.before)} at ${plainLine(source)}:${image.line}:${image.column}; found by the rule ${image.rule}; ${becauseOf(image)}`,
];

function becauseOf({ artifact, before, after, digest }: ExplainedObject['images'][number]): string {
  if (artifact === undefined) return 'no image of this project, so it stays';
  const unknown = before === after && digest === undefined ? ', which is not built: a render stops here' : '';
  return `the image of artifact ${plainLine(artifact)}${unknown}`;
}
