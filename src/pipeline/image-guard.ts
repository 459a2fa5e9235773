/** What a config says of where images may come from. Pure. */
import { OrchestratorError } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { parseRepositoryPrefix } from '../image/repository-prefix.ts';
import { findOutside, type ImageGuard } from '../manifest/allowed.ts';
import type { ManifestSource } from '../manifest/rendered.ts';
import type { Project } from './load.ts';

/** Undefined: from anywhere. */
export function imageGuardOf({ resolved: { config } }: Project): ImageGuard | undefined {
  const { allowedRegistries, images, limits } = config.manifests;
  if (allowedRegistries === undefined) return undefined;
  // Each was looked at with the rest of the config.
  const allowed = allowedRegistries.map((text) => unwrap(parseRepositoryPrefix(text)));
  return { allowed, rules: { images, selector: config.resourceSelector }, limits };
}

/** @throws OrchestratorError IMAGE_NOT_ALLOWED with every image that comes from elsewhere. */
export function checkAllowed(sources: readonly ManifestSource[], guard: ImageGuard | undefined): void {
  const [first, ...rest] = guard === undefined ? [] : findOutside(sources, guard);
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
}
