/**
 * What is seen of a cluster while something is waited for: the objects by UID, what hangs below each, and the events
 * that regard them. A value that changes; one wait has one.
 */
import type { LiveObject } from '../../live/object.ts';
import type { Observed } from '../../live/verdict/verdict.ts';
import type { WatchEvent } from '../../ports/cluster.ts';

export interface Watched {
  /**
   * @param source Names the watch: a fresh list stands for all that it had.
   * @returns UIDs of all that this may say something of: the objects, and whatever they hang below.
   */
  see(source: string, event: WatchEvent): ReadonlySet<string>;
  /** The object of that UID with all that is below it; undefined where it is gone. */
  observe(uid: string): Observed | undefined;
}

export function createWatched(): Watched {
  const objects = new Map<string, LiveObject>();
  const sources = new Map<string, Set<string>>();
  const children = new Map<string, Set<string>>();
  const regarding = new Map<string, Map<string, LiveObject>>();

  const touch = (uid: string, touched: Set<string>): void => {
    if (touched.has(uid)) return;
    touched.add(uid);
    for (const { uid: owner } of objects.get(uid)?.metadata.ownerReferences ?? []) touch(owner, touched);
  };
  const add = (object: LiveObject, touched: Set<string>): string | undefined => {
    const { uid, name } = object.metadata;
    if (uid === undefined) return undefined;
    if (object.kind === 'Event') {
      const of = (object['involvedObject'] as { readonly uid?: string } | undefined)?.uid;
      if (of === undefined) return undefined;
      regarding.set(of, (regarding.get(of) ?? new Map()).set(name, object));
      touch(of, touched);
      return undefined;
    }
    objects.set(uid, object);
    for (const { uid: owner } of object.metadata.ownerReferences ?? [])
      children.set(owner, (children.get(owner) ?? new Set()).add(uid));
    touch(uid, touched);
    return uid;
  };
  const drop = (uid: string, touched: Set<string>): void => {
    touch(uid, touched);
    for (const { uid: owner } of objects.get(uid)?.metadata.ownerReferences ?? []) children.get(owner)?.delete(uid);
    objects.delete(uid);
  };
  const below = (uid: string, seen: Set<string>): readonly LiveObject[] =>
    [...(children.get(uid) ?? [])].flatMap((child) => {
      const object = objects.get(child);
      if (object === undefined || seen.has(child)) return [];
      seen.add(child);
      return [object, ...below(child, seen)];
    });

  return {
    see(source, event) {
      const touched = new Set<string>();
      if (event.type === 'heard' || event.type === 'lost') return touched;
      const known = sources.get(source) ?? new Set();
      sources.set(source, known);
      if (event.type === 'deleted') {
        const { uid } = event.object.metadata;
        if (uid !== undefined && known.delete(uid)) drop(uid, touched);
        return touched;
      }
      const list = event.type === 'listed' ? event.items : [event.object];
      const now = new Set(list.flatMap((object) => add(object, touched) ?? []));
      if (event.type === 'listed') for (const uid of known) if (!now.has(uid)) drop(uid, touched);
      if (event.type === 'listed') known.clear();
      for (const uid of now) known.add(uid);
      return touched;
    },
    observe(uid) {
      const object = objects.get(uid);
      if (object === undefined) return undefined;
      const all = below(uid, new Set([uid]));
      const uids = [uid, ...all.flatMap(({ metadata }) => metadata.uid ?? [])];
      return { object, below: all, events: uids.flatMap((one) => [...(regarding.get(one)?.values() ?? [])]) };
    },
  };
}
