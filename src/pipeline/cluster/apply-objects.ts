/**
 * Objects → a cluster, by server-side apply, wave after wave; what the cluster holds already is not sent.
 *
 *     wanted ─discovery─► kinds ─list─► live ─compare─► what differs ─apply, 32 at once─► receipts
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { PART_OF } from '../../live/applyset.ts';
import { describeRef, type LiveObject, refKey } from '../../live/object.ts';
import { isOwned } from '../../live/owned.ts';
import { inWaves, type Wave, waveOf } from '../../live/waves.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { forEachPlaced } from './for-each-placed.ts';
import { definedKinds, type Placed, placeObjects, splitCustom } from './place-objects.ts';
import { readLive } from './read-live.ts';
import { HASH_ANNOTATION, type Wanted } from './wanted.ts';

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
  readonly wanted: readonly Wanted[];
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
  const receipts: Receipt[] = [];
  // What is defined by this very set has no kind yet; everything else is checked before the first write.
  const { known, custom } = splitCustom(job.wanted);
  const waves = inWaves(await placeObjects(known, job.namespace, cluster, signal), ({ ref }) => ref.kind);
  const apply = async (wave: readonly Placed[]): Promise<void> => {
    const [first] = wave;
    if (first !== undefined) await job.beforeWave?.(waveOf(first.ref.kind));
    const done = await applyWave(wave, job, cluster, signal);
    receipts.push(...done);
    const definitions = done.filter(({ wanted }) => definedKinds(wanted).length > 0);
    if (definitions.length > 0) await job.awaitKinds(definitions);
  };
  for (const wave of waves.filter(([first]) => first !== undefined && waveOf(first.ref.kind) < WORKLOADS))
    await apply(wave);
  const late = waves.filter(([first]) => first !== undefined && waveOf(first.ref.kind) >= WORKLOADS);
  const placed = await placeObjects(custom, job.namespace, cluster, signal);
  for (const wave of inWaves([...late.flat(), ...placed], ({ ref }) => ref.kind)) await apply(wave);
  return receipts;
}

async function applyWave(
  wave: readonly Placed[],
  job: ApplyJob,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Receipt[]> {
  const live = await readLive(
    wave.map(({ ref }) => ref),
    cluster,
    signal,
  );
  const receipts: Receipt[] = [];
  const work = async (placed: Placed, abort: AbortSignal): Promise<void> => {
    const receipt = await applyOne(placed, live.get(refKey(placed.ref)), job, cluster, abort);
    receipts.push(receipt);
    job.onApplied(receipt);
  };
  await forEachPlaced(wave, AT_ONCE, work, signal);
  return receipts;
}

async function applyOne(
  placed: Placed,
  before: LiveObject | undefined,
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
