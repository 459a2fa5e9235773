/**
 * `--rollback-on-failure`: what a failed run has changed is put back, from what it captured itself; the failure is told all
 * the same, and decides the exit code. Data that the run made stays unless it is named.
 */
import { OrchestratorError, problems } from '../../../errors/problem.ts';
import type { Step } from '../../../events/event.ts';
import { joinChain } from '../../../live/revision/chain.ts';
import type { KeptObject } from '../../../live/revision/kept.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { withStep } from '../../step.ts';
import type { InputPorts } from '../read-wanted.ts';
import type { WaitOptions } from '../wait-step.ts';
import { putBack, putBackSummary } from './put-back.ts';
import { planRestoration, type RestoreRules } from './restore.ts';

export interface RollBackJob extends Omit<RestoreRules, 'keepData'>, WaitOptions {
  readonly kept: readonly KeptObject[];
  /** The set's. */
  readonly namespace: string;
  readonly wait: boolean;
}

export const ROLL_BACK: Step = { id: 'roll-back', title: 'put back what was before', needs: ['apply'] };

/** @returns The failure, which says what became of it. @throws OrchestratorError with the failure, and why nothing was put back. */
export async function rollBack(
  failure: OrchestratorError,
  job: RollBackJob,
  cluster: Cluster,
  ports: Pick<InputPorts, 'emit' | 'system' | 'signal'>,
): Promise<OrchestratorError> {
  try {
    const { value } = await withStep(ROLL_BACK.id, ports, async () => {
      const kept = joinChain([{ kept: job.kept, isHalf: true }]);
      const restoration = await planRestoration(kept, { ...job, keepData: true }, cluster, ports.signal);
      const summary = putBackSummary(await putBack({ ...job, step: ROLL_BACK.id, restoration }, cluster, ports));
      return { outcome: 'done', result: summary, value: summary };
    });
    return withHint(failure, `What was before is there again: ${value}.`);
  } catch (error) {
    if (!(error instanceof OrchestratorError) || ports.signal.aborted) throw error;
    const told = error.problems.map((one) => ({ ...one, message: `what was before is not back: ${one.message}` }));
    throw new OrchestratorError([...failure.problems, ...told], { cause: error });
  }
}

function withHint(failure: OrchestratorError, line: string): OrchestratorError {
  const [first, ...rest] = failure.problems;
  const hint = first.hint ?? problems[first.code].hint;
  return new OrchestratorError([{ ...first, hint: hint === '' ? line : `${hint}\n${line}` }, ...rest], {
    cause: failure,
  });
}
