/** `status --watch`: what a wait shows, over what is there, until all of it is ready; then how it is. Nothing is written. */
import type { Step } from '../../../events/event.ts';
import { countOf } from '../../../lib/terminal-text.ts';
import type { Cluster } from '../../../ports/cluster.ts';
import { withStep } from '../../step.ts';
import type { InputPorts } from '../read-wanted.ts';
import { WAIT, type WaitOptions, waitWithin } from '../wait-step.ts';
import { readSubjects, type Status, type StatusRequest, statusOf } from './status.ts';

const WATCH: Step = { ...WAIT, needs: [] };

/** @throws OrchestratorError What {@link statusOf} throws; NOT_READY where one cannot become it, or at the deadline; CANCELLED. */
export async function watchStatus(
  request: StatusRequest & WaitOptions,
  cluster: Cluster,
  ports: InputPorts,
): Promise<Status> {
  ports.emit({ type: 'run.planned', command: 'status', steps: [WATCH] });
  await withStep(WATCH.id, ports, async () => {
    const { subjects } = await readSubjects(request, cluster, ports);
    const there = subjects.flatMap(({ ref, live }) => (live === undefined ? [] : [{ ref, live }]));
    const count = await waitWithin(WATCH.id, there, request, cluster, ports);
    return { outcome: 'done', result: `${countOf(count, 'object')} ready` };
  });
  return statusOf(request, cluster, ports);
}
