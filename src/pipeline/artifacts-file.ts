/**
 * The artifacts file, exactly as Skaffold writes it, so that Skaffold and Cloud Deploy read ours and we read theirs.
 *
 *     {"builds":[{"imageName":"web","tag":"reg/web:1@sha256:…"}]}
 *
 * Pure. Source: Skaffold's pkg/skaffold/build (flags.BuildOutput, graph.Artifact). Keys are matched as Go matches them,
 * whatever their case; unknown keys are passed over. Narrower on purpose: a key that is there twice and an image that
 * is there with two references are errors, where Go takes the last.
 */
import { collect, err, ok, type Result } from '../errors/result.ts';
import { formatReference, parseReference, withTag } from '../image/reference.ts';
import { type JsonNode, type JsonSpan, parseJsonText } from '../lib/json-text.ts';

export interface ArtifactBuild {
  /** As configured. */
  readonly imageName: string;
  /** The reference to use: `name:tag@digest`, or `name:tag` of files that people write. */
  readonly tag: string;
  readonly runtimeType?: string;
}

/** Compact, no newline at the end, `<` and `&` as they are. */
export const formatArtifacts = (builds: readonly ArtifactBuild[]): string =>
  JSON.stringify({
    builds: builds.map(({ imageName, tag, runtimeType }) => ({ imageName, tag, ...(runtimeType && { runtimeType }) })),
  });

/** @returns The builds; or every entry that is wrong, ARTIFACTS_FILE_INVALID at its place. */
export function parseArtifacts(text: string, file: string): Result<readonly ArtifactBuild[]> {
  const bad: Bad = (message, { start, end }) =>
    err({ code: 'ARTIFACTS_FILE_INVALID', message, at: { file, text, start, end } });
  // What some editors and shells put in front; Go would not take it, and it says nothing.
  const parsed = parseJsonText(text.replace(/^\ufeff/, ' '));
  if (!parsed.ok) return bad(`the artifacts file is no JSON: ${parsed.fault.message}`, parsed.fault);
  const { root } = parsed;
  if (root.kind !== 'object') return bad(`the artifacts file holds ${kindOf(root)}; write {"builds": [...]}`, root);
  const builds = fieldOf(root, 'builds', bad);
  if (!builds.ok) return builds;
  if (builds.value === undefined) return ok([]);
  if (builds.value.kind !== 'list') return bad(`"builds" is ${kindOf(builds.value)} and not a list`, builds.value);

  const entries = collect(builds.value.items.map((node, index) => readBuild(node, `builds[${index}]`, bad)));
  return entries.ok ? withoutRepeats(entries.value, bad) : entries;
}

/** A problem at a place of the file. */
type Bad = (message: string, at: JsonSpan) => Result<never>;
type Entry = ArtifactBuild & { readonly at: JsonSpan };

/** `--images`: NAME=REFERENCE, or a reference whose name is the image's. @returns USAGE_INVALID for each that is wrong. */
export const parseImages = (texts: readonly string[]): Result<readonly ArtifactBuild[]> =>
  collect(texts.map(parseImage));

function parseImage(text: string): Result<ArtifactBuild> {
  const [name = '', ...rest] = text.split('=');
  const tag = rest.length === 0 ? text : rest.join('=');
  const reference = parseReference(tag);
  if (!reference.ok || name === '')
    return err({
      code: 'USAGE_INVALID',
      message: `--images "${text}" is no NAME=REFERENCE`,
      ...(!reference.ok && { because: reference.problems }),
      hint: 'Write web=registry/web:1@sha256:…, or a reference alone.',
    });
  return ok({ imageName: rest.length === 0 ? reference.value.name : name, tag });
}

/** The later list wins; names that are new come last, in their order. */
export function mergeArtifacts(
  first: readonly ArtifactBuild[],
  second: readonly ArtifactBuild[],
): readonly ArtifactBuild[] {
  const merged = new Map<string, ArtifactBuild>();
  for (const build of [...first, ...second]) merged.set(build.imageName, build);
  return [...merged.values()];
}

/** `--tag`: another tag for every image; a digest stays. */
export const retagArtifacts = (builds: readonly ArtifactBuild[], tag: string): Result<readonly ArtifactBuild[]> =>
  collect(
    builds.map((build) => {
      const reference = parseReference(build.tag);
      const retagged = reference.ok ? withTag(reference.value, tag) : reference;
      return retagged.ok ? ok({ ...build, tag: formatReference(retagged.value) }) : retagged;
    }),
  );

function readBuild(node: JsonNode, at: string, bad: Bad): Result<Entry> {
  if (node.kind !== 'object') return bad(`${at} is ${kindOf(node)} and not {"imageName": …, "tag": …}`, node);
  const read = collect(['imageName', 'tag', 'runtimeType'].map((name) => readText(node, name, at, bad)));
  if (!read.ok) return read;
  const [imageName, tag, runtimeType] = read.value;
  if (imageName?.text === undefined) return bad(`${at} has no imageName`, node);
  if (tag?.text === undefined) return bad(`no tag provided for image "${imageName.text}" in ${at}`, tag?.at ?? node);
  const reference = parseReference(tag.text);
  if (!reference.ok) return bad(`${at}: ${reference.problems[0].message}`, tag.at);
  const more = runtimeType?.text === undefined ? {} : { runtimeType: runtimeType.text };
  return ok({ imageName: imageName.text, tag: tag.text, ...more, at: node });
}

/** A text of an object; no text where it is empty, null or not there, which are one to Go. */
function readText(
  node: JsonNode & { readonly kind: 'object' },
  name: string,
  at: string,
  bad: Bad,
): Result<{ readonly text: string | undefined; readonly at: JsonSpan }> {
  const field = fieldOf(node, name, bad);
  if (!field.ok) return field;
  if (field.value === undefined) return ok({ text: undefined, at: node });
  if (field.value.kind !== 'scalar' || typeof field.value.value !== 'string')
    return bad(`${at}.${name} is ${kindOf(field.value)} and not a text`, field.value);
  return ok({ text: field.value.value === '' ? undefined : field.value.value, at: field.value });
}

/** By Go's rule, whatever its case; undefined where it is null or not there. */
function fieldOf(node: JsonNode & { readonly kind: 'object' }, name: string, bad: Bad): Result<JsonNode | undefined> {
  const [member, again] = node.members.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  if (again !== undefined) return bad(`"${again.name}" is here a second time`, again.at);
  const value = member?.value;
  return ok(value?.kind === 'scalar' && value.value === null ? undefined : value);
}

/** Each image once. */
function withoutRepeats(entries: readonly Entry[], bad: Bad): Result<readonly ArtifactBuild[]> {
  const first = new Map<string, string>();
  return collect(
    entries.flatMap(({ at, ...build }) => {
      const tag = first.get(build.imageName);
      first.set(build.imageName, tag ?? build.tag);
      if (tag === undefined) return [ok(build)];
      return tag === build.tag ? [] : [bad(`image "${build.imageName}" is here a second time, with another tag`, at)];
    }),
  );
}

function kindOf(node: JsonNode): string {
  if (node.kind === 'object') return 'an object';
  if (node.kind === 'list') return 'a list';
  return node.value === null ? 'null' : `a ${typeof node.value}`;
}
