/** What became of the run before, where it did not end: what it did, and what is left of it. */
import type { ObjectSet } from '../../live/applyset.ts';
import type { Member } from '../../live/applyset-prune.ts';
import { changeKey, type Intent, interruptionOf } from '../../live/intent.ts';
import type { InputPorts } from './read-wanted.ts';
import { HASH_ANNOTATION } from './wanted.ts';

/** We have the lease, so that whoever has begun that does not go on with it. @param members Of the set, as they are now. */
export function tellInterrupted(
  intent: Intent | undefined,
  set: ObjectSet,
  members: readonly Pick<Member, 'ref' | 'live'>[],
  { emit }: Pick<InputPorts, 'emit'>,
): void {
  if (intent?.state !== 'begun') return;
  const standing = members.map(({ ref, live }) => ({
    key: changeKey(ref),
    hash: live.metadata.annotations?.[HASH_ANNOTATION],
  }));
  const problem = interruptionOf(intent, set, standing);
  emit({ type: 'notice', level: 'warning', message: problem.message, problem });
}
