/**
 * What became of each image of a build that failed. Pure.
 *
 *     error BUILD_INCOMPLETE: 1 of 5 images is built: zero; failed: base; not begun, for want of base: web, deep
 */
import type { Problem } from '../errors/problem.ts';
import { closure } from '../lib/graph.ts';
import { nameSome } from '../lib/name-some.ts';

/** `stopped`: it was at work when another one failed. */
export type Fate = 'built' | 'failed' | 'stopped';

export interface NotBegun {
  readonly name: string;
  /** One line. */
  readonly why: string;
}

/**
 * @param needs Of every image of the plan, in its order: what it requires.
 * @param fates Of those whose turn came.
 */
export function findNotBegun(
  needs: ReadonlyMap<string, readonly string[]>,
  fates: ReadonlyMap<string, Fate>,
): readonly NotBegun[] {
  const rest = [...needs.keys()].filter((name) => !fates.has(name));
  return rest.map((name) => {
    const failed = closure(needs, [name]).filter((one) => fates.get(one) === 'failed');
    return { name, why: failed.length === 0 ? 'as the build had ended' : `for want of ${nameSome(failed)}` };
  });
}

/** @returns Undefined where there is one image only, of which its own failure tells. */
export function incompleteBuild(
  needs: ReadonlyMap<string, readonly string[]>,
  fates: ReadonlyMap<string, Fate>,
): Problem | undefined {
  if (needs.size < 2) return undefined;
  const of = (fate: Fate): readonly string[] => [...needs.keys()].filter((name) => fates.get(name) === fate);
  const [built, failed, stopped] = [of('built'), of('failed'), of('stopped')];
  const waiting = findNotBegun(needs, fates);
  const reasons = new Set(waiting.map(({ why }) => why));
  const count = built.length === 0 ? 'none' : String(built.length);
  const parts = [
    `${count} of ${needs.size} images ${built.length < 2 ? 'is' : 'are'} built${listed(built)}`,
    ...(failed.length === 0 ? [] : [`failed${listed(failed)}`]),
    ...(stopped.length === 0 ? [] : [`stopped midway${listed(stopped)}`]),
    ...[...reasons].map((reason) => `not begun, ${reason}${listed(named(waiting, reason))}`),
  ];
  return { code: 'BUILD_INCOMPLETE', message: parts.join('; ') };
}

const named = (waiting: readonly NotBegun[], reason: string): readonly string[] =>
  waiting.flatMap(({ name, why }) => (why === reason ? [name] : []));

const listed = (names: readonly string[]): string => (names.length === 0 ? '' : `: ${nameSome(names)}`);
