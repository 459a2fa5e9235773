/** A run that says in its revision how it ended. One that is stopped says nothing: it is taken for one that was killed. */
import { OrchestratorError } from '../../../errors/problem.ts';
import type { RevisionOutcome } from '../../../live/revision/secrets.ts';
import type { InputPorts } from '../read-wanted.ts';
import type { RevisionRecord } from './record.ts';

type Ports = Pick<InputPorts, 'emit' | 'signal'>;

/**
 * @param rescue Puts back what was before, once the work has failed. @returns What is thrown instead. Whatever it throws
 *   leaves the run half done.
 * @throws What the work throws.
 */
export async function endRecord<T>(
  record: RevisionRecord,
  ports: Ports,
  work: () => Promise<T>,
  rescue?: (error: OrchestratorError) => Promise<OrchestratorError>,
): Promise<T> {
  const value = await work().catch(async (error: unknown) => {
    if (!(error instanceof OrchestratorError) || ports.signal.aborted) throw error;
    if (rescue === undefined) {
      await end(record, error.problems[0].code === 'NOT_READY' ? 'not ready' : 'incomplete', ports);
      throw error;
    }
    const rescued = await rescue(error).catch(async (other: unknown) => {
      if (!ports.signal.aborted) await end(record, 'incomplete', ports);
      throw other;
    });
    await end(record, 'rolled back', ports);
    throw rescued;
  });
  await end(record, 'done', ports);
  return value;
}

/** What was done is done, whether that can be noted or not. */
async function end(record: RevisionRecord, outcome: RevisionOutcome, { emit, signal }: Ports): Promise<void> {
  await record.end(outcome).catch((error: unknown) => {
    if (!(error instanceof OrchestratorError) || signal.aborted) throw error;
    const [problem] = error.problems;
    const message = `how this revision ended cannot be noted in the cluster: ${problem.message}`;
    emit({ type: 'notice', level: 'warning', message, problem });
  });
}
