/** Where each object goes: its kind as the cluster serves it, and its namespace. */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import type { ObjectRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Wanted } from './wanted.ts';

export interface Placed {
  readonly wanted: Wanted;
  readonly ref: ObjectRef;
}

/**
 * @param namespace Of objects that name none and need one.
 * @throws OrchestratorError APPLY_FAILED with every object whose kind is not served; CLUSTER_*.
 */
export async function placeObjects(
  wanted: readonly Wanted[],
  namespace: string,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Placed[]> {
  const problems: Problem[] = [];
  const placed: Placed[] = [];
  for (const one of wanted) {
    const { apiVersion, kind, name } = one.id;
    const found = await cluster.kindOf(apiVersion, kind, signal);
    if (found === undefined) problems.push(unknownKind(one));
    else {
      const within = found.isNamespaced ? (one.id.namespace ?? namespace) : undefined;
      placed.push({ wanted: one, ref: { kind: found, namespace: within, name } });
    }
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
  return placed;
}

const unknownKind = ({ id: { apiVersion, kind }, place }: Wanted): Problem => ({
  code: 'APPLY_FAILED',
  message: `the cluster has no kind ${kind} in ${apiVersion}`,
  hint: 'Apply its CustomResourceDefinition first, or along with it.',
  at: place,
});

interface Definition {
  readonly group?: unknown;
  readonly names?: { readonly kind?: unknown };
  readonly versions?: unknown;
}

/** `example.org/v1 Widget`, each version of what a CustomResourceDefinition defines. */
export function definedKinds({ id, value }: Pick<Wanted, 'id' | 'value'>): readonly string[] {
  if (id.kind !== 'CustomResourceDefinition') return [];
  const { group, names, versions } = (value['spec'] ?? {}) as Definition;
  if (!Array.isArray(versions)) return [];
  return versions.map(
    ({ name }: { readonly name?: unknown }) => `${String(group)}/${String(name)} ${String(names?.kind)}`,
  );
}
