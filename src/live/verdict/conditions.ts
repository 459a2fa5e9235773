/**
 * Conditions of an object, and whether its controller has seen what is wanted. Pure.
 * Source: Kubernetes API conventions, "Typical status properties".
 */
import { latest, listAt, numberAt, textAt, timeAt } from './fields.ts';
import { evidenceOf, progressing, type Verdict } from './outcome.ts';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly since: number | undefined;
}

/** Undefined also where it speaks of an older generation. */
export function findCondition(object: unknown, type: string): Condition | undefined {
  const found = listAt(object, 'status', 'conditions').find((condition) => textAt(condition, 'type') === type);
  if (found === undefined || isBehind(object, numberAt(found, 'observedGeneration'))) return undefined;
  return {
    type,
    status: textAt(found, 'status') ?? 'Unknown',
    reason: textAt(found, 'reason') ?? '',
    message: textAt(found, 'message') ?? '',
    since: timeAt(found, 'lastTransitionTime'),
  };
}

export const hasCondition = (object: unknown, type: string, status = 'True'): boolean =>
  findCondition(object, type)?.status === status;

/** While the status speaks of an older generation. @param must The controller always writes observedGeneration. */
export function awaitsController(object: unknown, must: boolean): Verdict | undefined {
  const observed = numberAt(object, 'status', 'observedGeneration') ?? (must ? 0 : undefined);
  return isBehind(object, observed)
    ? progressing('its controller has not seen the change yet', evidenceOf(object))
    : undefined;
}

/** When somebody last changed what is wanted of it, in ms since 1970: what was seen before may speak of the past. */
export const changedAt = (object: unknown): number | undefined =>
  latest([
    timeAt(object, 'metadata', 'creationTimestamp'),
    ...listAt(object, 'metadata', 'managedFields')
      .filter((entry) => textAt(entry, 'subresource') !== 'status')
      .map((entry) => timeAt(entry, 'time')),
  ]);

const isBehind = (object: unknown, observed: number | undefined): boolean =>
  observed !== undefined && observed < (numberAt(object, 'metadata', 'generation') ?? 0);
