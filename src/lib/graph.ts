/**
 * Work that waits on other work. Knows ids and functions, nothing of what they mean.
 *
 *     needs:  web ─► base ◄─ api         runGraph: base, then web and api together
 *
 * Pure but for the functions it is given.
 */

/**
 * Runs each node once all it needs is done; nodes that do not wait on each other run together.
 * After the first failure nothing new starts; what already runs is told by the signal and waited for,
 * then that failure is thrown.
 *
 * @param needs Every id with the ids it waits for; an id that is only needed must be a key too, and there is no cycle
 *   (see {@link findCycle}).
 * @param run Gets what is done so far and a signal that aborts when the caller's does or a sibling fails.
 */
export async function runGraph<Id, R>(
  needs: ReadonlyMap<Id, readonly Id[]>,
  run: (id: Id, done: ReadonlyMap<Id, R>, signal: AbortSignal) => Promise<R>,
  signal: AbortSignal,
): Promise<ReadonlyMap<Id, R>> {
  const done = new Map<Id, R>();
  const started = new Map<Id, Promise<void>>();
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  let failure: { readonly error: unknown } | undefined;

  const start = (id: Id): Promise<void> => {
    const running = started.get(id);
    if (running !== undefined) return running;
    const mine = (async () => {
      await Promise.all((needs.get(id) ?? []).map(start));
      if (failure !== undefined) return;
      try {
        both.throwIfAborted();
        done.set(id, await run(id, done, both));
      } catch (error) {
        failure ??= { error };
        stop.abort(error);
      }
    })();
    started.set(id, mine);
    return mine;
  };
  await Promise.all([...needs.keys()].map(start));
  if (failure !== undefined) throw failure.error;
  return done;
}

/** One cycle as the ids along it, the first repeated at the end; undefined when there is none. */
export function findCycle<Id>(needs: ReadonlyMap<Id, readonly Id[]>): readonly Id[] | undefined {
  const finished = new Set<Id>();
  for (const root of needs.keys()) {
    const path: Id[] = [];
    const stack: { readonly id: Id; next: number }[] = [{ id: root, next: 0 }];
    while (stack.length > 0) {
      const top = stack.at(-1);
      if (top === undefined) break;
      if (top.next === 0) path.push(top.id);
      const child = (needs.get(top.id) ?? [])[top.next++];
      if (child === undefined) {
        finished.add(top.id);
        path.pop();
        stack.pop();
      } else if (path.includes(child)) {
        return [...path.slice(path.indexOf(child)), child];
      } else if (!finished.has(child)) {
        stack.push({ id: child, next: 0 });
      }
    }
  }
  return undefined;
}

/** The ids and all that they need, directly or not, in the order of `needs`. */
export function closure<Id>(needs: ReadonlyMap<Id, readonly Id[]>, ids: Iterable<Id>): readonly Id[] {
  const seen = new Set<Id>();
  const queue = [...ids];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    queue.push(...(needs.get(id) ?? []));
  }
  return [...needs.keys()].filter((id) => seen.has(id));
}
