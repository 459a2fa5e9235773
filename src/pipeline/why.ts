/**
 * `why`: what a word of the user's means, and what is known of it.
 *
 *     web, localhost:5080/web:v1@sha256:…     artifacts and their images: which field of the key differs
 *     Deployment/web, k8s/web.yaml            objects: which file, image and rule made each image field
 */
import { OrchestratorError } from '../errors/problem.ts';
import { parseReference } from '../image/reference.ts';
import type { RenderedObject } from '../manifest/rendered.ts';
import type { PlannedArtifact } from '../plan/plan.ts';
import { type BuildRequest, buildRunOf, planProject } from './build-project.ts';
import type { Project } from './load.ts';
import type { PipelinePorts } from './ports.ts';
import { type RenderRequest, renderProject } from './render-project.ts';
import { type ArtifactReason, explainArtifacts } from './why-artifact.ts';

export interface WhyRequest {
  /** As the user wrote it. */
  readonly what: string;
  readonly build: BuildRequest;
  readonly render: RenderRequest;
  /** `--build-artifacts`; absent: what the cache knows of the present inputs. */
  readonly artifactsFile: string | undefined;
}

export interface WhyAnswer {
  readonly artifacts: readonly ArtifactReason[];
  readonly objects: readonly RenderedObject[];
}

/** Reads, and renders in memory and offline; writes no more than notes of ours. @throws OrchestratorError ARTIFACT_UNKNOWN for a word that means nothing here. */
export async function explainWhy(request: WhyRequest, project: Project, ports: PipelinePorts): Promise<WhyAnswer> {
  const { what } = request;
  const build = { ...request.build, readOnlyLock: true };
  // What files hold is noted there.
  await ports.prepareState();
  const plan = await planProject(project, build, ports);
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
  const { objects } = await renderProject(project, images, request.render, ports);
  const found = objects.filter(({ id, source }) => source === what || isObject(id, what));
  if (found.length > 0) return { artifacts: [], objects: found };
  throw new OrchestratorError({
    code: 'ARTIFACT_UNKNOWN',
    message: `"${what}" is no artifact, image, object or manifest file of this project`,
    hint: `Artifacts are ${plan.artifacts.map(({ name }) => name).join(', ') || 'none'}; objects are written KIND/NAME, files as in the config.`,
  });
}

function isNamed({ name, target }: PlannedArtifact, what: string, reason: ArtifactReason | undefined): boolean {
  if (what === name || what === target.name || what === reason?.reference) return true;
  const parsed = parseReference(what);
  return parsed.ok && parsed.value.name === target.name && (parsed.value.tag ?? parsed.value.digest) !== undefined;
}

/** `Deployment/web`, `NAMESPACE/Deployment/web`; the kind in any case. */
function isObject({ kind, name, namespace }: RenderedObject['id'], what: string): boolean {
  const [last, second, first, ...more] = what.split('/').reverse();
  if (more.length > 0 || last !== name || second?.toLowerCase() !== kind.toLowerCase()) return false;
  return first === undefined || first === namespace;
}
