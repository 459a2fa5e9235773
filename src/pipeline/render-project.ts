/** From a project to its manifests: get the images, render. */
import type { Rendered } from '../manifest/rendered.ts';
import type { PinRules } from '../manifest/rules.ts';
import type { Project } from './load.ts';
import { type ImagesRequest, ownImages } from './own-images.ts';
import type { PipelinePorts } from './ports.ts';
import { renderManifests } from './render.ts';

export interface RenderRequest {
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace: string | undefined;
  readonly allowUndigested: boolean;
  readonly strictImages: boolean;
  /** More rules than the config's, from a file. */
  readonly selectorFile: PinRules['selector'] | undefined;
}

/** @throws OrchestratorError with every problem of the images or the documents. */
export async function renderProject(
  project: Project,
  images: ImagesRequest,
  request: RenderRequest,
  ports: PipelinePorts,
): Promise<Rendered> {
  const own = await ownImages(images, project, ports);
  if (own.undigested)
    ports.emit({
      type: 'notice',
      level: 'warning',
      message: '--digest-source=tag: images are named by tag only, and a tag may move to other bytes',
    });
  const { config } = project.resolved;
  const selectors = [config.resourceSelector, request.selectorFile];
  return renderManifests(
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
      namespace: request.namespace,
      allowUndigested: request.allowUndigested || own.undigested,
      offline: images.offline,
      platform: images.build.os,
    },
    { ...ports, env: project.env },
  );
}
