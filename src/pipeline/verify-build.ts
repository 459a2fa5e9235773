/**
 * `build --verify-reproducible`: are the images the same wherever and whenever they are built?
 *
 *     web: linux/amd64: layer 2 of 2: app/built-at: byte 3 is 0x31 and 0x32
 *
 * Both runs push to the registry of their own copy, so that an image of any builder lies in a store and can be compared.
 */

import { join } from 'node:path';
import { OrchestratorError, type Problem } from '../errors/problem.ts';
import { unwrap } from '../errors/result.ts';
import type { Digest } from '../image/digest.ts';
import { parseReference } from '../image/reference.ts';
import { compareImages, type ImageSide } from '../oci/compare-images.ts';
import { runTwice, type VerifyPorts, type VerifyRequest, type VerifyRun } from './verify-runs.ts';

export interface SameImage {
  /** As configured. */
  readonly imageName: string;
  readonly digest: Digest;
}

/**
 * @returns Every image, all of them the same in both runs.
 * @throws OrchestratorError NOT_REPRODUCIBLE with every part that differs, and what the builds throw.
 */
export function verifyBuild(request: VerifyRequest, ports: VerifyPorts): Promise<readonly SameImage[]> {
  return runTwice(request, ports, async (one, other) => {
    const built = imagesOf(other);
    const found: Problem[] = [];
    const same: SameImage[] = [];
    for (const [imageName, tag] of imagesOf(one)) {
      const sides = await Promise.all([
        openImage(one, tag, ports),
        openImage(other, built.get(imageName) ?? '', ports),
      ]);
      const lines = await compareImages(...sides);
      found.push(...lines.map((line) => differs(`${imageName}: ${line}`)));
      if (lines.length === 0) same.push({ imageName, digest: sides[0].descriptor.digest });
    }
    const [first, ...rest] = found;
    if (first !== undefined) throw new OrchestratorError([first, ...rest]);
    return same;
  });
}

const differs = (message: string): Problem => ({ code: 'NOT_REPRODUCIBLE', message });

/** Name as configured → `name:tag@digest`. */
function imagesOf({ record }: VerifyRun): ReadonlyMap<string, string> {
  const { builds } = record;
  if (!Array.isArray(builds)) throw new Error('a build that succeeded printed no images');
  return new Map(builds.map(({ imageName, tag }) => [String(imageName), String(tag)]));
}

async function openImage(run: VerifyRun, text: string, ports: VerifyPorts): Promise<ImageSide> {
  const { repository, digest } = unwrap(parseReference(text));
  const store = ports.openStore(join(run.configDir, '.orchestrator', 'registry'));
  const descriptor = digest && (await store.repositories.findManifest(repository, digest));
  if (descriptor === undefined)
    throw new OrchestratorError({
      code: 'REGISTRY_NOT_FOUND',
      message: `${text} was built and is not in the embedded registry, where it can be compared`,
    });
  return { descriptor, open: (content) => store.blobs.read(content.digest, { signal: ports.signal }) };
}
