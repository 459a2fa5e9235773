/**
 * What has changed since a plan was made, in sentences that name who did it. Pure.
 *
 *     planned to be made, and there      another one of its name, changed, or gone
 *     in the set, and not in the plan    the inventory of the set written meanwhile
 */
import type { LiveObject } from '../object.ts';
import { describeName, type ObjectName } from './change.ts';
import { isSame, type SavedObject, type SavedPlan, type Seen, seenByMetadata, seenOf } from './saved.ts';

export interface Now {
  /** What is there of an object that is wanted, and what its manifest says. */
  readonly wanted: readonly {
    readonly object: SavedObject;
    readonly live: LiveObject | undefined;
    readonly sent: unknown;
  }[];
  /** What would be pruned now, listed without what it says. */
  readonly leaving: readonly { readonly name: ObjectName; readonly live: LiveObject }[];
  /** The parent of the set. */
  readonly parent: LiveObject | undefined;
}

/** @returns Empty where the plan still holds. */
export function changesSince(plan: SavedPlan, now: Now): readonly string[] {
  const objects = now.wanted.flatMap(({ object, live, sent }) => {
    const said = changeOf(object.seen, live, live && seenOf(live, sent));
    return said === undefined ? [] : [`${describeName(object)} ${said}`];
  });
  return [...parentSince(plan, now), ...objects, ...leavingSince(plan, now)];
}

function changeOf(seen: Seen | null, live: LiveObject | undefined, now: Seen | undefined): string | undefined {
  if (live === undefined || now === undefined) return seen === null ? undefined : 'is gone';
  if (seen === null) return `is there now, ${writtenBy(live)}`;
  if (seen.uid !== now.uid) return `is another one now: it was deleted and made anew, ${writtenBy(live)}`;
  return isSame(seen, now) ? undefined : `was changed, ${writtenBy(live)}`;
}

function parentSince({ set }: SavedPlan, { parent }: Now): readonly string[] {
  if (set === null) return [];
  const said = changeOf(set.parent, parent, parent && { ...seenByMetadata(parent), state: null });
  return said === undefined ? [] : [`the inventory of the set "${set.name}" ${said}`];
}

function leavingSince({ objects }: SavedPlan, { leaving }: Now): readonly string[] {
  const planned = objects.filter(({ action }) => action === 'prune');
  const uids = new Set(planned.map(({ seen }) => seen?.uid));
  const added = leaving.filter(({ live }) => !uids.has(live.metadata.uid));
  const gone = planned.flatMap((object) => {
    const found = leaving.find(({ live }) => live.metadata.uid === object.seen?.uid);
    if (found === undefined) return [`${describeName(object)} is in the set no longer, or may not be pruned any more`];
    const said = changeOf(object.seen, found.live, seenByMetadata(found.live));
    return said === undefined ? [] : [`${describeName(object)} ${said}`];
  });
  return [...gone, ...added.map(({ name, live }) => `${describeName(name)} would be pruned too: ${writtenBy(live)}`)];
}

/** `last written by kubectl-patch at 2026-01-01T12:00:00Z`. */
function writtenBy({ metadata }: LiveObject): string {
  const entries = (metadata.managedFields ?? []).filter(({ subresource = '' }) => subresource !== 'status');
  const last = entries.toSorted((a, b) => (a.time ?? '').localeCompare(b.time ?? '')).at(-1);
  return last === undefined
    ? 'the cluster does not say by whom'
    : `last written by ${last.manager} at ${last.time ?? 'no time'}`;
}
