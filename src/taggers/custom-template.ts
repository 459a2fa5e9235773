/**
 * `customTemplate`: a Go template over the tags of other taggers.
 *
 *     template: "{{.GIT}}-{{.STAMP}}"       GIT, DATE, SHA and INPUT_DIGEST are there already
 *     components: [{name: STAMP, dateTime: {format: "20060102"}}]
 *
 * Only components whose name occurs in the template are asked. Source: Skaffold's tag/custom_template.go.
 */
import { collect, type Result } from '../errors/result.ts';
import { expandTag } from './expand-tag.ts';
import type { CustomTemplateSpec, TagPolicySpec } from './tag-policy.schema.ts';
import { tagFailed } from './tag-result.ts';
import type { Tagged, Tagger, TagJob, TagPorts } from './tagger.ts';

type Component = NonNullable<CustomTemplateSpec['components']>[number];
/** Tags by a policy that is not customTemplate itself. */
export type TagBy = (policy: TagPolicySpec, job: TagJob, ports: TagPorts) => Promise<Result<Tagged>>;

const KIND = 'customTemplate';
const builtIn: readonly Component[] = [
  { name: 'GIT', gitCommit: {} },
  { name: 'DATE', dateTime: {} },
  { name: 'SHA', sha256: {} },
  { name: 'INPUT_DIGEST', inputDigest: {} },
];

export const createCustomTemplate = (tagBy: TagBy): Tagger<CustomTemplateSpec> => ({
  kind: KIND,
  async tag(spec, job, ports) {
    const repeated = findRepeated((spec.components ?? []).map(({ name }) => name));
    if (repeated !== undefined) return tagFailed(`build.tagPolicy.${KIND}.components names "${repeated}" twice`);

    const tagged = collect(
      await Promise.all(
        componentsOf(spec).map(async ({ name, ...policy }) => {
          const result = await tagBy(policy, { ...job, placeOf: placeIn(spec, name, job) }, ports);
          return result.ok ? { ...result, value: { name, ...result.value } } : result;
        }),
      ),
    );
    if (!tagged.ok) return tagged;
    const words = Object.fromEntries(tagged.value.map(({ name, tag }) => [name, tag]));
    const notices = tagged.value.flatMap(({ notice }) => notice ?? []);
    const result = expandTag(KIND, spec.template, words, job);
    if (!result.ok || notices.length === 0) return result;
    return { ...result, value: { ...result.value, notice: notices.join('; ') } };
  },
});

/** The components that the template may name; a component of the config beats a built-in one of its name. */
export function componentsOf({ template, components = [] }: CustomTemplateSpec): readonly Component[] {
  const own = new Set(components.map(({ name }) => name));
  return [...components, ...builtIn.filter(({ name }) => !own.has(name))].filter(({ name }) =>
    template.includes(`.${name}`),
  );
}

/** A component that is there already is as good as its name in the template. */
function placeIn(
  { components = [] }: CustomTemplateSpec,
  name: string,
  { placeOf }: TagJob,
): NonNullable<TagJob['placeOf']> {
  const index = components.findIndex((component) => component.name === name);
  return (path) => placeOf?.(index === -1 ? [KIND, 'template'] : [KIND, 'components', index, ...path]);
}

const findRepeated = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) !== index);
