/**
 * A plan in few lines: what goes first, then what changes; what stays as it is only where there is a reason to tell.
 *
 *     prune Service shop/old
 *     update Deployment shop/web
 *       its 3 pods are replaced, 1 more and 0 less at a time
 *
 * Pure.
 */
import { ACTIONS, byUrgency, type Change, describeName } from './change.ts';

type Told = Pick<Change, 'action' | 'notes' | 'apiVersion' | 'kind' | 'namespace' | 'name'>;

/** What is deleted is always told, however much it is. */
const NEVER_CUT: readonly Change['action'][] = ['prune', 'replace'];
const AT_MOST = 20;

/** @param atMost Objects that are made, changed or kept, and named. */
export function planLines(changes: readonly Told[], atMost = AT_MOST): readonly string[] {
  const told = byUrgency(changes.filter(isTold));
  const always = told.filter(({ action }) => NEVER_CUT.includes(action));
  const others = told.filter(({ action }) => !NEVER_CUT.includes(action));
  // One that a note speaks of is not the one to leave out.
  const chosen = new Set([...others.filter(hasNotes), ...others.filter((one) => !hasNotes(one))].slice(0, atMost));
  const left = others.filter((one) => !chosen.has(one));
  const more = ACTIONS.flatMap((action) => {
    const count = left.filter((one) => one.action === action).length;
    return count === 0 ? [] : [`${action} ${count} more`];
  });
  return [...[...always, ...others.filter((one) => chosen.has(one))].flatMap(changeLines), ...more];
}

export const isTold = ({ action, notes }: Pick<Told, 'action' | 'notes'>): boolean =>
  action !== 'keep' || notes.length > 0;

/** The change, and below it what follows from it. */
export const changeLines = (change: Told): readonly string[] => [
  `${change.action} ${describeName(change)}`,
  ...change.notes.map(({ message }) => `  ${message}`),
];

const hasNotes = ({ notes }: Told): boolean => notes.length > 0;
