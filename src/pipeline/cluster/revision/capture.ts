/** What a run is about to change, as it is before: read where it is not at hand, before anything is written. */
import { hasRounded, parseExact } from '../../../lib/exact-json.ts';
import { inParallel } from '../../../lib/in-parallel.ts';
import type { Member } from '../../../live/applyset-prune.ts';
import type { LiveObject, ObjectRef } from '../../../live/object.ts';
import { appliedBy } from '../../../live/owned.ts';
import { type KeptObject, keepAfter, keepBefore } from '../../../live/revision/kept.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { FIELD_MANAGER, isApplied } from '../applied.ts';
import type { ClusterState, Found } from '../read-state.ts';
import type { Wanted } from '../wanted.ts';

export interface Changes {
  readonly state: ClusterState;
  /** What goes. */
  readonly prune: readonly Pick<Member, 'ref' | 'live'>[];
  /** Of objects that name none and need one. */
  readonly namespace: string;
  /** What of an object stays ours once it is written; all of it unless said. */
  readonly ownedOf?: (wanted: Wanted) => Readonly<Record<string, unknown>>;
  /** Whether it is changed, which is what differs from what is applied unless said. */
  readonly isChange?: (one: Found) => boolean;
}

const AT_ONCE = 16;

/** @returns What holds all already is not in it. @throws OrchestratorError CLUSTER_*. */
export async function captureState(
  { state, prune, namespace, ownedOf = ({ value }) => value, isChange = differs }: Changes,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly KeptObject[]> {
  const written = state.found.filter(isChange).map(({ ref, wanted, live }) => ({
    ref,
    live,
    after: keepAfter(wanted.hash, ownedOf(wanted)),
  }));
  const kept: KeptObject[] = [];
  const keep = async ({ ref, live, after }: Job, abort: AbortSignal): Promise<void> => {
    const before = live && (await readBefore(ref, live, cluster, abort));
    if (before === undefined && after === undefined) return;
    kept.push({ ...identityOf(ref), ...(before && { before: keepBefore(before) }), ...(after && { after }) });
  };
  await inParallel<Job>(
    [...written, ...prune.map(({ ref, live }) => ({ ref, live, after: undefined }))],
    AT_ONCE,
    keep,
    signal,
  );
  const late = state.late.map((wanted): KeptObject => {
    const { apiVersion, kind, name } = wanted.id;
    return {
      apiVersion,
      kind,
      namespace: wanted.id.namespace ?? namespace,
      name,
      after: keepAfter(wanted.hash, ownedOf(wanted)),
    };
  });
  return [...kept, ...late];
}

const differs = (one: Found): boolean => one.live === undefined || !isApplied(one, one.live);

interface Job {
  readonly ref: ObjectRef;
  readonly live: LiveObject | undefined;
  readonly after: KeptObject['after'] | undefined;
}

function identityOf({ kind: { group, version, kind }, namespace, name }: ObjectRef): KeptObject {
  const apiVersion = group === '' ? version : `${group}/${version}`;
  return { apiVersion, kind, ...(namespace !== undefined && { namespace }), name };
}

/** Lists of members have only metadata, long numbers are rounded, and our fields are those of the version we spoke. */
async function readBefore(
  ref: ObjectRef,
  live: LiveObject,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<LiveObject | undefined> {
  const ours = appliedBy(live, FIELD_MANAGER)?.apiVersion;
  const isWhole = live.apiVersion !== PARTIAL && !isMetadataOnly(live) && !hasRounded(live);
  const kind =
    ours === undefined || ours === live.apiVersion ? ref.kind : await cluster.kindOf(ours, ref.kind.kind, signal);
  if (isWhole && kind === ref.kind) return live;
  const text = await cluster.getText({ ...ref, kind: kind ?? ref.kind }, signal);
  return text === undefined ? undefined : (parseExact(text) as LiveObject);
}

const PARTIAL = 'meta.k8s.io/v1';

const isMetadataOnly = (live: LiveObject): boolean =>
  Object.keys(live).every((name) => ['apiVersion', 'kind', 'metadata'].includes(name));
