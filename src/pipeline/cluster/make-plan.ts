/**
 * What is wanted and what is there → what an apply will do, before it does any of it.
 *
 *     looked at ─dry run of what exists and differs─► changes ─surroundings─► with what follows from them
 */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import type { Member } from '../../live/applyset-prune.ts';
import { isDataKept } from '../../live/holds-data.ts';
import type { Note } from '../../live/plan/change.ts';
import { notesOf } from '../../live/plan/notes.ts';
import { workloadOf } from '../../live/plan/workload.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { forEachPlaced } from './for-each-placed.ts';
import type { Looked } from './look.ts';
import { changingKinds, leaving, named, type PlannedObject, planLate, planOne } from './plan-one.ts';
import { readSurroundings } from './plan-surroundings.ts';
import type { Found } from './read-state.ts';

export interface PlanRequest {
  /** Fields are taken over from other managers. */
  readonly force: boolean;
  /** What cannot be changed is deleted and made anew. */
  readonly replace: boolean;
  /** `KIND/NAME` of what holds data and may go. */
  readonly deleteData: readonly string[];
  /** Nothing will be written after it. */
  readonly isShown?: boolean;
}

export interface ApplyPlan {
  /** What is wanted in the order of the text, then what leaves the set. */
  readonly objects: readonly PlannedObject[];
  /** What was not looked at, and why. */
  readonly unseen: readonly string[];
}

const AT_ONCE = 32;

/** @throws OrchestratorError APPLY_*, CLUSTER_*, with every problem. Nothing is written. */
export async function makePlan(
  { state, inventory }: Looked,
  request: Pick<PlanRequest, 'force' | 'isShown'>,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<ApplyPlan> {
  const planned = new Map<Found, PlannedObject>();
  const rules = { force: request.force, isShown: request.isShown, kinds: changingKinds(state.found) };
  const work = async (found: Found, abort: AbortSignal): Promise<void> => {
    planned.set(found, await planOne(found, rules, cluster, abort));
  };
  await forEachPlaced(state.found, AT_ONCE, work, signal);
  const wanted = state.found.flatMap((one) => planned.get(one) ?? []);
  const { prune = [], keep = [] } = inventory?.plan ?? {};
  const all = [
    ...wanted,
    ...state.late.map(planLate),
    ...(await readWorkloads(prune, cluster, signal)).map((one) => leaving('prune', one)),
    ...keep.map((one) => leaving('keep', one, `in the set no longer, and kept: ${one.reason}`)),
  ];
  return withFollowing(all, cluster, signal);
}

/** With what follows from the changes, by what is there beside them. */
export async function withFollowing(
  all: readonly PlannedObject[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<ApplyPlan> {
  const { there, unseen } = await readSurroundings(
    all.map(({ change }) => change),
    cluster,
    signal,
  );
  const notes = notesOf(
    all.map((one) => ({ change: one.change, sent: one.found?.wanted.value, resource: one.found?.ref.kind.resource })),
    there,
  );
  return { objects: all.map((one) => withNotes(one, notes.get(one.change))), unseen };
}

/** @throws OrchestratorError APPLY_FAILED with everything that cannot be changed, and may not be replaced. */
export function refuseReplacing({ objects }: ApplyPlan, { replace, deleteData }: PlanRequest): void {
  const problems = objects.flatMap(({ found, refusal }): readonly Problem[] => {
    if (found === undefined || refusal === undefined) return [];
    const { ref, wanted } = found;
    const isData = isDataKept(ref, deleteData);
    if (replace && !isData) return [];
    const data = isData ? ` with --delete-data=${ref.kind.kind}/${ref.name}, and all that is in it goes` : '';
    const hint = `It can only be made anew: --force deletes it first${data}.`;
    return refusal.problems.map((problem) => ({ ...problem, hint, at: wanted.place }));
  });
  const [first, ...rest] = problems;
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
}

const withNotes = (one: PlannedObject, notes: readonly Note[] | undefined): PlannedObject =>
  notes === undefined ? one : { ...one, change: { ...one.change, notes } };

/** Members are listed without what they say; of those that have pods it is read. */
async function readWorkloads(members: readonly Member[], cluster: Cluster, signal: AbortSignal): Promise<Member[]> {
  const read = new Map<Member, Member>();
  const work = async (member: Member, abort: AbortSignal): Promise<void> => {
    const live = await cluster.get(member.ref, abort);
    if (live !== undefined) read.set(member, { ...member, live });
  };
  await inParallel(
    members.filter(({ ref, live }) => workloadOf(named(ref, live)) !== undefined),
    AT_ONCE,
    work,
    signal,
  );
  return members.map((member) => read.get(member) ?? member);
}
