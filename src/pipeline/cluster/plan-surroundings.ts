/**
 * What stands around the workloads that change: asked for only where something does, one list a kind and namespace.
 *
 *     a workload changes            autoscalers, disruption budgets
 *     something is made or grows    quotas, and the ranges of a namespace that has one
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import type { LiveObject } from '../../live/object.ts';
import type { Change } from '../../live/plan/change.ts';
import { SURROUNDING_KINDS, type Surrounding } from '../../live/plan/surroundings.ts';
import { workloadOf } from '../../live/plan/workload.ts';
import type { Cluster } from '../../ports/cluster.ts';

export interface Surroundings {
  readonly there: readonly LiveObject[];
  /** Why something was not seen, for people. */
  readonly unseen: readonly string[];
}

const AT_ONCE = 8;

export async function readSurroundings(
  changes: readonly Change[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Surroundings> {
  const there: LiveObject[] = [];
  const unseen = new Set<string>();
  const read = async ({ which, namespace }: Place, abort: AbortSignal): Promise<void> => {
    const [group = '', kind = ''] = SURROUNDING_KINDS[which].split('/');
    const served = await cluster.servedKind(group, kind, abort);
    if (served === undefined) return;
    try {
      const { items } = await cluster.list(served, { namespace }, abort);
      there.push(...items);
      if (which === 'quota' && items.length > 0) await read({ which: 'range', namespace }, abort);
    } catch (error) {
      // Without the right to see them a plan says less, and says so.
      if (!(error instanceof OrchestratorError) || error.problems[0].code !== 'CLUSTER_DENIED') throw error;
      unseen.add(`not looked at: ${error.problems[0].message}`);
    }
  };
  await inParallel(placesOf(changes), AT_ONCE, read, signal);
  return { there, unseen: [...unseen] };
}

interface Place {
  readonly which: Surrounding;
  readonly namespace: string;
}

function placesOf(changes: readonly Change[]): readonly Place[] {
  // Nothing stands yet in a namespace that comes along.
  const isNew = (namespace: string): boolean =>
    changes.some(({ action, kind, name }) => action === 'create' && kind === 'Namespace' && name === namespace);
  const found = new Map<string, Place>();
  for (const { action, namespace, after } of changes) {
    if (namespace === undefined || action === 'keep' || action === 'prune' || isNew(namespace)) continue;
    const isWorkload = workloadOf(after) !== undefined;
    const isCounted = isWorkload || action === 'create' || action === 'replace';
    const which = [
      ...(isWorkload ? (['autoscaler', 'budget'] as const) : []),
      ...(isCounted ? (['quota'] as const) : []),
    ];
    for (const one of which) found.set(`${one}/${namespace}`, { which: one, namespace });
  }
  return [...found.values()];
}
