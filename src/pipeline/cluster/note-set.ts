/** The parent of a set that is about to be applied: written before the first member. */
import { unionOf } from '../../live/applyset.ts';
import type { LiveObject } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Compared } from './compare.ts';
import { type Inventory, scopeOfWanted, writeParent } from './inventory.ts';
import type { Wanted } from './wanted.ts';

/** A set while it is applied. */
export interface NotedSet {
  readonly inventory: Inventory;
  /** Has the parent lead to what is about to be applied. */
  cover(wave: number): Promise<void>;
  parent(): LiveObject | undefined;
}

/** Undefined where there is no set. Nothing is written yet. */
export function noteSet(
  { inventory }: Compared,
  wanted: readonly Wanted[],
  namespace: string,
  cluster: Cluster,
  signal: AbortSignal,
): NotedSet | undefined {
  if (inventory === undefined) return undefined;
  const scope = unionOf(inventory.scope, scopeOfWanted(wanted, namespace));
  // Where the namespace of the first parent comes with the set, it has to be there before.
  const bringsNamespace = wanted.some(({ id }) => id.kind === 'Namespace' && id.name === namespace);
  let parent = inventory.parent;
  let isCovered = false;
  return {
    inventory,
    parent: () => parent,
    cover: async (wave) => {
      if (isCovered || (wave === 0 && parent === undefined && bringsNamespace)) return;
      parent = await writeParent(inventory, parent, scope, cluster, signal);
      isCovered = true;
    },
  };
}
