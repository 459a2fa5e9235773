/** From a project to its manifests: get the images, render. */
import type { Rendered } from '../manifest/rendered.ts';
import type { PinRules } from '../manifest/rules.ts';
import { imageGuardOf } from './image-guard.ts';
import type { Project } from './load.ts';
import { type ImagesRequest, ownImages } from './own-images.ts';
import type { PipelinePorts } from './ports.ts';
import { renderManifests } from './render.ts';
import { writeRenderNote } from './render-note.ts';

export interface RenderRequest {
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace: string | undefined;
  readonly allowUndigested: boolean;
  /** Whatever the config says of where images may come from. */
  readonly anyRegistry: boolean;
  readonly strictImages: boolean;
  /** More rules than the config's, from a file. */
  readonly selectorFile: PinRules['selector'] | undefined;
}

export interface RenderedProject extends Rendered {
  /** Own images that nodes can have, as the manifests name them. */
  readonly found: ReadonlySet<string>;
}

/** @throws OrchestratorError with every problem of the images or the documents. */
export async function renderProject(
  project: Project,
  images: ImagesRequest,
  request: RenderRequest,
  ports: PipelinePorts,
): Promise<RenderedProject> {
  const own = await ownImages(images, project, ports);
  if (own.undigested)
    ports.emit({
      type: 'notice',
      level: 'warning',
      message: '--digest-source=tag: images are named by tag only, and a tag may move to other bytes',
    });
  const { config } = project.resolved;
  const selectors = [config.resourceSelector, request.selectorFile];
  const rendered = await renderManifests(
    {
      project,
      images: own.images,
      rules: {
        images: config.manifests.images,
        selector: {
          allow: selectors.flatMap((selector) => selector?.allow ?? []),
          deny: selectors.flatMap((selector) => selector?.deny ?? []),
        },
        strictImages: request.strictImages,
      },
      labels: request.labels,
      namespace: namespaceOf(project, images.offline, request, ports),
      allowUndigested: request.allowUndigested || own.undigested,
      guard: request.anyRegistry ? undefined : imageGuardOf(project),
      offline: images.offline,
      platform: images.build.os,
    },
    { ...ports, env: project.env },
  );
  // What nobody takes is not the last render: a dry run, and the answer to a question.
  if (!images.build.dryRun) writeRenderNote(rendered, images.build.command, project, ports);
  const present = own.arePresent ? rendered.objects.flatMap((one) => one.images) : [];
  return {
    ...rendered,
    found: new Set(present.flatMap(({ artifact, after }) => (artifact === undefined ? [] : after))),
  };
}

/**
 * Skaffold sets no namespace with `--offline` ("the manifest content does not get changed", its reference says), and its
 * users' outputs must stay what they are; an orchestrator.yaml knows no such rule.
 */
function namespaceOf(
  { resolved }: Project,
  offline: boolean,
  { namespace }: RenderRequest,
  { emit }: Pick<PipelinePorts, 'emit'>,
): string | undefined {
  if (namespace === undefined || !offline || !resolved.isSkaffold) return namespace;
  emit({
    type: 'notice',
    level: 'info',
    message: `--namespace=${namespace} sets nothing: with a skaffold.yaml, --offline leaves namespaces as they are written`,
  });
  return undefined;
}
