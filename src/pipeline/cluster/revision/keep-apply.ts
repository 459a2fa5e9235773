/** An apply that keeps what it changes: in the cluster where it has a set, and at hand where it may have to put it back. */
import { OrchestratorError } from '../../../errors/problem.ts';
import type { KeptObject } from '../../../live/revision/kept.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import type { Compared } from '../compare.ts';
import type { SetRequest } from '../inventory.ts';
import type { InputPorts } from '../read-wanted.ts';
import type { Turn } from '../turn.ts';
import type { WaitOptions } from '../wait-step.ts';
import { captureState } from './capture.ts';
import { endRecord } from './end-record.ts';
import { createRecord } from './record.ts';
import { rollBack } from './roll-back.ts';

export interface KeepRequest extends WaitOptions {
  /** The set's, and that of objects that name none and need one. */
  readonly namespace: string;
  readonly set: SetRequest | undefined;
  readonly force: boolean;
  readonly replace: boolean;
  readonly deleteData: readonly string[];
  readonly wait: boolean;
  /** What is there now comes back where the run fails. */
  readonly rollBack: boolean;
}

/** @throws What the work throws, and what became of putting back what was before. */
export async function keepAndApply<T>(
  request: KeepRequest,
  { compared, earlier, intent, cluster, ports }: Turn,
  work: () => Promise<T>,
): Promise<T> {
  const { set, namespace } = request;
  if (set === undefined && !request.rollBack) return work();
  const made = earlier.map(({ ref, wanted }) => ({ ref, wanted, live: undefined }));
  const state = { ...compared.state, found: [...made, ...compared.state.found] };
  const kept = await capture(request, { ...compared, state }, cluster, ports);
  const record = createRecord(
    { command: 'apply', set: { name: set?.name ?? '', namespace }, version: set?.version ?? '', kept },
    cluster,
    ports,
  );
  if (intent !== undefined) await record.write(intent);
  const job = { ...request, kept };
  const rescue = (error: OrchestratorError): Promise<OrchestratorError> => rollBack(error, job, cluster, ports);
  return endRecord(record, ports, work, request.rollBack ? rescue : undefined);
}

/** Whoever may write an object and not read it can apply it all the same, unless it may have to be put back. */
async function capture(
  { namespace, rollBack: mustKeep }: KeepRequest,
  { state, inventory }: Compared,
  cluster: Cluster,
  { emit, signal }: InputPorts,
): Promise<readonly KeptObject[]> {
  try {
    return await captureState({ state, prune: inventory?.plan.prune ?? [], namespace }, cluster, signal);
  } catch (error) {
    if (mustKeep || !(error instanceof OrchestratorError) || error.problems[0].code !== 'CLUSTER_DENIED') throw error;
    const [problem] = error.problems;
    const message = `what is there now cannot be read, so that this cannot be undone: ${problem.message}`;
    emit({ type: 'notice', level: 'warning', message, problem });
    return [];
  }
}
