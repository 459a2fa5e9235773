/** What is known of an object that we apply: whether the cluster has it already, whose it is, and what became of it. */
import { OrchestratorError } from '../../errors/problem.ts';
import { PART_OF } from '../../live/applyset.ts';
import { describeRef, type LiveObject } from '../../live/object.ts';
import { isOwned } from '../../live/owned.ts';
import { hasTexts } from '../../live/revision/string-data.ts';
import type { Placed } from './place-objects.ts';
import { HASH_ANNOTATION } from './wanted.ts';

export const FIELD_MANAGER = 'orchestrator';

export interface Receipt extends Placed {
  readonly outcome: 'created' | 'updated' | 'replaced' | 'unchanged';
  /** As the cluster has it now. */
  readonly live: LiveObject;
}

/**
 * The server sees no conflict in it: both sets are applied by the same manager.
 *
 * @throws OrchestratorError APPLY_CONFLICT.
 */
export function refuseOtherSet({ ref, wanted }: Placed, live: LiveObject | undefined): void {
  const now = live?.metadata.labels?.[PART_OF];
  const { metadata = {} } = wanted.value as { readonly metadata?: Partial<LiveObject['metadata']> };
  const then = metadata.labels?.[PART_OF];
  if (now === undefined || then === undefined || now === then) return;
  const message = `${describeRef(ref)} is in another set: its ${PART_OF} is "${now}"`;
  const hint = 'Take it out of one of them; --force-conflicts takes it over.';
  throw new OrchestratorError({ code: 'APPLY_CONFLICT', message, hint });
}

export const isApplied = ({ wanted }: Placed, live: LiveObject): boolean =>
  live.metadata.deletionTimestamp === undefined &&
  live.metadata.annotations?.[HASH_ANNOTATION] === wanted.hash &&
  isOwned(wanted.value, live, FIELD_MANAGER) &&
  hasTexts(wanted.value, live);
