/** A change as people and programs are shown it: fields of the server left out, values of Secrets hidden. */
import { maskSecrets } from '../../deployers/mask-secrets.ts';
import { unifiedDiff } from '../../lib/text-diff.ts';
import type { LiveObject } from '../../live/object.ts';
import { appliedBy } from '../../live/owned.ts';
import { type Change, describeName, type Note, type ObjectName } from '../../live/plan/change.ts';
import { extractFields } from '../../live/revision/extract.ts';
import { fieldsOf } from '../../live/revision/give-back.ts';
import { liveText } from '../../manifest/live-text.ts';
import { FIELD_MANAGER } from './applied.ts';
import { HASH_ANNOTATION } from './wanted.ts';

/** What `--format=json` has of a change. */
export interface ToldChange extends ObjectName {
  readonly action: Change['action'];
  readonly notes: readonly Note[];
  /** As `diff -u` writes it; values of Secrets masked. Empty where nothing changes, or all of it goes. */
  readonly diff: string;
}

export function tellChange(change: Change): ToldChange {
  const { action, apiVersion, kind, namespace, name, notes, before, after } = change;
  const isShown = action === 'create' || action === 'update' || action === 'replace';
  // What is made anew gets its defaults anew: of the old one only what was applied is held against it.
  const old = action === 'replace' && before !== undefined ? appliedPart(before) : before;
  const diff = isShown && after !== undefined ? diffOf(change, old, after) : '';
  return { action, apiVersion, kind, namespace, name, notes, diff };
}

/** The whole where it was not applied by us. */
function appliedPart(live: LiveObject): LiveObject {
  const entry = appliedBy(live, FIELD_MANAGER);
  return entry === undefined ? live : extractFields(live, fieldsOf(entry));
}

export const shownText = (object: LiveObject): string =>
  liveText({ ...object, metadata: { ...object.metadata } }, HASH_ANNOTATION);

function diffOf(change: ObjectName, before: LiveObject | undefined, after: LiveObject): string {
  const texts = maskSecrets(before && shownText(before), shownText(after));
  return unifiedDiff(describeName(change).replace(' ', '/'), ...texts);
}
