/** What is known of an object that we apply: whether the cluster has it already, and what became of it. */
import type { LiveObject } from '../../live/object.ts';
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

export const isApplied = ({ wanted }: Placed, live: LiveObject): boolean =>
  live.metadata.deletionTimestamp === undefined &&
  live.metadata.annotations?.[HASH_ANNOTATION] === wanted.hash &&
  isOwned(wanted.value, live, FIELD_MANAGER) &&
  hasTexts(wanted.value, live);
