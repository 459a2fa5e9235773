/**
 * Where the digests of own images come from when manifests are rendered.
 *
 *     none    only what --build-artifacts and --images give
 *     local   a build
 *     tag     nowhere: name:tag
 *     remote  the registry's answer for each tag
 */
import { OrchestratorError, type Problem } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import { formatReference, type ImageReference, parseReference } from '../image/reference.ts';
import { createLimit } from '../lib/limit.ts';
import type { BuildResult } from './artifact-job.ts';
import type { PipelinePorts } from './ports.ts';

export type DigestSource = 'none' | 'local' | 'tag' | 'remote';

/** Look-ups at once. */
const LOOKUPS = 16;

/**
 * Puts the registry's digest to every reference that has none; those that have one are not asked for again.
 *
 * @throws OrchestratorError REGISTRY_NOT_FOUND with every image that is not there, REGISTRY_*, CANCELLED.
 */
export async function resolveDigests(
  images: readonly BuildResult[],
  { registry, signal }: Pick<PipelinePorts, 'registry' | 'signal'>,
): Promise<readonly BuildResult[]> {
  const limit = createLimit(LOOKUPS);
  const answers = await Promise.all(
    images.map((image) =>
      limit(async () => {
        const reference = unwrap(parseReference(image.reference));
        if (reference.digest !== undefined) return image;
        const found = await registry.resolve(reference, signal);
        if (found === undefined) return missing(image.name, reference);
        return { ...image, reference: formatReference({ ...reference, digest: found.digest }) };
      }),
    ),
  );
  const [first, ...rest] = answers.flatMap((answer) => ('code' in answer ? [answer] : []));
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
  return answers.flatMap((answer) => ('code' in answer ? [] : [answer]));
}

const missing = (name: string, reference: ImageReference): Problem => ({
  code: 'REGISTRY_NOT_FOUND',
  message: `${name}: ${formatReference(reference)} is not in its registry`,
  hint: 'Build and push it first, or choose another --digest-source.',
});
