/**
 * Whether a profile activates itself.
 *
 *     activation:
 *       - env: CI=true            inside an item every field must hold
 *         command: build|render
 *       - kubeContext: "!prod"    one item is enough, unless requiresAllActivations
 *
 * A pattern is an equal text or a Go regular expression that matches anywhere; `!` in front negates. What is no
 * regular expression is only compared. Matching takes linear time. Pure. Source: skaffold/parser/profiles.
 */
import { compileRegexp } from '../../lib/go-regexp/index.ts';
import type { Activation, Profile } from '../profile.schema.ts';

export interface ActivationFacts {
  readonly command: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined: there is none. */
  readonly kubeContext: string | undefined;
}

export function isActivated(profile: Profile, facts: ActivationFacts): boolean {
  const items = profile.activation ?? [];
  const holds = (item: Activation): boolean =>
    envHolds(item.env, facts.env) &&
    holdsFor(item.command, facts.command) &&
    holdsFor(item.kubeContext, facts.kubeContext ?? '');
  if (items.length === 0) return false;
  return profile.requiresAllActivations === true ? items.every(holds) : items.some(holds);
}

/** The patterns of a profile that are no regular expressions, and so are only compared. */
export const plainPatterns = (profile: Profile): readonly string[] =>
  (profile.activation ?? [])
    .flatMap(({ env = '', command = '', kubeContext = '' }) => [env.replace(/^[^=]*=/, ''), command, kubeContext])
    .filter((pattern) => !compileRegexp(pattern.replace(/^!/, '')).ok);

/** What is wrong with an `env` of an activation; undefined when nothing is. */
export const envMistake = (env: string): string | undefined =>
  env === '' || env.indexOf('=') > 0 ? undefined : `"${env}" is not KEY=PATTERN`;

function envHolds(env: string | undefined, values: ActivationFacts['env']): boolean {
  if (env === undefined || env === '') return true;
  const [, key = '', pattern = ''] = /^([^=]*)=([\s\S]*)$/.exec(env) ?? [];
  const value = Object.hasOwn(values, key) ? (values[key] ?? '') : '';
  // Every text matches an empty pattern, which nobody means.
  return pattern === '' ? value === '' : holdsFor(pattern, value);
}

function holdsFor(pattern: string | undefined, value: string): boolean {
  if (pattern === undefined || pattern === '') return true;
  return pattern.startsWith('!') ? !matches(pattern.slice(1), value) : matches(pattern, value);
}

function matches(pattern: string, value: string): boolean {
  if (pattern === value) return true;
  const regexp = compileRegexp(pattern);
  return regexp.ok && regexp.value.test(value);
}
