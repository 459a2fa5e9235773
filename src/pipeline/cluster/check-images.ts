/**
 * Whether the registries have the images that are about to be applied: each digest is asked for once, before the first
 * write. Images without one may be another's by the time that a node pulls them, and are not asked for.
 *
 *     there                         nothing is said
 *     not there                     REGISTRY_NOT_FOUND, with the object
 *     the registry cannot be asked  a warning: a node may have other ways and rights
 */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import { type ImageReference, parseReference } from '../../image/reference.ts';
import { createDeadline } from '../../lib/deadline.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import type { Value } from '../../manifest/value.ts';
import type { PipelinePorts } from '../ports.ts';
import type { Wanted } from './wanted.ts';

const AT_ONCE = 16;
/** A node that pulls is more patient; nobody wants to wait for a warning. */
const ANSWER_MS = 10_000;
const CONTAINERS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

interface Pulled {
  readonly reference: ImageReference;
  /** The first object that names it. */
  readonly wanted: Wanted;
}

/**
 * @param isLoaded Whether an image is in the nodes already, or was meant to be nowhere else.
 * @throws OrchestratorError REGISTRY_NOT_FOUND with every image that is not there; CANCELLED.
 */
export async function checkImages(
  wanted: readonly Wanted[],
  isLoaded: (image: string) => boolean | Promise<boolean>,
  { registry, emit, signal }: Pick<PipelinePorts, 'registry' | 'emit' | 'signal'>,
): Promise<void> {
  const images = new Map<string, Pulled>();
  for (const one of wanted)
    for (const image of pulledBy(one.value)) {
      const reference = parseReference(image);
      if (!reference.ok || reference.value.digest === undefined || images.has(image)) continue;
      if (await isLoaded(image)) continue;
      images.set(image, { reference: reference.value, wanted: one });
    }
  const missing: Problem[] = [];
  const unasked = new Map<string, string>();
  const ask = async ([image, { reference, wanted: by }]: readonly [string, Pulled], abort: AbortSignal) => {
    const deadline = createDeadline(ANSWER_MS, abort);
    try {
      if ((await registry.resolve(reference, deadline.signal)) === undefined) missing.push(missingOf(image, by));
    } catch (error) {
      abort.throwIfAborted();
      if (deadline.signal.aborted) unasked.set(reference.registry, `it did not answer within ${ANSWER_MS / 1000} s`);
      else if (error instanceof OrchestratorError) unasked.set(reference.registry, error.problems[0].message);
      else throw error;
    } finally {
      deadline.end();
    }
  };
  await inParallel([...images], AT_ONCE, ask, signal);
  for (const [host, why] of unasked) {
    const message = `whether ${host} has the images of its digests is not known: ${why}`;
    emit({ type: 'notice', level: 'warning', message });
  }
  const [first, ...rest] = missing;
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
}

const missingOf = (image: string, { id: { kind, name }, place }: Wanted): Problem => ({
  code: 'REGISTRY_NOT_FOUND',
  message: `${kind} ${name}: the image ${image} is not in its registry`,
  hint: 'Build and push it first, or put it into the nodes with --load.',
  at: place,
});

/** Images of all containers in an object, at any depth, but those that no node ever pulls. */
export function pulledBy(value: Value): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(pulledBy);
  return Object.entries(value as Readonly<Record<string, Value>>).flatMap(([key, below]) => {
    const own = CONTAINERS.some((name) => name === key) && Array.isArray(below) ? below.flatMap(imageOf) : [];
    return [...own, ...pulledBy(below)];
  });
}

function imageOf(container: Value): readonly string[] {
  const { image, imagePullPolicy } = (container ?? {}) as { readonly image?: Value; readonly imagePullPolicy?: Value };
  return typeof image === 'string' && imagePullPolicy !== 'Never' ? [image] : [];
}
