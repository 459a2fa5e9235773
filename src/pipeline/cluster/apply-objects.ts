/**
 * Objects → a cluster, by server-side apply, wave after wave; what the cluster holds already is not sent.
 *
 *     found, late ─compare─► what differs ─apply, 32 at once─► receipts
 */
import { type LiveObject, type ResourceKind, refKey } from '../../live/object.ts';
import { inWaves, waveOf } from '../../live/waves.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Clock } from '../../ports/system.ts';
import type { Receipt } from './applied.ts';
import { forEachPlaced } from './for-each-placed.ts';
import { definedKinds, type Placed } from './place-objects.ts';
import { type ClusterState, type Found, findObjects } from './read-state.ts';
import { writeObject } from './write-object.ts';

const AT_ONCE = 32;
/** The first wave that may hold objects of custom kinds. */
const WORKLOADS = 3;

export interface ApplyJob {
  readonly state: ClusterState;
  /** Of objects that name none and need one. */
  readonly namespace: string;
  readonly force: boolean;
  /** By {@link refKey}: what is deleted and made anew. */
  readonly replaced: ReadonlySet<string>;
  readonly onApplied: (receipt: Receipt) => void;
  /** What is done to an object once it is as wanted: by this run, or by one that did not end. @returns It, as it is then. */
  readonly settle?: (placed: Placed, live: LiveObject, signal: AbortSignal) => Promise<LiveObject>;
  /** Resolves when custom kinds can be used. */
  readonly awaitKinds: (definitions: readonly Receipt[]) => Promise<void>;
}

/** @throws OrchestratorError APPLY_*, CLUSTER_*, with every problem of the wave in which something failed. */
export async function applyObjects(
  job: ApplyJob,
  cluster: Cluster,
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Receipt[]> {
  const { found, late } = job.state;
  const receipts: Receipt[] = [];
  const apply = async (wave: readonly Found[]): Promise<void> => {
    const done = await applyWave(wave, job, cluster, clock, signal);
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
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Receipt[]> {
  const receipts: Receipt[] = [];
  const work = async (found: Found, abort: AbortSignal): Promise<void> => {
    const written = await writeObject(
      found,
      { force: job.force, isReplaced: job.replaced.has(refKey(found.ref)) },
      cluster,
      clock,
      abort,
    );
    const settled = await job.settle?.(written, written.live, abort);
    const receipt = settled === undefined ? written : { ...written, live: settled };
    receipts.push(receipt);
    job.onApplied(receipt);
  };
  await forEachPlaced(wave, AT_ONCE, work, signal);
  return receipts;
}
