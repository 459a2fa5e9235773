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
import { describeRef, type LiveObject, type ObjectRef, refKey } from '../../live/object.ts';
import { appliedBy } from '../../live/owned.ts';
import { inWaves } from '../../live/waves.ts';
import type { Cluster, RemoveOptions } from '../../ports/cluster.ts';
import { withStep } from '../step.ts';
import { FIELD_MANAGER } from './applied.ts';
import { awaitGone, type GonePatience } from './await-gone.ts';
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
  readonly how: RemoveOptions;
  /** Undefined: what is deleted is not waited for. */
  readonly gone: GonePatience | undefined;
}

export interface Deleted {
  /** `Deployment shop/web`, each. */
  readonly deleted: readonly string[];
  readonly missing: readonly string[];
  /** Described, and left where it is, with the reason. */
  readonly kept: readonly { readonly object: string; readonly reason: string }[];
}

const AT_ONCE = 16;
export const DELETE: Step = { id: 'delete', title: 'delete', needs: [] };

/** @throws OrchestratorError INPUT_*, DEPLOY_REFUSED before anything is deleted; APPLY_FAILED, CLUSTER_*. */
export async function deleteFiles(request: DeleteRequest, cluster: Cluster, ports: InputPorts): Promise<Deleted> {
  const { signal, emit, system } = ports;
  const wanted = await readWanted(request, ports);
  announce(request, 'delete', [DELETE], ports);
  const { value } = await withStep(DELETE.id, ports, async () => {
    const placed = await placeKnown(wanted, request, cluster, signal);
    const refs = placed.map(({ ref }) => ref);
    const live = await readLive(refs, cluster, signal);
    const kept = keptOf(placed, live, request);
    refuse(placed, live, request);
    const goes = placed.filter((one) => live.has(refKey(one.ref)) && !kept.includes(one));
    for (const wave of inWaves(request.dryRun ? [] : goes, ({ ref }) => ref.kind).toReversed()) {
      const work = async ({ ref }: Placed, abort: AbortSignal): Promise<void> => {
        await cluster.remove(ref, live.get(refKey(ref))?.metadata.uid, abort, request.how);
        emit({ type: 'step.output', step: DELETE.id, stream: 'stdout', line: `${describeRef(ref)} deleted` });
      };
      await inParallel(wave, AT_ONCE, work, signal);
    }
    const deleted = goes.map(({ ref }) => describeRef(ref));
    const missing = refs.filter((ref) => !live.has(refKey(ref))).map(describeRef);
    const result = `${countOf(deleted.length, 'object')} deleted, ${missing.length} not there`;
    const going = goes.flatMap(({ ref }) => {
      const object = live.get(refKey(ref));
      return object === undefined ? [] : [{ ref, live: object }];
    });
    if (request.gone !== undefined && !request.dryRun)
      await awaitGone(going, request.gone, cluster, system.clock, signal);
    const why = kept.map(({ ref }) => ({ object: describeRef(ref), reason: dataReason(ref) }));
    return { outcome: 'done', result, value: { deleted, missing, kept: why } };
  });
  return value;
}

/** A config may describe data beside all else: it stays, and the rest goes. Who names a file means what is in it. */
function keptOf(
  placed: readonly Placed[],
  live: ReadonlyMap<string, LiveObject>,
  { rendered, deleteData }: DeleteRequest,
): readonly Placed[] {
  if (rendered === undefined) return [];
  return placed.filter(({ ref }) => live.has(refKey(ref)) && isDataKept(ref, deleteData));
}

const dataReason = ({ kind, name }: ObjectRef): string =>
  `it holds data, and --delete-data=${kind.kind}/${name} does not say that it may go`;

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
      if (request.rendered !== undefined) return [];
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
