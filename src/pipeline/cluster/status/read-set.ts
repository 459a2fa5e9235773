/** What a set has, and what its last runs applied of it, as far as the revisions that are kept tell it. */
import type { Member } from '../../../live/applyset-prune.ts';
import type { Intent } from '../../../live/intent.ts';
import type { LiveObject, ObjectRef } from '../../../live/object.ts';
import { type AppliedObject, keptKey } from '../../../live/revision/kept.ts';
import type { KeptRevision } from '../../../live/revision/secrets.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { listMembers } from '../inventory.ts';
import { listRevisions, readRevision } from '../revision/store.ts';
import { findSet, type SetHome } from '../revision/undo.ts';
import { HASH_ANNOTATION } from '../wanted.ts';
import { unlessDenied } from './unless-denied.ts';
import { type Writers, whoWrites } from './who-writes.ts';

/** An object that is to be there. */
export interface Subject {
  readonly ref: ObjectRef;
  readonly live: LiveObject | undefined;
  /** As it was sent, or that which tells its fields; undefined where nobody knows. */
  readonly applied: Readonly<Record<string, unknown>> | undefined;
  /** Of a file: whether it is what was applied last. Else it may say more, or less. */
  readonly isAsApplied?: boolean;
}

export interface ReadSet {
  readonly subjects: readonly Subject[];
  readonly lastRun: KeptRevision | undefined;
  /** A later one that changed something, and kept nothing. */
  readonly notKept: Intent | undefined;
  readonly writers: Writers;
}

/** @throws OrchestratorError DEPLOY_REFUSED where there is no such set; CLUSTER_*. */
export async function readSet(home: SetHome, cluster: Cluster, signal: AbortSignal): Promise<ReadSet> {
  const found = await findSet(home, cluster, signal);
  const members = await listMembers(found.set, found.scope, { metadataOnly: false }, cluster, signal);
  // Secrets may not be read by many.
  const revisions = await unlessDenied(listRevisions(found, cluster, signal));
  const unknown = new Set(members.map(keyOf));
  const applied = new Map<string, AppliedObject>();
  for (const revision of revisions ?? []) {
    if (unknown.size === 0) break;
    const { objects = [], earlier = [] } = (await unlessDenied(readRevision(found, revision, cluster, signal))) ?? {};
    for (const { after, ...one } of [...objects, ...earlier]) {
      // What is compared with is what was applied last, and no run before it.
      if (after === undefined) continue;
      const key = `${after.hash} ${keptKey(one)}`;
      if (unknown.delete(key)) applied.set(key, after);
    }
  }
  const subjects = members.map((member): Subject => ({ ...member, applied: applied.get(keyOf(member))?.fields }));
  const writers = await whoWrites(found.set, found.parent, cluster, signal);
  const lastRun = revisions?.[0];
  const { intent } = found;
  const isKept = revisions === undefined || intent === undefined || intent.number <= (lastRun?.number ?? 0);
  return { subjects, lastRun, notKept: isKept || intent.state === 'begun' ? undefined : intent, writers };
}

/** Of what was applied, and to which object. */
function keyOf({ ref: { kind, namespace, name }, live }: Member): string {
  const apiVersion = kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
  const key = keptKey({ apiVersion, kind: kind.kind, name, ...(namespace !== undefined && { namespace }) });
  return `${live.metadata.annotations?.[HASH_ANNOTATION] ?? ''} ${key}`;
}
