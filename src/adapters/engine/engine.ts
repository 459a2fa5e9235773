/**
 * Docker, or podman behind Docker's API; see the port. Nothing is asked of it, and dockerode is not loaded, before
 * the first call.
 */

import { OrchestratorError, type ProblemCode } from '../../errors/problem.ts';
import { asDigest, type Digest } from '../../image/digest.ts';
import { formatReference, type ImageReference } from '../../image/reference.ts';
import { isObject, readTexts } from '../../oci/descriptor-json.ts';
import type { Engine } from '../../ports/engine.ts';
import { buildImage } from './build.ts';
import { type Client, connect, getJson } from './client.ts';
import type { FindCredential } from './credentials.ts';
import type { EndpointRoom } from './endpoint.ts';
import { isNotFound, translate } from './failure.ts';
import { saveImage } from './save.ts';
import { pullImage, pushImage } from './transfer.ts';

export interface EngineRoom extends EndpointRoom {
  readonly findCredential: FindCredential;
}

export function createEngine(room: EngineRoom): Engine {
  let known: Client | undefined;
  const client = async (signal: AbortSignal): Promise<Client> => {
    known ??= await connect(room, signal);
    return known;
  };
  return {
    info: async (signal) => (await client(signal)).info,
    build: async (request, progress) =>
      buildImage(await client(progress.signal), request, progress, room.findCredential),
    push: async (reference, progress) =>
      pushImage(await client(progress.signal), reference, progress, room.findCredential),
    pull: async (reference, progress) =>
      pullImage(await client(progress.signal), reference, progress, room.findCredential),
    findImage: async (reference, signal) => findImage(await client(signal), reference, signal),
    tag: async (source, target, signal) => tagImage(await client(signal), source, target, signal),
    remove: async (reference, signal) => removeImage(await client(signal), reference, signal),
    save: async function* (reference, signal) {
      yield* saveImage(await client(signal), reference, signal);
    },
  };
}

async function findImage({ docker }: Client, reference: string, signal: AbortSignal) {
  try {
    const found = await getJson(docker, `/images/${reference}/json`, signal);
    const { Id, RepoDigests } = isObject(found) ? found : {};
    return { id: imageId(Id), repoDigests: readTexts(RepoDigests) ?? [] };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw translate(error, failing(`to look for ${reference}`, signal));
  }
}

async function tagImage(
  { docker }: Client,
  source: string,
  target: ImageReference,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { name: repo, tag = 'latest' } = target;
    await docker.getImage(source).tag({ repo, tag, abortSignal: signal });
  } catch (error) {
    throw translate(error, failing(`to tag ${source} as ${formatReference(target)}`, signal));
  }
}

async function removeImage({ docker }: Client, reference: string, signal: AbortSignal): Promise<void> {
  try {
    await docker.getImage(reference).remove({ abortSignal: signal });
  } catch (error) {
    if (!isNotFound(error)) throw translate(error, failing(`to remove ${reference}`, signal));
  }
}

const failing = (place: string, signal: AbortSignal) => ({ place, signal, code: 'BUILD_FAILED' as ProblemCode });

/** podman of old leaves `sha256:` out. */
function imageId(value: unknown): Digest {
  const text = typeof value === 'string' ? value : '';
  const id = asDigest(text) ?? asDigest(`sha256:${text}`);
  if (id !== undefined) return id;
  throw new OrchestratorError({ code: 'BUILD_FAILED', message: `the engine gave an image id that is none: "${text}"` });
}
