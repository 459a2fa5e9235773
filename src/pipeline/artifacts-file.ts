/**
 * The artifacts file, exactly as Skaffold writes it, so that Skaffold and Cloud Deploy read ours and we read theirs.
 *
 *     {"builds":[{"imageName":"web","tag":"reg/web:1@sha256:…"}]}
 *
 * Pure. Source: Skaffold's pkg/skaffold/build (flags.BuildOutput, graph.Artifact). Keys are matched as Go matches them,
 * whatever their case; unknown keys are passed over. Left out: nothing, the format has no more.
 */

import { spanAt } from '../config/yaml/node.ts';
import { readDocuments } from '../config/yaml/read-documents.ts';
import type { Problem } from '../errors/problem.ts';
import { collect, err, ok, type Result } from '../errors/result.ts';
import { formatReference, parseReference } from '../image/reference.ts';

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
  const bad = (message: string, path: readonly (string | number)[] = []): Problem => ({
    code: 'ARTIFACTS_FILE_INVALID',
    message,
    at: { file, text, ...placeIn(text, path) },
  });
  const parsed = parseJson(text);
  if (parsed === undefined) return err(bad(`the artifacts file ${text.trim() === '' ? 'is empty' : 'is no JSON'}`));
  if (!isObject(parsed.value))
    return err(bad(`the artifacts file holds ${kindOf(parsed.value)}; write {"builds": [...]}`));
  const key = keyOf(parsed.value, 'builds');
  const builds = parsed.value[key] ?? [];
  if (!Array.isArray(builds)) return err(bad(`"builds" is ${kindOf(builds)} and not a list`, [key]));
  return collect(
    builds.map((entry: unknown, index) => {
      const read = readBuild(entry, index);
      return typeof read === 'string' ? err(bad(read, [key, index])) : ok(read);
    }),
  );
}

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
      if (!reference.ok) return reference;
      const retagged = formatReference({ ...reference.value, tag });
      const checked = parseReference(retagged);
      return checked.ok ? ok({ ...build, tag: retagged }) : checked;
    }),
  );

/** A build, or what is wrong with it. */
function readBuild(entry: unknown, index: number): ArtifactBuild | string {
  const at = `builds[${index}]`;
  if (!isObject(entry)) return `${at} is ${kindOf(entry)} and not {"imageName": …, "tag": …}`;
  const imageName = entry[keyOf(entry, 'imageName')];
  const tag = entry[keyOf(entry, 'tag')];
  const runtimeType = entry[keyOf(entry, 'runtimeType')];
  if (typeof imageName !== 'string' || imageName === '') return `${at} has no imageName`;
  if (typeof tag !== 'string' || tag === '') return `no tag provided for image "${imageName}" in ${at}`;
  const reference = parseReference(tag);
  if (!reference.ok) return `${at}: ${reference.problems[0].message}`;
  return { imageName, tag, ...(typeof runtimeType === 'string' && runtimeType !== '' && { runtimeType }) };
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.replace(/^\ufeff/, '')) };
  } catch {
    return undefined;
  }
}

/** Where a value stands, or where the text stops to be JSON. YAML's reader knows places, and JSON is YAML. */
function placeIn(text: string, path: readonly (string | number)[]): { readonly start: number; readonly end: number } {
  const documents = readDocuments(text, '');
  const [root] = documents.ok ? documents.value : [];
  const first = Math.max(0, text.search(/\S/));
  if (root !== undefined && path.length > 0) return spanAt(root, path, 'value');
  const at = documents.ok ? undefined : documents.problems[0].at;
  return at ?? { start: first, end: first + 1 };
}

/** The key as it is written. By Go's rule: an exact one first, then one that differs in case only. */
const keyOf = (value: Readonly<Record<string, unknown>>, name: string): string =>
  Object.hasOwn(value, name)
    ? name
    : (Object.keys(value).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'a list'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`;
