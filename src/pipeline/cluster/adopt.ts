/** Takes an object over from `kubectl apply`, right before it is applied for the first time: only whose fields are changes. */
import { adoptionOf } from '../../live/adoption.ts';
import type { LiveObject, ManagedFields, ObjectRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { FIELD_MANAGER } from './applied.ts';

const TRIES = 5;

export interface AdoptRules {
  /** Also what we have applied before. */
  readonly force: boolean;
  /** Whether what it is by now may still be written to. */
  readonly isSame: (now: LiveObject | undefined) => now is LiveObject;
}

/** @returns The object to write onto: as it was read, where others were faster. @throws OrchestratorError APPLY_FAILED, CLUSTER_*. */
export async function adopt(
  ref: ObjectRef,
  read: LiveObject,
  { force, isSame }: AdoptRules,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<LiveObject> {
  let live = read;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const adoption = adoptionOf(live, FIELD_MANAGER, force);
    if (adoption === undefined) return live;
    const done = await setManagers(ref, live, adoption.left, cluster, signal);
    if (done !== undefined) return done;
    const now = await cluster.get(ref, signal);
    if (!isSame(now)) return read;
    live = now;
  }
  return read;
}

/** @returns Undefined where it has changed meanwhile, or is gone. @throws OrchestratorError APPLY_FAILED, CLUSTER_*. */
export function setManagers(
  ref: ObjectRef,
  { metadata }: LiveObject,
  entries: readonly ManagedFields[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<LiveObject | undefined> {
  const operations = [
    // No list at all is none that the server would take: one empty entry says that nobody has anything.
    { op: 'replace', path: '/metadata/managedFields', value: entries.length === 0 ? [{}] : entries },
    { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
  ];
  return cluster.patch(ref, { type: 'json-patch', text: JSON.stringify(operations) }, signal);
}
