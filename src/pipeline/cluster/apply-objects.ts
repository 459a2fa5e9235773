/**
 * Objects → a cluster, by server-side apply, wave after wave; what the cluster holds already is not sent.
 *
 *     found, late ─compare─► what differs ─apply, 32 at once─► receipts
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { PART_OF } from '../../live/applyset.ts';
import { describeRef, type LiveObject, type ResourceKind } from '../../live/object.ts';
import { isOwned } from '../../live/owned.ts';
import { inWaves, type Wave, waveOf } from '../../live/waves.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { forEachPlaced } from './for-each-placed.ts';
import { definedKinds, type Placed } from './place-objects.ts';
import { type ClusterState, type Found, findObjects } from './read-state.ts';
import { HASH_ANNOTATION } from './wanted.ts';

export const FIELD_MANAGER = 'orchestrator';
const AT_ONCE = 32;
/** The first wave that may hold objects of custom kinds. */
const WORKLOADS = 3;

export interface Receipt extends Placed {
  readonly outcome: 'created' | 'updated' | 'unchanged';
  /** As the cluster has it now. */
  readonly live: LiveObject;
}

export interface ApplyJob {
  readonly state: ClusterState;
  /** Of objects that name none and need one. */
  readonly namespace: string;
  readonly force: boolean;
  readonly beforeWave?: (wave: Wave) => Promise<void>;
  readonly onApplied: (receipt: Receipt) => void;
  /** Resolves when custom kinds can be used. */
  readonly awaitKinds: (definitions: readonly Receipt[]) => Promise<void>;
}

/** @throws OrchestratorError APPLY_*, CLUSTER_*, with every problem of the wave in which something failed. */
export async function applyObjects(job: ApplyJob, cluster: Cluster, signal: AbortSignal): Promise<readonly Receipt[]> {
  const { found, late } = job.state;
  const receipts: Receipt[] = [];
  const apply = async (wave: readonly Found[]): Promise<void> => {
    const [first] = wave;
    if (first !== undefined) await job.beforeWave?.(waveOf(first.ref.kind));
    const done = await applyWave(wave, job, cluster, signal);
    receipts.push(...done);
    const definitions = done.filter(({ wanted }) => definedKinds(wanted).length > 0);
    if (definitions.length > 0) await job.awaitKinds(definitions);
  };
  const isLate = ({ ref }: Placed): boolean => waveOf(ref.kind) >= WORKLOADS;
  for (const wave of inWaves(
    found.filter((one) => !isLate(one)),
    kindOf,
  ))
    await apply(wave);
  const custom = await findObjects(late, job.namespace, cluster, signal);
  for (const wave of inWaves([...found.filter(isLate), ...custom], kindOf)) await apply(wave);
  return receipts;
}

const kindOf = ({ ref }: Placed): ResourceKind => ref.kind;

async function applyWave(
  wave: readonly Found[],
  job: ApplyJob,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Receipt[]> {
  const receipts: Receipt[] = [];
  const work = async (found: Found, abort: AbortSignal): Promise<void> => {
    const receipt = await applyOne(found, job, cluster, abort);
    receipts.push(receipt);
    job.onApplied(receipt);
  };
  await forEachPlaced(wave, AT_ONCE, work, signal);
  return receipts;
}

async function applyOne(
  { live: before, ...placed }: Found,
  { force }: ApplyJob,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Receipt> {
  if (before !== undefined && isApplied(placed, before)) return { ...placed, outcome: 'unchanged', live: before };
  if (!force) refuseOtherSet(placed, before);
  const live = await cluster.apply(placed.ref, placed.wanted.json, { force }, signal);
  const isSame = before?.metadata.resourceVersion === live.metadata.resourceVersion;
  return { ...placed, outcome: before === undefined ? 'created' : isSame ? 'unchanged' : 'updated', live };
}

/**
 * The server sees no conflict in it: both sets are applied by the same manager.
 *
 * @throws OrchestratorError APPLY_CONFLICT.
 */
export function refuseOtherSet({ ref, wanted }: Placed, live: LiveObject | undefined): void {
  const now = live?.metadata.labels?.[PART_OF];
  const { metadata = {} } = wanted.value as { readonly metadata?: Partial<LiveObject['metadata']> };
  const then = metadata.labels?.[PART_OF];
  if (now === undefined || then === undefined || now === then) return;
  const message = `${describeRef(ref)} is in another set: its ${PART_OF} is "${now}"`;
  const hint = 'Take it out of one of them; --force-conflicts takes it over.';
  throw new OrchestratorError({ code: 'APPLY_CONFLICT', message, hint });
}

export const isApplied = ({ wanted }: Placed, live: LiveObject): boolean =>
  live.metadata.deletionTimestamp === undefined &&
  live.metadata.annotations?.[HASH_ANNOTATION] === wanted.hash &&
  isOwned(wanted.value, live, FIELD_MANAGER);
