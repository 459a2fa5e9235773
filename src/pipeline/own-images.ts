/**
 * What is known of own images when manifests are rendered: given, built, tagged or looked up.
 *
 *     --build-artifacts, --images ─► given ─┐
 *     --digest-source=local ─► built ───────┼─► images
 *     --digest-source=remote ─► looked up ──┤
 *     --digest-source=tag ─► name:tag ──────┘
 */
import { unwrap } from '../errors/result.ts';
import type { Step } from '../events/event.ts';
import { applyDefaultRepo } from '../image/rename.ts';
import type { BuildResult } from './artifact-job.ts';
import { type ArtifactBuild, mergeArtifacts, parseArtifacts, parseImages, retagArtifacts } from './artifacts-file.ts';
import type { BuildRequest } from './build-project.ts';
import type { DigestSource } from './digests.ts';
import type { Project } from './load.ts';
import { readNamedFile } from './named-file.ts';
import type { PipelinePorts } from './ports.ts';

export interface ImagesRequest {
  readonly build: BuildRequest;
  /** `--build-artifacts`; `-` is standard input. */
  readonly artifactsFile: string | undefined;
  /** `--images`. */
  readonly images: readonly string[];
  /** undefined: none where images are given or the run is offline, else remote. */
  readonly digestSource: DigestSource | undefined;
  readonly offline: boolean;
  /** The steps that come after the images, for the plan that is announced. */
  readonly later: readonly Step[];
  /** Gets what was built before anything else is done with it. */
  readonly onBuilt?: (builds: readonly BuildResult[]) => Promise<void>;
}

export interface OwnImages {
  readonly images: readonly BuildResult[];
  /** `--digest-source=tag`: references without digests are what was asked for. */
  readonly undigested: boolean;
  /** Whether each was pushed or loaded by this run, or is known to be where it was. */
  readonly arePresent: boolean;
}

/** Announces the plan of the run, and gets the images. @throws OrchestratorError of what was asked. */
export async function ownImages(request: ImagesRequest, project: Project, ports: PipelinePorts): Promise<OwnImages> {
  const given = await givenImages(request, project, ports);
  const source = request.digestSource ?? (given !== undefined || request.offline ? 'none' : 'remote');
  const undigested = source === 'tag';
  const pinned = (images: readonly BuildResult[]): Promise<readonly BuildResult[]> | readonly BuildResult[] =>
    source === 'remote' ? lookUp(images, ports) : images;
  if (given !== undefined || source === 'none') {
    ports.emit({ type: 'run.planned', command: request.build.command, steps: request.later });
    return { images: await pinned(given ?? []), undigested, arePresent: source === 'remote' };
  }
  // Builders are loaded by runs that build: most renders are given their images.
  const { buildProject } = await import('./build-project.ts');
  const images = await buildProject(
    project,
    { ...request.build, dryRun: request.build.dryRun || source !== 'local' },
    ports,
    request.later,
  );
  if (source === 'local') await request.onBuilt?.(images);
  const isBuilt = source === 'local' && (request.build.push !== false || request.build.load);
  return { images: await pinned(images), undigested, arePresent: isBuilt || source === 'remote' };
}

async function lookUp(images: readonly BuildResult[], ports: PipelinePorts): Promise<readonly BuildResult[]> {
  const { resolveDigests } = await import('./digests.ts');
  return resolveDigests(images, ports);
}

/** From the file and the flags; the file wins. Undefined when neither is there. */
async function givenImages(
  { artifactsFile, images, build }: ImagesRequest,
  project: Project,
  ports: PipelinePorts,
): Promise<readonly BuildResult[] | undefined> {
  if (artifactsFile === undefined && images.length === 0) return undefined;
  const named = unwrap(parseImages(images));
  const filed = artifactsFile === undefined ? [] : await readArtifacts(artifactsFile, ports);
  const merged = mergeArtifacts(named, filed);
  const tagged = build.tag === undefined ? merged : unwrap(retagArtifacts(merged, build.tag));
  const defaultRepo = build.defaultRepo ?? project.settings.defaultRepo;
  return tagged.map((one) => resultOf(one, defaultRepo, project.settings.multiLevelRepo));
}

async function readArtifacts(file: string, ports: PipelinePorts): Promise<readonly ArtifactBuild[]> {
  const { system, readStdin, workDir, signal } = ports;
  const text = file === '-' ? await readStdin(signal) : await readNamedFile(file, { ...system, workDir, signal });
  return unwrap(parseArtifacts(text, file));
}

function resultOf(one: ArtifactBuild, defaultRepo: string | undefined, multiLevel: boolean | undefined): BuildResult {
  const reference =
    defaultRepo === undefined || defaultRepo === ''
      ? one.tag
      : unwrap(applyDefaultRepo(one.tag, defaultRepo, multiLevel));
  return {
    name: one.imageName,
    reference,
    ...(one.runtimeType !== undefined && { runtimeType: one.runtimeType }),
  };
}
