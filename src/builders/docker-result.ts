/** What a Docker build ends in: `name:tag@digest` where it was pushed, else `name:<64 hex digits of the image id>`. */
import { type Digest, hexOf } from '../image/digest.ts';
import { formatReference, type ImageReference, withDigest } from '../image/reference.ts';
import type { BuildContext, Built } from './builder.ts';

type Target = ImageReference & { readonly tag: string };

export const pushedAs = (target: Target, digest: Digest): Built => ({
  reference: formatReference(withDigest(target, digest)),
  digest,
  pushed: true,
});

/** Gives the image a tag of its id, which no later build moves. Source: Skaffold v2, `build.TagWithImageID`. */
export async function keptAs(
  target: Target,
  id: Digest,
  { engine, signal }: Pick<BuildContext, 'engine' | 'signal'>,
): Promise<Built> {
  const byId = { ...target, tag: hexOf(id) };
  await engine.tag(id, byId, signal);
  return { reference: formatReference(byId), pushed: false };
}
