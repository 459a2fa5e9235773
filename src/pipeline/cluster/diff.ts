/**
 * `diff`: what an apply would change, by the server's own answer to a dry run of it.
 *
 *     not there                 create: nothing is asked
 *     there, ours, the same     keep: nothing is asked
 *     there, otherwise          a dry run; what it changes, without what the server and others own
 *     refused as immutable      replace
 *     in the set no longer      prune
 */
import { maskSecrets } from '../../deployers/mask-secrets.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import { unifiedDiff } from '../../lib/text-diff.ts';
import { setId } from '../../live/applyset.ts';
import { describeRef, type LiveObject, refKey } from '../../live/object.ts';
import { liveText } from '../../manifest/live-text.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { isApplied, refuseOtherSet } from './apply-objects.ts';
import { forEachPlaced } from './for-each-placed.ts';
import { readInventory, type SetRequest } from './inventory.ts';
import { type Placed, placeObjects, splitCustom } from './place-objects.ts';
import { readLive } from './read-live.ts';
import { type InputPorts, type InputRequest, readWanted } from './read-wanted.ts';
import { HASH_ANNOTATION, type Wanted } from './wanted.ts';

export interface DiffRequest extends InputRequest {
  /** Undefined: the context's. */
  readonly namespace: string | undefined;
  readonly force: boolean;
  /** Undefined: nothing would be pruned. */
  readonly set?: SetRequest | undefined;
}

export interface Difference {
  /** `Deployment shop/web`. */
  readonly object: string;
  readonly change: 'create' | 'update' | 'replace' | 'prune' | 'keep';
  /** As `diff -u` writes it; values of Secrets masked. Empty where nothing changes. */
  readonly diff: string;
  /** What follows from it, for people. */
  readonly notes: readonly string[];
}

const AT_ONCE = 16;

/** @throws OrchestratorError INPUT_*, MANIFEST_INVALID, APPLY_*, CLUSTER_*, with every problem. In the order of the text. */
export async function diffFiles(
  request: DiffRequest,
  cluster: Cluster,
  ports: InputPorts,
): Promise<readonly Difference[]> {
  const { signal } = ports;
  const { set } = request;
  const namespace = request.namespace ?? cluster.target.namespace;
  const wanted = await readWanted(request, ports, set && setId({ name: set.name, namespace }));
  const left = set === undefined ? [] : await leavingSet(set, wanted, namespace, cluster, signal);
  const { known, custom } = splitCustom(wanted);
  const placed = await placeObjects(known, namespace, cluster, signal);
  const live = await readLive(
    placed.map(({ ref }) => ref),
    cluster,
    signal,
  );
  const found = new Map<Wanted, Difference>(custom.map((one) => [one, created(`${one.id.kind} ${one.id.name}`, one)]));
  const work = async (one: Placed, abort: AbortSignal): Promise<void> => {
    found.set(one.wanted, await diffOne(one, live.get(refKey(one.ref)), request.force, cluster, abort));
  };
  await forEachPlaced(placed, AT_ONCE, work, signal);
  return [...wanted.flatMap((one) => found.get(one) ?? []), ...left];
}

/** What an apply would prune, and what it would keep although it is in the set no longer. */
async function leavingSet(
  set: SetRequest,
  wanted: readonly Wanted[],
  namespace: string,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Difference[]> {
  const { plan, problem } = await readInventory(set, wanted, namespace, cluster, signal);
  const notes = problem === undefined || set.allowPrune ? [] : ['so much is pruned only with --allow-prune'];
  const pruned = plan.prune.map(({ ref }) => ({ object: describeRef(ref), change: 'prune' as const, diff: '', notes }));
  const kept = plan.keep.map(({ ref, reason }) => ({
    object: describeRef(ref),
    change: 'keep' as const,
    diff: '',
    notes: [`in the set no longer, and kept: ${reason}`],
  }));
  return [...pruned, ...kept];
}

async function diffOne(
  placed: Placed,
  live: LiveObject | undefined,
  force: boolean,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Difference> {
  const object = describeRef(placed.ref);
  if (live === undefined) return created(object, placed.wanted);
  if (isApplied(placed, live)) return { object, change: 'keep', diff: '', notes: [] };
  if (!force) refuseOtherSet(placed, live);
  try {
    const then = await cluster.apply(placed.ref, placed.wanted.json, { dryRun: true, force }, signal);
    const diff = diffOf(object, live, then);
    return { object, change: diff === '' ? 'keep' : 'update', diff, notes: restarts(live, then) };
  } catch (error) {
    if (!(error instanceof OrchestratorError) || !/immutable/.test(error.problems[0].message)) throw error;
    const notes = ['a field that cannot be changed differs: it has to be deleted and made anew'];
    return { object, change: 'replace', diff: diffOf(object, live, placed.wanted.value), notes };
  }
}

const created = (object: string, { value }: Wanted): Difference => ({
  object,
  change: 'create',
  diff: diffOf(object, undefined, value),
  notes: [],
});

function diffOf(object: string, before: object | undefined, after: object): string {
  const [old, now] = [before, after].map((one) => one && liveText(one as Record<string, never>, HASH_ANNOTATION));
  return unifiedDiff(object.replace(' ', '/'), ...maskSecrets(old, now));
}

/** A changed pod template makes new pods. */
function restarts(live: LiveObject, then: LiveObject): readonly string[] {
  const template = ({ spec }: LiveObject): unknown => (spec as { readonly template?: unknown } | undefined)?.template;
  if (template(live) === undefined || JSON.stringify(template(live)) === JSON.stringify(template(then))) return [];
  const replicas = (live.spec as { readonly replicas?: unknown }).replicas;
  return [`its pods are replaced${typeof replicas === 'number' ? `, ${replicas} of them` : ''}`];
}
