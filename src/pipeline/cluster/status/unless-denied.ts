/** What many may not read, or is gone, tells less instead of nothing at all. */
import { OrchestratorError } from '../../../errors/problem.ts';

export async function unlessDenied<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  return reading.catch((error: unknown) => {
    const code = error instanceof OrchestratorError ? error.problems[0].code : undefined;
    if (code === 'CLUSTER_DENIED' || code === 'CLUSTER_FAILED') return undefined;
    throw error;
  });
}
