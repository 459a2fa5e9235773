/**
 * The OCI registry client: the {@link Registry} port over HTTP.
 *
 *     pulls:  mirror ─► mirror ─► registry     pushes, mounts, lists: the registry itself
 *
 * Pieces: endpoint (where) · transport (one exchange) · authorization (who we are) · conversation (both, and
 * redirects) · persistence (again) · read-* and write-* (what is asked).
 * Source: OCI distribution-spec v1.1.
 */
import { OrchestratorError } from '../../errors/problem.ts';
import type { Repository } from '../../image/reference.ts';
import type { Registry } from '../../ports/registry.ts';
import { beginEarly } from './early-blob.ts';
import { type Places, planEndpoint, planMirrors } from './endpoint.ts';
import { listReferrers, listTags } from './lists.ts';
import { findFirst, readFirst, type Way } from './mirrors.ts';
import type { RegistryClientOptions } from './options.ts';
import { hasBlob } from './read-blob.ts';
import { readManifest, resolveManifest, wantedOf } from './read-manifest.ts';
import { type At, locate } from './room.ts';
import { wireClient } from './wiring.ts';
import { writeBlob } from './write-blob.ts';
import { writeManifest } from './write-manifest.ts';

export type RegistryClient = Registry & {
  /** Ends its sockets and whatever still runs for it. */
  close(): Promise<void>;
};

export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { registries = [], insecureRegistries = [] } = options;
  const places: Places = { registries, insecureRegistries };
  const { room, close } = wireClient(options, places);
  const own = ({ registry, repository }: Repository): At => locate(planEndpoint(registry, places), repository);
  const way = (repository: Repository): Way => [
    ...planMirrors(repository.registry, places).map((endpoint) => locate(endpoint, repository.repository)),
    own(repository),
  ];

  return {
    resolve: (reference, signal) =>
      findFirst(way(reference), room, (at) => resolveManifest(at, wantedOf(reference), room, signal)),
    pullManifest: async (reference, signal) => {
      const wanted = wantedOf(reference);
      const found = await findFirst(way(reference), room, (at) => readManifest(at, wanted, room, signal));
      if (found !== undefined) return found;
      const message = `registry ${reference.registry} has no ${reference.repository} with ${wanted}`;
      throw new OrchestratorError({ code: 'REGISTRY_NOT_FOUND', message });
    },
    pullBlob: (repository, descriptor, signal) => readFirst(way(repository), descriptor, room, signal),
    hasBlob: (repository, digest, signal) => hasBlob(own(repository), digest, room, signal),
    pushBlob: (repository, source, push) => writeBlob(own(repository), source, push, room),
    beginBlob: async (repository, signal) => beginEarly(own(repository), room, signal),
    pushManifest: (reference, manifest, signal) => writeManifest(own(reference), reference.tag, manifest, room, signal),
    tags: (repository, signal) => listTags(own(repository), room, signal),
    referrers: (repository, subject, signal) => listReferrers(own(repository), subject, room, signal),
    close: async () => close(),
  };
}
