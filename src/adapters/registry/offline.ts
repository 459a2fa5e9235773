/** The registry under `--offline`: every question is refused before a socket is thought of. */
import { OrchestratorError } from '../../errors/problem.ts';
import type { Repository } from '../../image/reference.ts';
import type { Registry } from '../../ports/registry.ts';

/** Every call fails with NETWORK_REFUSED and names what was wanted. */
export function createOfflineRegistry(): Registry {
  const refuse = async ({ registry, repository }: Repository): Promise<never> => {
    const message = `registry ${registry} would have to be asked for ${repository}, and this run is offline`;
    throw new OrchestratorError({ code: 'NETWORK_REFUSED', message });
  };
  return {
    resolve: refuse,
    pullManifest: refuse,
    // biome-ignore lint/correctness/useYield: it fails before there is anything to yield
    pullBlob: async function* (repository) {
      await refuse(repository);
    },
    hasBlob: refuse,
    pushBlob: refuse,
    pushManifest: refuse,
    tags: refuse,
    referrers: refuse,
  };
}
