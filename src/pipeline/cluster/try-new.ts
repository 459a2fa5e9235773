/**
 * What the API server has against an object that is not there yet, where a plan is only shown: an apply hears it from the write
 * itself. What may be right once the rest of the plan is there is not told: a namespace that is missing, a right, a webhook
 * that is down.
 */
import { OrchestratorError } from '../../errors/problem.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Placed } from './place-objects.ts';

const NO_NAMESPACE = /namespaces "[^"]*" not found/;

/** @returns One sentence at most. @throws OrchestratorError CLUSTER_UNREACHABLE, CANCELLED and the like. */
export async function tryNew(
  { ref, wanted }: Placed,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const refused = await ask();
  if (refused === undefined) return [];
  const [{ code, message }] = refused.problems;
  if (code === 'CLUSTER_FAILED' || NO_NAMESPACE.test(message)) return [];
  if (code !== 'APPLY_FAILED') throw refused;
  return [`the API server refuses it: ${message}`];

  async function ask(): Promise<OrchestratorError | undefined> {
    try {
      const tried = await cluster.tryApply(ref, wanted.json, {}, signal);
      return 'refused' in tried ? tried.refused : undefined;
    } catch (error) {
      if (error instanceof OrchestratorError) return error;
      throw error;
    }
  }
}
