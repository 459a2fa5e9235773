/**
 * What an object needs before it can be applied to, onto the version that was read:
 *
 *     `kubectl apply` made it                        its fields are taken over: only whose they are changes
 *     a key of a Secret has left the `stringData`    it is taken away: no apply does that
 */
import { adoptionOf } from '../../live/adoption.ts';
import type { LiveObject, ManagedFields, ObjectRef } from '../../live/object.ts';
import { leftTexts } from '../../live/revision/left-texts.ts';
import type { Cluster, ClusterPatch } from '../../ports/cluster.ts';
import { FIELD_MANAGER } from './applied.ts';
import type { Placed } from './place-objects.ts';

const TRIES = 5;

export interface ReadyRules {
  /** Takes over also what we have applied before. */
  readonly force: boolean;
  /** Whether what it is by now may still be written to. */
  readonly isSame: (now: LiveObject | undefined) => now is LiveObject;
}

/** @returns The object to write onto: as it was read, where another run was faster. @throws OrchestratorError APPLY_FAILED, CLUSTER_*. */
export async function makeReady(
  { ref, wanted }: Placed,
  read: LiveObject,
  { force, isSame }: ReadyRules,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<LiveObject> {
  let live = read;
  // Those that went well count too: a webhook may put back what is taken away.
  for (let tries = 0; tries < TRIES; tries += 1) {
    const adoption = adoptionOf(live, FIELD_MANAGER, force);
    const keys = leftTexts(wanted.value, live, FIELD_MANAGER);
    if (adoption === undefined && keys.length === 0) return live;
    const patch = adoption === undefined ? withoutKeys(live, keys) : ofManagers(live, adoption.left);
    const done = await cluster.patch(ref, patch, signal);
    if (done !== undefined) {
      live = done;
      continue;
    }
    const now = await cluster.get(ref, signal);
    if (!isSame(now)) return read;
    live = now;
  }
  return live;
}

const withoutKeys = ({ metadata: { uid, resourceVersion } }: LiveObject, keys: readonly string[]): ClusterPatch => ({
  type: 'merge-patch',
  text: JSON.stringify({
    metadata: { uid, resourceVersion },
    data: Object.fromEntries(keys.map((key) => [key, null])),
  }),
});

const ofManagers = ({ metadata }: LiveObject, entries: readonly ManagedFields[]): ClusterPatch => {
  const operations = [
    // No list at all is none that the server would take: one empty entry says that nobody has anything.
    { op: 'replace', path: '/metadata/managedFields', value: entries.length === 0 ? [{}] : entries },
    { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
  ];
  return { type: 'json-patch', text: JSON.stringify(operations) };
};

/** @returns Undefined where it has changed meanwhile, or is gone. @throws OrchestratorError APPLY_FAILED, CLUSTER_*. */
export const setManagers = (
  ref: ObjectRef,
  live: LiveObject,
  entries: readonly ManagedFields[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<LiveObject | undefined> => cluster.patch(ref, ofManagers(live, entries), signal);
