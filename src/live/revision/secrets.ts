/**
 * The Secrets that hold a revision, beside the parent of its set: what they are called, and what they say of it.
 *
 *     web-revision-1f0a9c-12-0   part 0 of revision 12, says in annotations what the whole is
 *     web-revision-1f0a9c-12-1   part 1
 *
 * They belong to the parent and go with it. They are no members of the set, and of a type of their own. Pure.
 */
import { createHash } from 'node:crypto';
import { type ObjectSet, setId } from '../applyset.ts';
import type { LiveObject } from '../object.ts';

export type RevisionOutcome = 'done' | 'not ready' | 'incomplete' | 'rolled back';

export interface Revision {
  /** Counts from 1 within a set. */
  readonly number: number;
  readonly command: string;
  /** Which one an undo undid. */
  readonly undoes?: number;
  /** The one that an undo went back to, where it was named. */
  readonly to?: number;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** As the cluster knows the user; empty where it does not say. */
  readonly by: string;
  /** Of the program. */
  readonly version: string;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly digest: string;
  readonly parts: number;
}

/** One that is there; without an outcome its run was killed, or is at work. */
export interface KeptRevision extends Revision {
  readonly outcome: RevisionOutcome | undefined;
  /** Name of the Secret with its first part. */
  readonly head: string;
}

export const REVISION_TYPE = 'orchestrator.dev/revision';
const SET = 'orchestrator.dev/revisions-of';
const PART = 'orchestrator.dev/part';
const ABOUT = 'orchestrator.dev/revision';
export const OUTCOME = 'orchestrator.dev/outcome';
const NAME_LENGTH = 200;

/** Finds every part of every revision of a set. */
export const revisionSelector = (set: ObjectSet): string => `${SET}=${setId(set)}`;
/** Finds the first parts: they say it all. */
export const headSelector = (set: ObjectSet): string => `${revisionSelector(set)},${PART}=0`;

/** A parent that was made anew counts from 1 again, beside what is left of the old one's. */
export function secretName({ name }: ObjectSet, parentUid: string, number: number, part: number): string {
  const hash = createHash('sha256').update(parentUid).digest('hex').slice(0, 6);
  return `${name.slice(0, NAME_LENGTH).replace(/[^a-z0-9]+$/, '')}-revision-${hash}-${number}-${part}`;
}

export interface SecretPart {
  readonly set: ObjectSet;
  readonly parentUid: string;
  readonly revision: Revision;
  readonly part: number;
  readonly bytes: Buffer;
}

/** The Secret as it is applied. */
export function secretText({ set, parentUid, revision, part, bytes }: SecretPart): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    type: REVISION_TYPE,
    immutable: true,
    metadata: {
      name: secretName(set, parentUid, revision.number, part),
      namespace: set.namespace,
      labels: { [SET]: setId(set), [PART]: String(part) },
      annotations: { ...(part === 0 && { [ABOUT]: JSON.stringify(revision) }) },
      ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: set.name, uid: parentUid }],
    },
    data: { state: bytes.toString('base64') },
  });
}

/** @returns Undefined where it is none of the set's, or cannot be read. */
export function parseRevision({ metadata }: LiveObject, parentUid: string): KeptRevision | undefined {
  const { annotations = {}, ownerReferences = [] } = metadata;
  if (!ownerReferences.some(({ uid }) => uid === parentUid)) return undefined;
  try {
    const about = JSON.parse(annotations[ABOUT] ?? '') as Revision;
    return { ...about, outcome: annotations[OUTCOME] as RevisionOutcome | undefined, head: metadata.name };
  } catch {
    return undefined;
  }
}

/** So many are kept; older ones are deleted. */
const KEPT = 10;

/** Numbers of those that are not kept any more. */
export const tooOld = (numbers: readonly number[]): readonly number[] =>
  [...new Set(numbers)].toSorted((a, b) => b - a).slice(KEPT);

/** Which parts, of any revision, a list of Secrets has: by name. */
export const numberOf = (name: string): number | undefined => {
  const [, number] = /-revision-[0-9a-f]{6}-(\d+)-\d+$/.exec(name) ?? [];
  return number === undefined ? undefined : Number(number);
};
