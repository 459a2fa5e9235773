/**
 * `/v2/NAME/manifests/REFERENCE`: by tag or by digest.
 * Source: OCI distribution-spec v1.1, "Pulling manifests", "Pushing Manifests", "Deleting Manifests"; the `tag`
 * parameter and the OCI-Tag header come from its next version.
 */
import { asDigest } from '../../image/digest.ts';
import type { Descriptor } from '../../oci/descriptor.ts';
import { maxManifestBytes } from '../../oci/image-manifest.ts';
import { formatRoute } from '../../oci/routes.ts';
import { isTag } from '../../oci/wire-names.ts';
import { type Answer, answer, type Call, refuse } from './answer.ts';
import { takeManifest } from './intake.ts';
import type { Site } from './site.ts';

interface ManifestRoute {
  readonly repository: string;
  readonly reference: string;
}

export async function readManifest({ store }: Site, route: ManifestRoute, call: Call): Promise<Answer> {
  const descriptor = await store.repositories.findManifest(route.repository, route.reference);
  if (descriptor === undefined) return unknownManifest(route);
  const body = store.blobs.read(descriptor.digest, { signal: call.signal });
  return { status: 200, headers: describe(descriptor), body };
}

export async function checkManifest({ store }: Site, route: ManifestRoute): Promise<Answer> {
  const descriptor = await store.repositories.findManifest(route.repository, route.reference);
  return descriptor === undefined ? unknownManifest(route) : { status: 200, headers: describe(descriptor) };
}

export async function putManifest(site: Site, route: ManifestRoute, call: Call): Promise<Answer> {
  const tags = call.query.getAll('tag');
  const wrong = tags.find((tag) => !isTag(tag));
  if (wrong !== undefined) return refuse('TAG_INVALID', `"${wrong}" is no tag`);
  if (tags.length > 0 && asDigest(route.reference) === undefined) {
    return refuse('TAG_INVALID', 'tags as parameters go with a manifest that is put by its digest');
  }
  const bytes = await readUpTo(call.body(), maxManifestBytes);
  if (bytes === undefined) return refuse('SIZE_INVALID', `a manifest may have ${maxManifestBytes} bytes`);
  const mediaType = call.header('content-type')?.split(';', 1)[0]?.trim();
  const intake = { ...route, tags, bytes, ...(mediaType !== undefined && mediaType !== '' && { mediaType }) };
  const { allowSparse, store } = site;
  const taken = await takeManifest(store, intake, { allowSparse, signal: call.signal });
  if (!taken.ok) return refuse(taken.code, taken.message);
  const { digest } = taken.descriptor;
  return answer(201, {
    location: formatRoute({ kind: 'manifest', repository: route.repository, reference: digest }),
    'docker-content-digest': digest,
    ...(taken.subject !== undefined && { 'oci-subject': taken.subject }),
    ...(tags.length > 0 && { 'oci-tag': tags }),
  });
}

/** By tag: the tag alone. By digest: the manifest, and with it all its tags. */
export async function removeManifest({ store }: Site, route: ManifestRoute): Promise<Answer> {
  const removed = await store.repositories.removeManifest(route.repository, route.reference);
  return removed ? answer(202) : unknownManifest(route);
}

const describe = ({ mediaType, digest, size }: Descriptor): Record<string, string> => ({
  'content-type': mediaType,
  'content-length': String(size),
  'docker-content-digest': digest,
});

const unknownManifest = ({ repository, reference }: ManifestRoute): Answer =>
  refuse('MANIFEST_UNKNOWN', `repository "${repository}" has no manifest "${reference}"`);

/** All bytes, or undefined where there are more. */
async function readUpTo(source: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.byteLength;
    if (size > limit) return undefined;
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}
