/**
 * `delete`: takes what manifests describe out of a cluster, the last wave first.
 *
 * What others made is left alone. Data, and what takes data with it, goes only by name.
 */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import type { Step } from '../../events/event.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import { countOf } from '../../lib/terminal-text.ts';
import { isDataKept } from '../../live/holds-data.ts';
import { describeRef, type LiveObject, refKey } from '../../live/object.ts';
import { appliedBy } from '../../live/owned.ts';
import { inWaves } from '../../live/waves.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { withStep } from '../step.ts';
import { FIELD_MANAGER } from './applied.ts';
import { type Placed, placeObjects } from './place-objects.ts';
import { readLive } from './read-live.ts';
import { announce, type InputPorts, type InputRequest, readWanted } from './read-wanted.ts';

export interface DeleteRequest extends InputRequest {
  /** Undefined: the context's. */
  readonly namespace: string | undefined;
  /** Also what others made. */
  readonly force: boolean;
  /** `KIND/NAME` of what holds data and may go. */
  readonly deleteData: readonly string[];
  readonly dryRun: boolean;
}

export interface Deleted {
  /** `Deployment shop/web`, each. */
  readonly deleted: readonly string[];
  readonly missing: readonly string[];
}

const AT_ONCE = 16;
export const DELETE: Step = { id: 'delete', title: 'delete', needs: [] };

/** @throws OrchestratorError INPUT_*, DEPLOY_REFUSED before anything is deleted; APPLY_FAILED, CLUSTER_*. */
export async function deleteFiles(request: DeleteRequest, cluster: Cluster, ports: InputPorts): Promise<Deleted> {
  const { signal, emit } = ports;
  const wanted = await readWanted(request, ports);
  announce(request, 'delete', [DELETE], ports);
  const { value } = await withStep(DELETE.id, ports, async () => {
    const placed = await placeKnown(wanted, request, cluster, signal);
    const refs = placed.map(({ ref }) => ref);
    const live = await readLive(refs, cluster, signal);
    refuse(placed, live, request);
    const there = placed.filter(({ ref }) => live.has(refKey(ref)));
    for (const wave of inWaves(request.dryRun ? [] : there, ({ ref }) => ref.kind).toReversed()) {
      const work = async ({ ref }: Placed, abort: AbortSignal): Promise<void> => {
        await cluster.remove(ref, live.get(refKey(ref))?.metadata.uid, abort);
        emit({ type: 'step.output', step: DELETE.id, stream: 'stdout', line: `${describeRef(ref)} deleted` });
      };
      await inParallel(wave, AT_ONCE, work, signal);
    }
    const deleted = there.map(({ ref }) => describeRef(ref));
    const missing = refs.filter((ref) => !live.has(refKey(ref))).map(describeRef);
    const result = `${countOf(deleted.length, 'object')} deleted, ${missing.length} not there`;
    return { outcome: 'done', result, value: { deleted, missing } };
  });
  return value;
}

/** Objects of kinds that the cluster does not have are not there either. */
async function placeKnown(
  wanted: Awaited<ReturnType<typeof readWanted>>,
  { namespace }: DeleteRequest,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Placed[]> {
  const served = await Promise.all(
    wanted.map(async (one) => (await cluster.kindOf(one.id.apiVersion, one.id.kind, signal)) !== undefined),
  );
  const known = wanted.filter((_, index) => served[index]);
  return placeObjects(known, namespace ?? cluster.target.namespace, cluster, signal);
}

function refuse(placed: readonly Placed[], live: ReadonlyMap<string, LiveObject>, request: DeleteRequest): void {
  const problems = placed.flatMap(({ ref, wanted }): readonly Problem[] => {
    const object = live.get(refKey(ref));
    if (object === undefined) return [];
    const at = wanted.place;
    if (isDataKept(ref, request.deleteData)) {
      const message = `${describeRef(ref)} holds data, which would go with it`;
      const hint = `Say --delete-data=${ref.kind.kind}/${ref.name}, or take it out of the files.`;
      return [{ code: 'DEPLOY_REFUSED', message, hint, at }];
    }
    if (request.force || appliedBy(object, FIELD_MANAGER) !== undefined) return [];
    const message = `${describeRef(ref)} was not applied by orchestrator`;
    return [{ code: 'DEPLOY_REFUSED', message, hint: '--force-foreign deletes it all the same.', at }];
  });
  const [first, ...rest] = problems;
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
}
