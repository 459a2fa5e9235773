/**
 * What decides a `layers` image, without building it: files by name, and values.
 *
 * Folders and permission bits are no files, but they are in the image: they go in as one digest. Where the platforms
 * are not known yet, `{{.TARGETARCH}}` stands for all of them.
 */
import { posix } from 'node:path';
import { unwrap } from '../errors/result.ts';
import { digestOf } from '../image/digest.ts';
import type { InputFile, InputSet } from '../inputs/input-set.ts';
import { gzipVersion } from '../oci/gzip-version.ts';
import { parseLayoutName } from '../oci/oci-layout.ts';
import type { BuildJob } from './builder.ts';
import type { LayersSpec } from './layers.schema.ts';
import { parseSourceDate } from './layers-config.ts';
import { anyPlatformVariables, type Expand, isFor, platformVariables } from './layers-platforms.ts';
import { noteSource } from './layers-seen.ts';
import { type FilesEntry, type LayerSource, placeOfEntry, readSource, type SourcePorts } from './layers-source.ts';

export type InputsJob = Pick<BuildJob<LayersSpec>, 'spec' | 'contextDir' | 'env' | 'expand'> &
  Partial<Pick<BuildJob<LayersSpec>, 'platforms' | 'configDir' | 'artifact' | 'placeOf'>>;

/** @throws OrchestratorError INPUT_MISSING, INPUT_INVALID, TEMPLATE_INVALID. */
export async function listInputs(job: InputsJob, ports: SourcePorts): Promise<InputSet> {
  const { spec, contextDir } = job;
  const files = new Map<string, InputFile>();
  const shape: string[] = [];
  for (const [index, entry] of spec.files.entries()) {
    const at = `files[${index}]`;
    for (const src of sourcesOf(entry, job)) {
      const source = await readSource(src, entry, placeOfEntry(index, job), job, ports);
      noteSource({ entry, src, contextDir, source });
      for (const file of filesOf(source)) files.set(file.name, file);
      shape.push(at, src, ...shapeOf(source));
    }
  }
  for (const file of layoutFiles(spec.base, contextDir)) files.set(file.name, file);
  return {
    files: [...files.values()].sort((left, right) => (left.name < right.name ? -1 : 1)),
    values: { ...valuesOf(job), tree: digestOf(JSON.stringify(shape)) },
  };
}

/** `src` on every platform, each text once. */
export function sourcesOf(
  entry: FilesEntry,
  { platforms = [], expand }: Pick<InputsJob, 'platforms' | 'expand'>,
): readonly string[] {
  const variables =
    platforms.length === 0
      ? [anyPlatformVariables]
      : platforms.filter((platform) => isFor(entry.platforms, platform)).map(platformVariables);
  return [...new Set(variables.map((more) => expand(entry.src, more)))];
}

function valuesOf({ spec, env, expand, platforms = [] }: InputsJob): Readonly<Record<string, string>> {
  const [platform] = platforms;
  const more = platform === undefined ? anyPlatformVariables : platformVariables(platform);
  return {
    // Another way to compress is another digest.
    format: spec.compression === 'none' ? 'none' : gzipVersion,
    settings: JSON.stringify(spec),
    sourceDate: String(unwrap(parseSourceDate(env['SOURCE_DATE_EPOCH']))),
    texts: JSON.stringify([expandAll(spec.env, expand, more), expandAll(spec.labels, expand, more)]),
  };
}

const expandAll = (
  texts: Readonly<Record<string, string>> | undefined,
  expand: Expand,
  more: Readonly<Record<string, string>>,
): readonly (readonly [string, string])[] =>
  Object.entries(texts ?? {}).map(([name, text]) => [name, expand(text, more)]);

const filesOf = (source: LayerSource): readonly InputFile[] =>
  source.entries.flatMap((state) => {
    const { path, kind } = state;
    if (kind !== 'file' && kind !== 'link') return [];
    const name = source.kind === 'file' ? source.prefix : below(source.prefix, path);
    return [{ path: below(source.root, path), name, kind, state }];
  });

/** Both are normal already: `join` would take longer than all the rest. */
const below = (folder: string, path: string): string =>
  folder === '' || folder.endsWith('/') ? `${folder}${path}` : `${folder}/${path}`;

const shapeOf = (source: LayerSource): readonly string[] =>
  source.entries.map(({ path, kind, mode }) => `${path} ${kind} ${kind === 'file' && (mode & 0o100) !== 0}`);

/** The index of a layout names all of it by digest. */
function layoutFiles(base: string, contextDir: string): readonly InputFile[] {
  if (!base.startsWith('oci:')) return [];
  const name = posix.join(unwrap(parseLayoutName(base.slice('oci:'.length))).folder, 'index.json');
  return [{ path: posix.resolve(contextDir, name), name, kind: 'file' }];
}
