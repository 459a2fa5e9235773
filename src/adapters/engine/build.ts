/** The classic builder: `POST /build` with the context streamed. Source: Docker Engine API v1.41, ImageBuild. */
import { Readable } from 'node:stream';
import type { ImageBuildOptions, RegistryConfig } from 'dockerode';
import { OrchestratorError } from '../../errors/problem.ts';
import { asDigest, type Digest } from '../../image/digest.ts';
import { plainLine } from '../../lib/terminal-text.ts';
import type { EngineBuild, EngineProgress } from '../../ports/engine.ts';
import { createLines } from '../system/output.ts';
import { inBlocks } from './blocks.ts';
import type { Client } from './client.ts';
import { configFor, type FindCredential } from './credentials.ts';
import { translate } from './failure.ts';
import { follow } from './follow.ts';

export async function buildImage(
  { docker }: Client,
  request: EngineBuild,
  { onLine, signal }: EngineProgress,
  findCredential: FindCredential,
): Promise<Digest> {
  // Its types know names and passwords; the engine takes identity tokens too.
  const registries = (await configFor(request.bases, findCredential, signal)) as RegistryConfig;
  const context = Readable.from(inBlocks(request.context), { objectMode: false });
  const log = createLog(onLine);
  try {
    const stream = await docker.buildImage(context, {
      ...queryOf(request),
      registryconfig: registries,
      abortSignal: signal,
    });
    await follow(stream, signal, log.read);
    log.end();
    return log.imageId();
  } catch (error) {
    log.end();
    // The context's own failure, e.g. a file that went away, is the cause; that the upload broke is its effect.
    if (context.errored instanceof OrchestratorError) throw context.errored;
    throw translate(error, { signal, place: 'the build', code: 'BUILD_FAILED' });
  } finally {
    context.destroy();
  }
}

function queryOf(request: EngineBuild): ImageBuildOptions {
  const query = {
    dockerfile: request.dockerfile,
    t: request.tags,
    buildargs: request.buildArgs,
    labels: request.labels,
    extrahosts: request.addHosts,
    cachefrom: request.cacheFrom,
    ...(request.target !== undefined && { target: request.target }),
    ...(request.network !== undefined && { networkmode: request.network }),
    ...(request.platform !== undefined && { platform: request.platform }),
    ...(request.noCache && { nocache: true }),
    ...(request.pull && { pull: true }),
    ...(request.squash && { squash: true }),
    rm: true,
    forcerm: true,
    version: '1',
  };
  // Lists are repeated in the query, as Docker's own client sends them; dockerode's types know single texts.
  return query as unknown as ImageBuildOptions;
}

/** Lines for people, the step that is being worked on, and the id at the end. */
function createLog(onLine: EngineProgress['onLine']) {
  let step: string | undefined;
  let id: Digest | undefined;
  const lines = createLines((line) => {
    // A layer of a base image is pulled inside a step and said in statuses; only whole lines are steps.
    const found = /^Step (\d+\/\d+) : (.*)$/.exec(line);
    if (found !== null) step = `step ${found[1]}, "${plainLine(found[2] ?? '')}"`;
    onLine?.(line);
  });
  return {
    read: ({ stream, status, id: part, aux, error }: Parameters<Parameters<typeof follow>[2]>[0]): void => {
      if (stream !== undefined) lines.push(Buffer.from(stream));
      // Progress of a base image's layers comes many times a second; that it started and ended is enough.
      if (status !== undefined && !/^(?:Downloading|Extracting)$/.test(status))
        onLine?.(part === undefined ? status : `${part}: ${status}`);
      if (typeof aux?.['ID'] === 'string') id = asDigest(aux['ID']) ?? id;
      if (error !== undefined)
        throw new OrchestratorError({
          code: 'BUILD_FAILED',
          message: `the build failed${step === undefined ? '' : ` at ${step}`}: ${plainLine(error.trim())}`,
        });
    },
    end: () => lines.end(),
    imageId: (): Digest => {
      if (id !== undefined) return id;
      throw new OrchestratorError({ code: 'BUILD_FAILED', message: 'the engine ended the build without an image id' });
    },
  };
}
