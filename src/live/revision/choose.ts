/**
 * Which revisions an undo undoes, of those that are kept. Pure.
 *
 *     kept 4, 3, 2, 1         undo          4
 *                             undo --to=2   4 and 3: what 2 left is there again
 *     4 is an undo, half done undo          what 4 undid, and 4
 *     4 was rolled back       undo          3
 *     5 kept nothing          undo          none
 *     5 is an undo that was killed before it kept anything: what it was to undo
 */
import { err, ok, type Result } from '../../errors/result.ts';
import type { ObjectSet } from '../applyset.ts';
import type { Intent } from '../intent.ts';
import type { KeptRevision } from './secrets.ts';

export interface ChosenRevisions {
  /** The one that is undone; with `to`, the newest of them. */
  readonly newest: KeptRevision;
  /** Oldest first: what is put back is what was before the first of them. */
  readonly chain: readonly KeptRevision[];
  /** The revision that left what is put back, where it was named. */
  readonly to: number | undefined;
  /** Runs in between that kept nothing: what they changed stays. Only with `to`. */
  readonly missing: readonly number[];
}

/** What came between two whole states is none that anybody wants back. */
export const isHalf = ({ outcome }: KeptRevision): boolean => outcome === undefined || outcome === 'incomplete';

export const isUndo = ({ undoes, to }: Pick<KeptRevision, 'undoes' | 'to'>): boolean =>
  undoes !== undefined || to !== undefined;

export type LastRun = Pick<Intent, 'number' | 'state' | 'undoes' | 'to'>;

export interface Choice {
  /** Those that are kept, in any order. */
  readonly kept: readonly KeptRevision[];
  /** The last run that changed something, as the parent has it; undefined: it says none. */
  readonly last: LastRun | undefined;
  /** Undefined: what was before the newest. */
  readonly to: number | undefined;
}

/**
 * A run that kept nothing is never passed over unasked: what came before it is not what the one before that had kept.
 *
 * @returns DEPLOY_REFUSED.
 */
export function chooseRevisions({ kept, last, to }: Choice, set: ObjectSet): Result<ChosenRevisions> {
  const sorted = kept.toSorted((a, b) => a.number - b.number);
  const standing = sorted.filter(({ outcome }) => outcome !== 'rolled back');
  const newest = standing.at(-1);
  const what = `in the set "${set.name}" in the namespace ${set.namespace}`;
  const refused = (message: string, hint: string): Result<never> => err({ code: 'DEPLOY_REFUSED', message, hint });
  if (newest === undefined) return refused(`there is nothing to undo ${what}: nothing is kept`, KEEPING);
  // It had changed nothing yet.
  const lost = last?.state === 'begun' && isUndo(last) && last.number > newest.number ? last : undefined;
  const missingAfter = (first: number): readonly number[] => {
    const numbers = new Set(sorted.map(({ number }) => number));
    const end = Math.max(lost === undefined ? (last?.number ?? 0) : lost.number - 1, ...numbers);
    return Array.from({ length: end - first }, (_, index) => first + 1 + index).filter((one) => !numbers.has(one));
  };
  // An undo that did not end is done again, and not undone.
  const half = isHalf(newest) && isUndo(newest) ? newest : lost;
  const again = to === undefined ? half : undefined;
  const target = again === undefined ? to : again.to;
  if (target === undefined) {
    const first = again?.undoes ?? newest.number;
    const chain = standing.filter(({ number }) => number >= first);
    if (chain[0]?.number !== first)
      return refused(`there is nothing to undo ${what}: what revision ${first} was before is kept no longer`, KEEPING);
    const missing = missingAfter(first);
    if (missing.length > 0)
      return refused(`${notKept(missing)} ${what}, and cannot be undone`, wayRound(standing, missing));
    return ok({ newest: chain[0], chain, to: undefined, missing });
  }
  const known = sorted.find(({ number }) => number === target);
  if (known === undefined) return refused(`there is no revision ${target} kept ${what}`, listed(sorted));
  if (isHalf(known))
    return refused(`revision ${target} ${what} did not end: what it left is half done`, listed(sorted));
  const missing = missingAfter(target);
  if (target < newest.number)
    return ok({ newest, chain: standing.filter(({ number }) => number > target), to: target, missing });
  if (missing.length > 0) return refused(`${notKept(missing)} ${what}, and cannot be undone`, listed(sorted));
  return refused(`nothing has changed since revision ${target} ${what}`, 'Without --to, undo undoes it.');
}

const KEEPING = 'An apply keeps what it changes where it may write Secrets.';

/** `what revision 3 changed is not kept`. */
export const notKept = (missing: readonly number[]): string => `${changesOf(missing)} is not kept`;

/** `what revision 3 changed`. */
export const changesOf = (numbers: readonly number[]): string =>
  `what revision${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')} changed`;

const wholeOf = (revisions: readonly KeptRevision[]): readonly number[] =>
  revisions.filter((one) => !isHalf(one)).map(({ number }) => number);

/** What can be had all the same, where somebody wants just that. */
function wayRound(standing: readonly KeptRevision[], missing: readonly number[]): string {
  const back = wholeOf(standing.slice(0, -1)).at(-1);
  if (back === undefined) return 'Apply what is wanted instead.';
  return `Apply what is wanted instead; undo --to=${back} undoes what came after revision ${back}, but for ${missing.join(', ')}.`;
}

function listed(revisions: readonly KeptRevision[]): string {
  const whole = wholeOf(revisions);
  return `There are ${whole.length === 0 ? 'none' : whole.join(', ')} to go back to; undo --list says more.`;
}
