/**
 * What several runs kept, one after the other → what was before the first of them, and what they may have left. Pure.
 *
 *     run 2 kept  a: before A1, after A2
 *     run 3 kept  a: before A2, after A3; b: before nothing, after B3
 *     both        a: before A1, left A3;  b: before nothing, left B3
 *
 * A run that did not end may have left what the one before it did.
 */
import type { LiveObject } from '../object.ts';
import { type AppliedObject, type KeptObject, keptKey } from './kept.ts';

export interface Link {
  readonly kept: readonly KeptObject[];
  /** It was killed, or failed half way. */
  readonly isHalf: boolean;
}

export interface ChainObject extends Omit<KeptObject, 'after'> {
  /** What may be there now, newest first; undefined: nothing, it was deleted. */
  readonly left: readonly (AppliedObject | undefined)[];
  /** The last of them that was about to write it may not have ended: it may have deleted it, to make it anew. */
  readonly isHalf: boolean;
  /** All that was applied of it, newest first. */
  readonly applied: readonly AppliedObject[];
}

/** @param links Oldest first. @returns Every object of any. */
export function joinChain(links: readonly Link[]): readonly ChainObject[] {
  const all = new Map<string, ChainObject>();
  for (const { kept, isHalf } of links)
    for (const { after, ...one } of kept) {
      const known = all.get(keptKey(one));
      const applied = [...(after === undefined ? [] : [after]), ...(known?.applied ?? [])];
      const left = [after, ...(isHalf ? (known?.left ?? []) : [])];
      all.set(keptKey(one), { ...(known === undefined ? one : firstOf(known, one)), left, isHalf, applied });
    }
  return [...all.values()];
}

/** The version is that of what is put back. */
function firstOf(known: ChainObject, { before: _, ...one }: KeptObject): KeptObject {
  if (known.before === undefined) return one;
  const { left: _left, isHalf: _half, applied: _applied, ...first } = known;
  return first;
}

/** As if one run had kept it: the one that left what is there, else the newest. */
export function keptOf(
  { left, isHalf: _half, applied: _, ...one }: ChainObject,
  live: LiveObject | undefined,
  hashAnnotation: string,
): KeptObject {
  const hash = live && (live.metadata.annotations?.[hashAnnotation] ?? '');
  const after = left.some((each) => each?.hash === hash) ? left.find((each) => each?.hash === hash) : left[0];
  return { ...one, ...(after && { after }) };
}
