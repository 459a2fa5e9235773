/** Files, folders, globs, standard input, or what was just rendered → the objects that a cluster is to have. */
import { OrchestratorError, type Problem, type SourceSpan } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import type { Step } from '../../events/event.ts';
import type { SavedPlan } from '../../live/plan/saved.ts';
import { findOutside, type ImageGuard } from '../../manifest/allowed.ts';
import { findDoubts, tellDoubts } from '../../manifest/doubtful.ts';
import type { ManifestSource, ObjectId, Rendered } from '../../manifest/rendered.ts';
import { rawYaml } from '../../renderers/raw.ts';
import type { PipelinePorts } from '../ports.ts';
import { isSealedIn, openPlan, type PlanFile } from './open-plan.ts';
import { type Wanted, wantedObjects } from './wanted.ts';

export interface InputRequest {
  /** Files, folders, globs, or `-`, relative to the working folder. */
  readonly files: readonly string[];
  /** What a config gave, instead of files; its run is announced already. */
  readonly rendered?: Pick<Rendered, 'text' | 'objects'>;
  readonly labels: Readonly<Record<string, string>>;
  /** What was planned, instead of all that; files beside it are held against it. Of what was rendered, only its Secrets. */
  readonly planned?: PlanFile;
  /** Where images may come from; what was rendered was held against it. */
  readonly guard?: ImageGuard | undefined;
}

export type InputPorts = Pick<PipelinePorts, 'system' | 'tree' | 'fetch' | 'readStdin' | 'emit' | 'workDir' | 'signal'>;

/**
 * @param setId Of the set that they are in.
 * @throws OrchestratorError INPUT_*, MANIFEST_INVALID, YAML_INVALID, CONFIG_LIMIT, IMAGE_NOT_ALLOWED with every problem.
 */
export async function readWanted(
  { files, rendered, labels, planned, guard }: InputRequest,
  ports: InputPorts,
  setId?: string,
): Promise<readonly Wanted[]> {
  if (planned !== undefined) {
    const given = files.length === 0 ? [] : unwrap(wantedObjects(await readFiles(files, ports), labels, setId));
    const secrets = rendered === undefined ? [] : secretsOf(planned.plan, rendered, labels, setId);
    return allowed(openPlan(planned, [...given, ...secrets]), guard);
  }
  const sources = rendered === undefined ? await readFiles(files, ports) : [sourceOf(rendered)];
  const wanted = unwrap(wantedObjects(sources, labels, setId));
  if (wanted.length === 0) {
    const message =
      rendered === undefined ? `there is no object in ${files.join(', ')}` : 'the config renders no object';
    throw new OrchestratorError({ code: 'INPUT_INVALID', message });
  }
  return rendered === undefined ? allowed(wanted, guard, sources) : withPlaces(wanted, rendered);
}

/** Warns of scalars of files that are to be applied; of what was rendered, the render has. */
export function warnOfDoubts(
  wanted: readonly Wanted[],
  request: InputRequest,
  { emit }: Pick<InputPorts, 'emit'>,
): void {
  if (request.rendered !== undefined || request.planned !== undefined) return;
  const texts = new Map(wanted.flatMap(({ place }) => (place === undefined ? [] : [[place.file, place.text]])));
  for (const problem of tellDoubts(findDoubts([...texts].map(([name, text]) => ({ name, text })))))
    emit({ type: 'notice', level: 'warning', message: problem.message, problem });
}

/** Tells what the run does, unless that was told with what came before. */
export function announce(
  { rendered }: InputRequest,
  command: string,
  steps: readonly Step[],
  { emit }: Pick<InputPorts, 'emit'>,
): void {
  if (rendered === undefined) emit({ type: 'run.planned', command, steps });
}

/** @param sources Where they were read; without, each is looked at as it will be sent. */
function allowed(
  wanted: readonly Wanted[],
  guard: ImageGuard | undefined,
  sources?: readonly ManifestSource[],
): readonly Wanted[] {
  if (guard === undefined) return wanted;
  // The line that is shown holds no value of a Secret.
  const shown = new Map(wanted.map(({ place }) => [place?.file, place?.text]));
  const problems =
    sources === undefined
      ? wanted.flatMap(({ json, place }) => findOutside([{ name: '', text: json }], guard).map(atPlace(place)))
      : findOutside(sources, guard).map((one) =>
          atPlace(one.at && { ...one.at, text: shown.get(one.at.file) ?? one.at.text })(one),
        );
  const [first, ...rest] = problems;
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
  return wanted;
}

const atPlace =
  (at: SourceSpan | undefined) =>
  (problem: Problem): Problem => ({ ...problem, at });

const sourceOf = ({ text }: Pick<Rendered, 'text'>): ManifestSource => ({ name: 'the rendered manifests', text });

/** All else is in the plan, whatever the config says by now. */
function secretsOf(
  plan: SavedPlan,
  rendered: Pick<Rendered, 'text' | 'objects'>,
  labels: InputRequest['labels'],
  setId: string | undefined,
): readonly Wanted[] {
  const wanted = unwrap(wantedObjects([sourceOf(rendered)], labels, setId));
  return withPlaces(wanted, rendered).filter((one) => isSealedIn(plan, one));
}

async function readFiles(files: readonly string[], ports: InputPorts): Promise<readonly ManifestSource[]> {
  const sources = await rawYaml.sources(
    {
      spec: [...files],
      configDir: ports.workDir,
      workDir: ports.workDir,
      isUserWritten: true,
      offline: false,
      expand: (text) => text,
      placeOf: () => undefined,
    },
    ports,
  );
  return unwrap(sources);
}

/** What goes wrong with an object is told where somebody wrote it; what a hook brought is in the rendered text alone. */
function withPlaces(wanted: readonly Wanted[], { objects }: Pick<Rendered, 'objects'>): readonly Wanted[] {
  const places = new Map(objects.map(({ id, place }) => [keyOf(id), place]));
  return wanted.map((one) => ({ ...one, place: places.get(keyOf(one.id)) ?? one.place }));
}

const keyOf = ({ apiVersion, kind, namespace, name }: ObjectId): string =>
  JSON.stringify([apiVersion, kind, namespace ?? null, name]);
