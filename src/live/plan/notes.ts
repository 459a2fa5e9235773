/** Changes → the same with what follows from them: pods, autoscalers, disruption budgets, quotas. Pure. */
import type { LiveObject } from '../object.ts';
import { autoscalerNotes, isScaledBy } from './autoscaler.ts';
import type { Change, Note } from './change.ts';
import { disruptionNotes, isBudgeted } from './disruption.ts';
import { podNotes } from './pods.ts';
import { quotaNotes } from './quota.ts';
import { type Standing, standing } from './surroundings.ts';
import { workloadOf } from './workload.ts';

export interface Planned {
  readonly change: Change;
  /** The object as the manifest has it; undefined where it is in none. */
  readonly sent: unknown;
  /** What the kind is called in paths; undefined where it is not served yet. */
  readonly resource: string | undefined;
}

/**
 * @param there Autoscalers, budgets, quotas and ranges that the cluster has in the namespaces of the plan.
 * @returns By the change; what it has already comes first.
 */
export function notesOf(
  planned: readonly Planned[],
  there: readonly LiveObject[],
): ReadonlyMap<Change, readonly Note[]> {
  const changes = planned.map(({ change }) => change);
  const found = new Map<Change, Note[]>();
  const say = (change: Change, about: Note['about'], sentences: readonly string[]): void => {
    if (sentences.length === 0) return;
    found.set(change, [...(found.get(change) ?? []), ...sentences.map((message) => ({ about, message }))]);
  };
  const [autoscalers, budgets, quotas, ranges] = (['autoscaler', 'budget', 'quota', 'range'] as const).map((which) =>
    standing(which, changes, there),
  ) as [Standing[], Standing[], Standing[], Standing[]];

  for (const { change, sent } of planned) {
    say(change, 'pods', podNotes(change));
    const { after } = change;
    const workload = workloadOf(after);
    if (after === undefined || workload === undefined) continue;
    for (const one of autoscalers.filter((hpa) => isScaledBy(after, change.namespace, hpa)))
      say(speaker(change, one), 'autoscaler', autoscalerNotes(change, sent, one));
    for (const one of budgets.filter((budget) => isBudgeted(workload, change.namespace, budget)))
      say(speaker(change, one), 'disruption', disruptionNotes(change, one));
  }
  for (const quota of quotas) {
    const near = ranges.filter(({ namespace }) => namespace === quota.namespace).map(({ object }) => object);
    for (const [change, sentences] of quotaNotes(quota, planned, near)) say(change, 'quota', sentences);
  }
  return new Map([...found].map(([change, notes]) => [change, [...change.notes, ...notes]]));
}

/** Where only what stands around it changes, the note stands there. */
const speaker = (change: Change, { change: other }: Standing): Change =>
  change.action === 'keep' && other !== undefined ? other : change;
