/**
 * Which revisions an undo undoes, of those that are kept. Pure.
 *
 *     kept 4, 3, 2, 1         undo          4
 *                             undo --to=2   4 and 3: what 2 left is there again
 *     4 is an undo, half done undo          what 4 undid, and 4
 *     4 was rolled back       undo          3
 */
import { err, ok, type Result } from '../../errors/result.ts';
import type { ObjectSet } from '../applyset.ts';
import type { KeptRevision } from './secrets.ts';

export interface ChosenRevisions {
  /** The one that is undone; with `to`, the newest of them. */
  readonly newest: KeptRevision;
  /** Oldest first: what is put back is what was before the first of them. */
  readonly chain: readonly KeptRevision[];
  /** The revision that left what is put back, where it was named. */
  readonly to: number | undefined;
}

/** What came between two whole states is none that anybody wants back. */
export const isHalf = ({ outcome }: KeptRevision): boolean => outcome === undefined || outcome === 'incomplete';

export const isUndo = ({ undoes, to }: KeptRevision): boolean => undoes !== undefined || to !== undefined;

/** @param to Undefined: what was before the newest. @returns DEPLOY_REFUSED. */
export function chooseRevisions(
  revisions: readonly KeptRevision[],
  set: ObjectSet,
  to: number | undefined,
): Result<ChosenRevisions> {
  const sorted = revisions.toSorted((a, b) => a.number - b.number);
  const standing = sorted.filter(({ outcome }) => outcome !== 'rolled back');
  const newest = standing.at(-1);
  const what = `in the set "${set.name}" in the namespace ${set.namespace}`;
  const refused = (message: string, hint: string): Result<never> => err({ code: 'DEPLOY_REFUSED', message, hint });
  if (newest === undefined) return refused(`there is nothing to undo ${what}: nothing is kept`, KEEPING);
  // An undo that did not end is done again, and not undone.
  const again = to === undefined && isHalf(newest) && isUndo(newest);
  const target = again ? newest.to : to;
  if (target === undefined) {
    const first = again ? newest.undoes : newest.number;
    const chain = standing.filter(({ number }) => number >= (first ?? 0));
    if (chain[0] === undefined || chain[0].number !== first)
      return refused(`there is nothing to undo ${what}: what revision ${first} was before is kept no longer`, KEEPING);
    return ok({ newest: chain[0], chain, to: undefined });
  }
  const known = sorted.find(({ number }) => number === target);
  if (known === undefined) return refused(`there is no revision ${target} kept ${what}`, listed(sorted));
  if (known.number >= newest.number)
    return refused(`nothing has changed since revision ${target} ${what}`, `Without --to, undo undoes it.`);
  if (isHalf(known))
    return refused(`revision ${target} ${what} did not end: what it left is half done`, listed(sorted));
  return ok({ newest, chain: standing.filter(({ number }) => number > target), to: target });
}

const KEEPING = 'An apply keeps what it changes where it may write Secrets.';

const listed = (revisions: readonly KeptRevision[]): string => {
  const whole = revisions.filter((one) => !isHalf(one)).map(({ number }) => number);
  return `There are ${whole.length === 0 ? 'none' : whole.join(', ')} to go back to; undo --list says more.`;
};
