/**
 * What the last render made of each image field, noted for `why KIND/NAME`.
 *
 *     render1     {"version": 1, "command": "deploy", "at": "…", "lengths": {…}, "words": […], "rows": […]}
 *
 * Written by every render, so it costs little: no file is read or hashed again. Whether one has changed since is seen by
 * its times and its length. It holds names, places and references, and no text of a manifest.
 */
import { relative, resolve } from 'node:path';
import type { Rendered } from '../manifest/rendered.ts';
import type { Project } from './load.ts';
import type { PipelinePorts } from './ports.ts';
import { packObjects, unpackObjects } from './render-note-pack.ts';
import type { ExplainedObject } from './why-object.ts';

const NOTE = 'render1';
const VERSION = 1;
/** UTF-16 code units; some 100,000 objects. What is longer is not kept. */
const MAX_LENGTH = 8 * 1024 * 1024;

export interface RenderNote {
  /** The command that rendered, e.g. `deploy`. */
  readonly command: string;
  /** RFC 3339. */
  readonly at: string;
  /** Those that were active. */
  readonly profiles: readonly string[];
  /** From its folder. */
  readonly configFile: string;
  /** The folder that names of sources are relative to, from that of the config. */
  readonly folder: string;
  /** Of each source, in UTF-16 code units. */
  readonly lengths: Readonly<Record<string, number>>;
  readonly objects: readonly ExplainedObject[];
}

type Ports = Pick<PipelinePorts, 'notes' | 'system' | 'workDir' | 'signal'>;

/** Notes a render that went well. A config from standard input has no place to come back to. */
export function writeRenderNote(rendered: Rendered, command: string, project: Project, ports: Ports): void {
  if (project.configFile === '-') return;
  const lengths: Record<string, number> = { [project.configFile]: project.resolved.placeOf([]).text.length };
  for (const { source, place } of rendered.objects) lengths[source] = place.text.length;
  const text = JSON.stringify({
    version: VERSION,
    command,
    at: ports.system.clock.now().toISOString(),
    profiles: project.resolved.activeProfiles,
    configFile: configOf(project, ports),
    folder: relative(project.configDir, ports.workDir),
    lengths,
    ...packObjects(rendered.objects),
  });
  // An older note would be taken for the last.
  ports.notes.write(NOTE, text.length > MAX_LENGTH ? '' : text);
}

/** Undefined where no render of this config is known. */
export async function readRenderNote(project: Project, ports: Ports): Promise<RenderNote | undefined> {
  const note = parseRenderNote((await ports.notes.read(NOTE)) ?? '');
  return note?.configFile === configOf(project, ports) ? note : undefined;
}

/** Those of the named sources, and the config, that are not what they were. URLs and standard input cannot be looked at again. */
export async function changedSources(
  { lengths, folder, at }: RenderNote,
  names: ReadonlySet<string>,
  { configDir, configFile }: Project,
  { system: { files }, signal }: Ports,
): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const [name, length] of Object.entries(lengths)) {
    const isAsked = names.has(name) || name === configFile;
    if (!isAsked || name === '-' || /^https?:/.test(name)) continue;
    const path = resolve(configDir, folder, name);
    const info = await files.stat(path);
    const isSame =
      info?.kind === 'file' &&
      info.changedMs <= Date.parse(at) &&
      (await files.readText(path, signal)).length === length;
    if (!isSame) changed.push(name);
  }
  return changed;
}

const configOf = ({ configDir, configFile }: Project, { workDir }: Ports): string =>
  relative(configDir, resolve(workDir, configFile));

/** Undefined for anything that {@link writeRenderNote} did not write, a note of another version included. */
export function parseRenderNote(text: string): RenderNote | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isFields(value) || value['version'] !== VERSION) return undefined;
    const { command, at, profiles, configFile, folder, lengths } = value;
    const objects = unpackObjects(value['words'], value['rows']);
    const isWhole = isText(command) && isText(at) && isText(configFile) && isText(folder) && objects !== undefined;
    if (!isWhole || !isLengths(lengths) || !Array.isArray(profiles) || !profiles.every(isText)) return undefined;
    return { command, at, profiles, configFile, folder, lengths, objects };
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isLengths = (value: unknown): value is Readonly<Record<string, number>> =>
  isFields(value) && Object.values(value).every((length) => typeof length === 'number');
