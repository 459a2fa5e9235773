/**
 * `status`: how the objects of a set, or of files, are: each with its verdict, and what others have changed of it.
 *
 *     set ─parent─► members ─┐
 *     files ─► wanted ─► live┴─pods, ReplicaSets, events─► verdicts
 *                            └─what was applied, by the files or by the revisions that are kept─► changes of others
 *
 * Nothing is written, and nothing is waited for.
 */
import { PART_OF } from '../../../live/applyset.ts';
import type { Intent } from '../../../live/intent.ts';
import { describeRef, type LiveObject, type ObjectRef, refKey } from '../../../live/object.ts';
import { type ForeignField, foreignFields } from '../../../live/revision/foreign.ts';
import type { KeptRevision } from '../../../live/revision/secrets.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { FIELD_MANAGER } from '../applied.ts';
import type { Judged } from '../judged.ts';
import { placeObjects } from '../place-objects.ts';
import { readLive } from '../read-live.ts';
import { type InputPorts, type InputRequest, readWanted } from '../read-wanted.ts';
import type { KindRule } from '../readiness.ts';
import type { SetHome } from '../revision/undo.ts';
import { HASH_ANNOTATION, type Wanted } from '../wanted.ts';
import { judgeNow } from './judge-now.ts';
import { type ReadSet, readSet, type Subject } from './read-set.ts';
import type { Writers } from './who-writes.ts';

export interface StatusRequest extends InputRequest {
  /** Undefined: the context's. */
  readonly namespace: string | undefined;
  /** Undefined: of the files. */
  readonly set: SetHome | undefined;
  readonly readiness: readonly KindRule[];
}

export interface ObjectStatus extends Pick<Judged, 'missing' | 'reason'> {
  readonly ref: ObjectRef;
  readonly state: Judged['state'] | 'missing';
  /** Fields that we applied and others have changed since; undefined where nobody knows any more what was applied. */
  readonly changed: readonly ForeignField[] | undefined;
  /** Whether the file is what was applied last. Undefined: there is no file, or no object. */
  readonly isAsApplied: boolean | undefined;
}

export interface Status {
  /** In the order of the files; of a set by kind and name. */
  readonly objects: readonly ObjectStatus[];
  /** Of a set that keeps revisions: the last run that changed something. */
  readonly lastRun: KeptRevision | undefined;
  /** A later one that changed something, and that no undo can take back. */
  readonly notKept: Intent | undefined;
  readonly writers: Writers;
  /** Why some of what explains a verdict was not seen. */
  readonly unseen: readonly string[];
}

const NOBODY: Writers = { holder: undefined, begun: undefined };

/** @throws OrchestratorError INPUT_*, MANIFEST_INVALID, DEPLOY_REFUSED where there is no such set, CLUSTER_*. */
export async function statusOf(request: StatusRequest, cluster: Cluster, ports: InputPorts): Promise<Status> {
  const { subjects, lastRun, notKept, writers } = await readSubjects(request, cluster, ports);
  const there = subjects.flatMap(({ ref, live }) => (live === undefined ? [] : [{ ref, live }]));
  const { judged, unseen } = await judgeNow(there, request.readiness, cluster, ports.signal);
  const objects = subjects.map((one) => statusOfOne(one, judged.get(refKey(one.ref))));
  return { objects, lastRun, notKept, writers, unseen };
}

/** @throws OrchestratorError What {@link statusOf} throws. */
export async function readSubjects(request: StatusRequest, cluster: Cluster, ports: InputPorts): Promise<ReadSet> {
  const { set } = request;
  if (set !== undefined) return readSet(set, cluster, ports.signal);
  const subjects = await readFiles(request, cluster, ports);
  return { subjects, lastRun: undefined, notKept: undefined, writers: NOBODY };
}

async function readFiles(request: StatusRequest, cluster: Cluster, ports: InputPorts): Promise<readonly Subject[]> {
  const wanted = await readWanted(request, ports);
  const placed = await placeObjects(wanted, request.namespace ?? cluster.target.namespace, cluster, ports.signal);
  const refs = placed.map(({ ref }) => ref);
  const live = await readLive(refs, cluster, ports.signal);
  return placed.map(({ ref, wanted }) => {
    const there = live.get(refKey(ref));
    return { ref, live: there, applied: wanted.value, ...(there && { isAsApplied: isAsApplied(wanted, there) }) };
  });
}

/** In a set an object has its label too, which the file does not say. */
function isAsApplied({ hash, hashIn }: Wanted, { metadata: { annotations, labels } }: LiveObject): boolean {
  const set = labels?.[PART_OF];
  const applied = annotations?.[HASH_ANNOTATION];
  return applied === hash || (set !== undefined && applied === hashIn?.(set));
}

function statusOfOne({ ref, live, applied, isAsApplied }: Subject, judged: Judged | undefined): ObjectStatus {
  if (live === undefined || judged === undefined) {
    const reason = 'it is not there';
    return {
      ref,
      state: 'missing',
      reason,
      missing: { text: `${describeRef(ref)}: ${reason}`, below: [] },
      changed: [],
      isAsApplied: undefined,
    };
  }
  const { state, reason, missing } = judged;
  const foreign = applied && foreignFields(applied, live, FIELD_MANAGER);
  // Of a file that says more than was applied nobody knows what was removed, and what never was there.
  const changed = isAsApplied === false ? foreign?.filter(({ manager }) => manager !== undefined) : foreign;
  return { ref, state, reason, missing, changed, isAsApplied };
}
