/** Who has written an object since it was read, as the server notes it. Pure. Source: Kubernetes API, managed fields. */
import type { LiveObject, ManagedFields } from './object.ts';

/**
 * Managers by name, each once. Statuses and scales do not count: they change all the time, and are nobody's manifest.
 *
 * @param manager Ours, which does not count either.
 */
export function writersSince(before: LiveObject, now: LiveObject, manager: string): readonly string[] {
  const known = new Set(entriesOf(before).map((entry) => JSON.stringify(entry)));
  const changed = entriesOf(now).filter((entry) => entry.manager !== manager && !known.has(JSON.stringify(entry)));
  return [...new Set(changed.map((entry) => entry.manager))];
}

const entriesOf = ({ metadata }: LiveObject): readonly ManagedFields[] =>
  (metadata.managedFields ?? []).filter(({ subresource = '' }) => subresource === '');
