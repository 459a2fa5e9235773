/** Why a wait ended without all being ready: what cannot come up, else all that was missing at the deadline. */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import type { TextTree } from '../../lib/text-tree.ts';
import { describeRef } from '../../live/object.ts';
import { silenceText } from '../../live/verdict/silence.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { isToldBy } from './follow-kinds.ts';
import type { Judged } from './judged.ts';
import type { Silent } from './listening.ts';

/** Last lines of a container that are told with its failure. */
const LOG_LINES = 20;

interface Ending {
  readonly timeoutMs: number;
  /** Why some of what hangs below was not seen. */
  readonly unseen: readonly string[];
  /** Kinds of which nothing was heard at the end. */
  readonly silent: readonly Silent[];
}

/** @throws OrchestratorError NOT_READY with one problem an object, where one is not. */
export async function notReady(
  list: readonly Judged[],
  { timeoutMs, unseen, silent }: Ending,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<void> {
  const failed = list.filter(({ state }) => state === 'terminal');
  const isLate = failed.length === 0;
  const within = isLate ? ` within ${Math.round(timeoutMs / 1000)} s` : '';
  const told = isLate ? list.filter(({ state }) => state === 'progressing') : failed;
  const problems = await Promise.all(
    told.map(async (judged): Promise<Problem> => {
      const { ref, reason } = judged;
      const unheard = isLate ? silent.filter((one) => isToldBy(ref, one)) : [];
      const missing = withSilence(judged.missing, unheard);
      const lines = await lastLines(judged, cluster, signal);
      const hints = [
        ...(lines === '' ? [] : [`Its last lines:\n${lines}`]),
        ...unseen.map((why) => `Not seen: ${why}`),
        ...(unheard.some(isDecisive) ? ['It may be ready by now: what is told of it is as old as the last word.'] : []),
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

/** Events only explain. */
const isDecisive = ({ kind }: Silent): boolean => kind.kind !== 'Event';

/** What else is said of it was so when the last word came. */
const withSilence = ({ text, below }: TextTree, silent: readonly Silent[]): TextTree => ({
  text,
  below: [...below, ...silent.map(({ kind, forMs }) => ({ text: silenceText(kind.resource, forMs), below: [] }))],
});

async function lastLines({ evidence }: Judged, cluster: Cluster, signal: AbortSignal): Promise<string> {
  const { object, pod, container, logs } = evidence ?? {};
  if (pod === undefined || container === undefined || logs === undefined) return '';
  const kind = await cluster.kindOf('v1', 'Pod', signal);
  if (kind === undefined) return '';
  const ref = { kind, namespace: object?.namespace, name: pod };
  const options = { container, tailLines: LOG_LINES, previous: logs === 'previous' };
  return (await cluster.logs(ref, options, signal)).trimEnd();
}
