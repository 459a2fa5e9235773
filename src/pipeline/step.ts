/** A part of a run that is shown on its own: its start, its end, how long it took, and why it failed. */
import { OrchestratorError } from '../errors/problem.ts';
import type { Outcome, StepId } from '../events/event.ts';
import type { PipelinePorts } from './ports.ts';

export interface StepEnd {
  readonly outcome: Outcome;
  /** One line for people. */
  readonly result?: string;
  /** One line: why it ended so, e.g. why nothing had to be built. */
  readonly why?: string;
  /** More of the result, a line each, that stays to be read. */
  readonly lines?: readonly string[];
}

/** Runs the work of a step. The step must have been announced. @throws What the work throws. */
export async function withStep<End extends StepEnd>(
  step: StepId,
  { emit, system, signal }: Pick<PipelinePorts, 'emit' | 'system' | 'signal'>,
  work: () => Promise<End>,
): Promise<End> {
  const startedMs = system.clock.monotonicMs();
  const tookMs = (): number => system.clock.monotonicMs() - startedMs;
  emit({ type: 'step.started', step });
  try {
    const end = await work();
    const { outcome, result, why, lines } = end;
    emit({
      type: 'step.finished',
      step,
      outcome,
      durationMs: tookMs(),
      ...(result !== undefined && { result }),
      ...(why !== undefined && { why }),
      ...(lines !== undefined && lines.length > 0 && { lines }),
    });
    return end;
  } catch (error) {
    const problems = error instanceof OrchestratorError ? error.problems : [];
    const outcome = signal.aborted || problems[0]?.code === 'CANCELLED' ? 'cancelled' : 'failed';
    emit({ type: 'step.finished', step, outcome, durationMs: tookMs(), problems });
    throw error;
  }
}
