/**
 * What an apply will do to a cluster, object by object, before it does any of it. `diff`, `apply` and a saved plan speak
 * of the same changes. Pure.
 *
 *     create   it is not there
 *     update   it is there, and something of it changes
 *     replace  a field changes that cannot be changed: it is deleted and made anew
 *     prune    it is in the set no longer
 *     keep     nothing is done to it
 */
import type { LiveObject } from '../object.ts';

/** In the order in which they are counted. */
export const ACTIONS = ['create', 'update', 'replace', 'prune', 'keep'] as const;
export type Action = (typeof ACTIONS)[number];

/** What names an object where its kind may not be served yet. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined for what lives in no namespace. */
  readonly namespace: string | undefined;
  readonly name: string;
}

/** What follows from a change, or stands against it. */
export interface Note {
  readonly about: 'pods' | 'autoscaler' | 'disruption' | 'quota' | 'reason';
  /** One sentence for people, without a full stop. */
  readonly message: string;
}

export interface Change extends ObjectName {
  readonly action: Action;
  /** As the cluster has it; undefined where it does not. */
  readonly before: LiveObject | undefined;
  /** What will be there; undefined where nothing will, or it was not looked at. */
  readonly after: LiveObject | undefined;
  readonly notes: readonly Note[];
}

/** Names an object for people: `Deployment shop/web`. */
export const describeName = ({ kind, namespace, name }: ObjectName): string =>
  `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;

/** The same for one object, whatever its version. */
export const nameKey = ({ apiVersion, kind, namespace, name }: ObjectName): string =>
  [apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '', kind, namespace ?? '', name].join('/');

/** `1 to create, 0 to update, 0 to replace, 0 to prune, 40 to keep`. */
export function countChanges(changes: readonly Pick<Change, 'action'>[], actions: readonly Action[] = ACTIONS): string {
  return actions.map((one) => `${changes.filter(({ action }) => action === one).length} to ${one}`).join(', ');
}

/** What goes comes first: it is what a reader must not miss. Within an action the order stays. */
const URGENCY: readonly Action[] = ['prune', 'replace', 'update', 'create', 'keep'];

export const byUrgency = <T extends Pick<Change, 'action'>>(changes: readonly T[]): readonly T[] =>
  changes.toSorted((a, b) => URGENCY.indexOf(a.action) - URGENCY.indexOf(b.action));
