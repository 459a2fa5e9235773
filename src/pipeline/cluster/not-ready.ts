/** Why a wait ended without all being ready: what cannot come up, else all that was missing at the deadline. */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import { describeRef } from '../../live/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Judged } from './judged.ts';

/** Last lines of a container that are told with its failure. */
const LOG_LINES = 20;

interface Ending {
  readonly timeoutMs: number;
  /** Why some of what hangs below was not seen. */
  readonly unseen: readonly string[];
}

/** @throws OrchestratorError NOT_READY with one problem an object, where one is not. */
export async function notReady(
  list: readonly Judged[],
  { timeoutMs, unseen }: Ending,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<void> {
  const failed = list.filter(({ state }) => state === 'terminal');
  const isLate = failed.length === 0;
  const within = isLate ? ` within ${Math.round(timeoutMs / 1000)} s` : '';
  const told = isLate ? list.filter(({ state }) => state === 'progressing') : failed;
  const problems = await Promise.all(
    told.map(async (judged): Promise<Problem> => {
      const { ref, reason, missing } = judged;
      const lines = await lastLines(judged, cluster, signal);
      const hints = [
        ...(lines === '' ? [] : [`Its last lines:\n${lines}`]),
        ...unseen.map((why) => `Not seen: ${why}`),
      ];
      return {
        code: 'NOT_READY',
        message: `${describeRef(ref)} is not ready${within}: ${reason}`,
        ...(isLate && missing.below.length > 0 && { parts: [missing] }),
        ...(hints.length > 0 && { hint: hints.join('\n') }),
      };
    }),
  );
  const [first, ...rest] = problems;
  if (first !== undefined) throw new OrchestratorError([first, ...rest]);
}

async function lastLines({ evidence }: Judged, cluster: Cluster, signal: AbortSignal): Promise<string> {
  const { object, pod, container, logs } = evidence ?? {};
  if (pod === undefined || container === undefined || logs === undefined) return '';
  const kind = await cluster.kindOf('v1', 'Pod', signal);
  if (kind === undefined) return '';
  const ref = { kind, namespace: object?.namespace, name: pod };
  const options = { container, tailLines: LOG_LINES, previous: logs === 'previous' };
  return (await cluster.logs(ref, options, signal)).trimEnd();
}
