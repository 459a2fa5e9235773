/**
 * Which profiles are active, in the order in which they are applied: those that activate themselves as the file has
 * them, then those that were asked for. `-name` takes one away; one that is asked for again moves to the end. Pure.
 */
import type { Problem } from '../../errors/problem.ts';
import { findNearest } from '../../lib/nearest.ts';
import type { Profile } from '../profile.schema.ts';
import { suggest } from '../source.ts';
import { type ActivationFacts, isActivated } from './activation.ts';

/**
 * @param asked As --profile gave them; names that no profile has are passed over.
 * @param facts Undefined when no profile may activate itself.
 * @returns Names.
 */
export function chooseProfiles(
  profiles: readonly Profile[],
  asked: readonly string[],
  facts: ActivationFacts | undefined,
): readonly string[] {
  const known = new Set(profiles.map((profile) => profile.name));
  const active = new Set<string>();
  if (facts !== undefined) for (const profile of profiles) if (isActivated(profile, facts)) active.add(profile.name);
  for (const item of asked.filter((one) => known.has(nameOf(one)))) {
    active.delete(nameOf(item));
    if (!item.startsWith('-')) active.add(item);
  }
  return [...active];
}

/** PROFILE_UNKNOWN for each name that no profile has. */
export function findUnknown(profiles: readonly Profile[], asked: readonly string[]): readonly Problem[] {
  const known = new Set(profiles.map((profile) => profile.name));
  const unknown = asked.map(nameOf).filter((name) => !known.has(name));
  return unknown.map((name) => ({
    code: 'PROFILE_UNKNOWN',
    message: `profile "${name}" is not in the config`,
    ...(known.size > 0 && { hint: `Profiles: ${[...known].join(', ')}.` }),
    ...suggest(findNearest(name, known)),
  }));
}

const nameOf = (item: string): string => item.replace(/^-/, '');
