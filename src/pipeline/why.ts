/**
 * `why`: what a word of the user's means, and what is known of it.
 *
 *     web, localhost:5080/web:v1@sha256:…     artifacts and their images: which field of the key differs
 *     Deployment/web, k8s/web.yaml            objects: which file, image and rule made each image field
 */
import { normalize } from 'node:path';
import { OrchestratorError } from '../errors/problem.ts';
import { canonicalName, parseReference } from '../image/reference.ts';
import type { ObjectId } from '../manifest/rendered.ts';
import type { PlannedArtifact } from '../plan/plan.ts';
import { type BuildRequest, buildRunOf, planProject } from './build-project.ts';
import type { Project } from './load.ts';
import type { PipelinePorts } from './ports.ts';
import { changedSources, type RenderNote, readRenderNote } from './render-note.ts';
import { packObjects, unpackObjects } from './render-note-pack.ts';
import { type RenderRequest, renderProject } from './render-project.ts';
import { type ArtifactReason, explainArtifacts } from './why-artifact.ts';
import type { ExplainedObject } from './why-object.ts';

export interface WhyRequest {
  /** As the user wrote it. */
  readonly what: string;
  readonly build: BuildRequest;
  readonly render: RenderRequest;
  /** `--build-artifacts`; absent: what the cache knows of the present inputs. */
  readonly artifactsFile: string | undefined;
  /** Flags ask for a render of their own, so the last one is no answer. */
  readonly rendersAnew: boolean;
  /** Profiles were named, so that a render with others is no answer either. */
  readonly namesProfiles: boolean;
}

export interface WhyAnswer {
  readonly artifacts: readonly ArtifactReason[];
  readonly objects: readonly ExplainedObject[];
  /** The render that the objects are of; absent: one that was made for this answer. */
  readonly render?: LastRender;
}

export interface LastRender extends Pick<RenderNote, 'command' | 'at' | 'profiles'> {
  /** Files that are not what they were then, as the user would write them. */
  readonly changed: readonly string[];
}

/**
 * An object is explained by the last render; one that it does not know by a render now.
 *
 * Reads, and renders in memory and offline; writes no more than notes of ours.
 * @throws OrchestratorError ARTIFACT_UNKNOWN for a word that means nothing here.
 */
export async function explainWhy(request: WhyRequest, project: Project, ports: PipelinePorts): Promise<WhyAnswer> {
  const { what } = request;
  const build = { ...request.build, readOnlyLock: true };
  // What files hold is noted there.
  await ports.prepareState();
  const plan = await planProject(project, build, ports);
  if (!request.rendersAnew && !plan.artifacts.some((planned) => isNamed(planned, what, undefined))) {
    const told = await explainLast(request, project, ports);
    if (told !== undefined) return told;
  }
  const reasons = await explainArtifacts(buildRunOf(plan, project, build, ports), { ...ports, env: project.env });
  const named = plan.artifacts.filter((planned) => isNamed(planned, what, reasons.get(planned.name)));
  if (named.length > 0) return { artifacts: named.flatMap(({ name }) => reasons.get(name) ?? []), objects: [] };

  const known = [...reasons.values()].flatMap(({ artifact, reference }) =>
    reference === undefined ? [] : [`${artifact}=${reference}`],
  );
  const images = {
    build: { ...build, dryRun: true },
    artifactsFile: request.artifactsFile,
    images: request.artifactsFile === undefined ? known : [],
    digestSource: 'none',
    offline: true,
    later: [],
  } as const;
  const { objects } = await renderProject(project, images, { ...request.render, anyRegistry: true }, ports);
  const asked = objects.filter((object) => isAsked(object, what));
  const { words, rows } = packObjects(asked);
  const found = unpackObjects(words, rows) ?? [];
  if (found.length > 0) return { artifacts: [], objects: found };
  throw new OrchestratorError({
    code: 'ARTIFACT_UNKNOWN',
    message: `"${what}" is no artifact, image, object or manifest file of this project`,
    hint: `Artifacts are ${plan.artifacts.map(({ name }) => name).join(', ') || 'none'}; objects are written KIND/NAME, files as in the config.`,
  });
}

async function explainLast(
  { what, namesProfiles }: WhyRequest,
  project: Project,
  ports: PipelinePorts,
): Promise<WhyAnswer | undefined> {
  const note = await readRenderNote(project, ports);
  const objects = note?.objects.filter((object) => isAsked(object, what)) ?? [];
  if (note === undefined || objects.length === 0) return undefined;
  if (namesProfiles && note.profiles.join() !== project.resolved.activeProfiles.join()) return undefined;
  const { command, at, profiles } = note;
  const changed = await changedSources(note, new Set(objects.map(({ source }) => source)), project, ports);
  return { artifacts: [], objects, render: { command, at, profiles, changed } };
}

/** A file in any way to write it: `./k8s/web.yaml`. */
const isAsked = ({ id, source }: Pick<ExplainedObject, 'id' | 'source'>, what: string): boolean =>
  source === what || source === normalize(what) || isObject(id, what);

/** By its name in the config, or as an image of any of its places, whatever tag and digest it has. */
function isNamed(planned: PlannedArtifact, what: string, reason: ArtifactReason | undefined): boolean {
  const { name, target, alsoPush } = planned;
  if (what === name || what === reason?.reference) return true;
  const asked = parseReference(what);
  if (!asked.ok) return false;
  const configured = parseReference(name);
  const places = [target, ...alsoPush, ...(configured.ok ? [configured.value] : [])];
  return places.some((place) => canonicalName(place) === canonicalName(asked.value));
}

/** `Deployment/web`, `NAMESPACE/Deployment/web`; the kind in any case. */
function isObject({ kind, name, namespace }: ObjectId, what: string): boolean {
  const [last, second, first, ...more] = what.split('/').reverse();
  if (more.length > 0 || last !== name || second?.toLowerCase() !== kind.toLowerCase()) return false;
  return first === undefined || first === namespace;
}
