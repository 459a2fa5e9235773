/**
 * Revisions of a set in its cluster: Secrets beside the parent, never a file.
 *
 *     list     metadata alone: nothing that was kept leaves the cluster
 *     read     the parts of one
 *     write    the parts of a new one, the first last: a revision without it was never whole
 */
import { OrchestratorError } from '../../../errors/problem.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import type { ObjectSet } from '../../../live/applyset.ts';
import type { LiveObject, ObjectRef, ResourceKind } from '../../../live/object.ts';
import {
  headSelector,
  type KeptRevision,
  numberOf,
  OUTCOME,
  parseRevision,
  type Revision,
  type RevisionOutcome,
  revisionSelector,
  secretName,
  secretText,
  tooOld,
} from '../../../live/revision/secrets.ts';
import { type KeptState, unpackState } from '../../../live/revision/state.ts';
import type { Cluster } from '../../../ports/cluster.ts';

/** Whose revisions: the set, and its parent as it is. */
export interface RevisionHome {
  readonly set: ObjectSet;
  readonly parentUid: string;
}

const AT_ONCE = 4;

/** Newest first. @throws OrchestratorError CLUSTER_*. */
export async function listRevisions(
  { set, parentUid }: RevisionHome,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly KeptRevision[]> {
  const options = { namespace: set.namespace, labelSelector: headSelector(set), metadataOnly: true };
  const { items } = await cluster.list(await secretKind(cluster, signal), options, signal);
  return items.flatMap((one) => parseRevision(one, parentUid) ?? []).toSorted((a, b) => b.number - a.number);
}

/** @throws OrchestratorError CLUSTER_FAILED where a part is missing or damaged. */
export async function readRevision(
  { set, parentUid }: RevisionHome,
  { number, parts, digest }: Revision,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<KeptState> {
  const kind = await secretKind(cluster, signal);
  const bytes: Buffer[] = [];
  const read = async (part: number, abort: AbortSignal): Promise<void> => {
    const name = secretName(set, parentUid, number, part);
    const secret = await cluster.get({ kind, namespace: set.namespace, name }, abort);
    const { state = '' } = (secret?.['data'] ?? {}) as { readonly state?: string };
    bytes[part] = Buffer.from(state, 'base64');
  };
  await inParallel(partsOf(parts), AT_ONCE, read, signal);
  const state = unpackState(bytes, digest);
  if (state !== undefined) return state;
  const message = `revision ${number} of the set "${set.name}" cannot be read: one of its ${parts} Secrets is gone, or was changed`;
  throw new OrchestratorError({ code: 'CLUSTER_FAILED', message });
}

/** @throws OrchestratorError CLUSTER_DENIED, APPLY_FAILED, CLUSTER_*. */
export async function writeRevision(
  { set, parentUid }: RevisionHome,
  revision: Revision,
  parts: readonly Buffer[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<void> {
  const kind = await secretKind(cluster, signal);
  const write = async (part: number, abort: AbortSignal): Promise<void> => {
    const ref = { kind, namespace: set.namespace, name: secretName(set, parentUid, revision.number, part) };
    const text = secretText({ set, parentUid, revision, part, bytes: parts[part] ?? Buffer.alloc(0) });
    await cluster.apply(ref, text, {}, abort);
  };
  await inParallel(partsOf(parts.length).slice(1), AT_ONCE, write, signal);
  await write(0, signal);
}

/** Says how its run ended. One that is gone says nothing. */
export async function markRevision(
  { set, parentUid }: RevisionHome,
  number: number,
  outcome: RevisionOutcome,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<void> {
  const ref = {
    kind: await secretKind(cluster, signal),
    namespace: set.namespace,
    name: secretName(set, parentUid, number, 0),
  };
  const text = JSON.stringify({ metadata: { annotations: { [OUTCOME]: outcome } } });
  await cluster.patch(ref, { type: 'merge-patch', text }, signal);
}

/** Deletes what is too old, and parts of revisions that never became whole. */
export async function trimRevisions({ set }: RevisionHome, cluster: Cluster, signal: AbortSignal): Promise<void> {
  const kind = await secretKind(cluster, signal);
  const options = { namespace: set.namespace, labelSelector: revisionSelector(set), metadataOnly: true };
  const { items } = await cluster.list(kind, options, signal);
  const old = new Set(tooOld(items.flatMap(({ metadata }) => numberOf(metadata.name) ?? [])));
  const remove = async ({ metadata }: LiveObject, abort: AbortSignal): Promise<void> => {
    await cluster.remove({ kind, namespace: set.namespace, name: metadata.name }, metadata.uid, abort);
  };
  const gone = items.filter(({ metadata }) => old.has(numberOf(metadata.name) ?? Number.NaN));
  await inParallel(gone, AT_ONCE, remove, signal);
}

const partsOf = (count: number): readonly number[] => Array.from({ length: count }, (_, part) => part);

async function secretKind(cluster: Cluster, signal: AbortSignal): Promise<ResourceKind> {
  const kind: ObjectRef['kind'] | undefined = await cluster.kindOf('v1', 'Secret', signal);
  if (kind === undefined) throw new Error('the cluster has no Secrets');
  return kind;
}
