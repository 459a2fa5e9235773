/**
 * Profiles that one context activated, in a config that then goes to another.
 *
 *     current context "dev" ─activates─► profile "dev" ─► deploy.kubeContext: prod      refused: made for dev, bound for prod
 *
 * Pure. Source: skaffold/schema/profiles, which refuses every profile of a context there; here one that the other context
 * would activate as well is right.
 */
import type { Profile } from '../profile.schema.ts';
import { type ActivationFacts, isActivated } from './activation.ts';

export interface ContextFacts extends ActivationFacts {
  /** `--kube-context`, which beats what the config says. */
  readonly isContextNamed?: boolean | undefined;
}

/**
 * @param activated Those that activated themselves.
 * @param target `deploy.kubeContext` of the config with its profiles.
 * @returns One sentence for each that would not have.
 */
export function contextConflicts(
  activated: readonly Profile[],
  target: string | undefined,
  facts: ContextFacts,
): readonly string[] {
  const { kubeContext, isContextNamed = false } = facts;
  if (isContextNamed || target === undefined || target === '' || target === kubeContext) return [];
  const by = kubeContext === undefined ? 'there is no current context' : `the current context is "${kubeContext}"`;
  return activated
    .filter((profile) => !isActivated(profile, { ...facts, kubeContext: target }))
    .map(({ name }) => `deploy.kubeContext is "${target}", and profile "${name}" is active because ${by}`);
}
