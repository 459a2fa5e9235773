/**
 * Which profiles are active, in the order in which they are applied: those that activate themselves as the file has
 * them, then those that were asked for. `-name` takes one away; one that is asked for again moves to the end. Pure.
 */
import { err, ok, type Result } from '../../errors/result.ts';
import { findNearest } from '../../lib/nearest.ts';
import type { Profile } from '../profile.schema.ts';
import { suggest } from '../source.ts';
import { type ActivationFacts, isActivated } from './activation.ts';

/**
 * @param asked As --profile gave them.
 * @param facts Undefined when no profile may activate itself.
 * @returns Names; PROFILE_UNKNOWN for each that no profile has.
 */
export function chooseProfiles(
  profiles: readonly Profile[],
  asked: readonly string[],
  facts: ActivationFacts | undefined,
): Result<readonly string[]> {
  const known = new Set(profiles.map((profile) => profile.name));
  const [first, ...rest] = asked.map(nameOf).filter((name) => !known.has(name));
  const unknown = (name: string) => ({
    code: 'PROFILE_UNKNOWN' as const,
    message: `profile "${name}" is not in the config`,
    ...(known.size > 0 && { hint: `There are ${[...known].join(', ')}.` }),
    ...suggest(findNearest(name, known)),
  });
  if (first !== undefined) return err(unknown(first), ...rest.map(unknown));
  const active = new Set<string>();
  if (facts !== undefined) for (const profile of profiles) if (isActivated(profile, facts)) active.add(profile.name);
  for (const item of asked) {
    active.delete(nameOf(item));
    if (!item.startsWith('-')) active.add(item);
  }
  return ok([...active]);
}

const nameOf = (item: string): string => item.replace(/^-/, '');
