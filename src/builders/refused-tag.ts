/**
 * A tag that an engine or a builder could not push, looked at: where the registry has it already, both images are told.
 *
 *     error REGISTRY_DENIED: tag ghcr.io/team/web:1 is still sha256:ab12…; it did not become image sha256:cd34…
 *       because REGISTRY_DENIED: the engine could not push ghcr.io/team/web:1: denied: tag is immutable
 */
import { OrchestratorError, type ProblemCode } from '../errors/problem.ts';
import type { ImageReference } from '../image/reference.ts';
import type { BuildContext } from './builder.ts';

const REFUSALS: readonly ProblemCode[] = ['REGISTRY_DENIED', 'REGISTRY_FAILED'];

/**
 * @param what The image that was to be pushed, e.g. `image sha256:…`; its digest is not known before the push.
 * @throws What `push` throws, or the same code with what the tag is.
 */
export async function tellRefusedTag<T>(
  { name, registry: host, repository, tag }: ImageReference & { readonly tag: string },
  what: string,
  { registry, signal }: Pick<BuildContext, 'registry' | 'signal'>,
  push: () => Promise<T>,
): Promise<T> {
  try {
    return await push();
  } catch (error) {
    if (!(error instanceof OrchestratorError) || !REFUSALS.includes(error.problems[0].code)) throw error;
    const place = { name, registry: host, repository, tag };
    const there = await registry.resolve(place, signal).catch(() => undefined);
    if (there === undefined) throw error;
    throw new OrchestratorError(
      {
        code: error.problems[0].code,
        message: `tag ${name}:${tag} is still ${there.digest}; it did not become ${what}`,
        hint: 'The registry may not move tags there, or not for you: choose another tag, or ask for the right.',
        because: error.problems,
      },
      { cause: error },
    );
  }
}
