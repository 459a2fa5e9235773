/**
 * What a container that is there and not ready is waited for, with what its probes say.
 *
 *     Readiness probe failed: HTTP probe failed with statuscode: 503  ─►  its readiness probe fails (HTTP status 503)
 *
 * What a probe's own program prints is not quoted: it may hold anything. Pure. Source: kubelet 1.35, pkg/kubelet/prober.
 */
import type { SeenEvent } from './events.ts';
import { isTrueAt, valueAt } from './fields.ts';

/** Goes on after `container app`; undefined where nothing is waited for. @param isStep An init container that ends. */
export function waitingText(status: unknown, isStep: boolean, unhealthy: SeenEvent | undefined): string | undefined {
  if (isTrueAt(status, 'ready') || valueAt(status, 'state', 'terminated') !== undefined) return undefined;
  if (valueAt(status, 'state', 'running') === undefined) return 'is being started';
  if (isStep) return 'runs and has to end before others start';
  const state = valueAt(status, 'started') === false ? 'runs and has not started up' : 'runs and is not ready';
  const said = unhealthy === undefined ? undefined : probeText(unhealthy.message);
  return said === undefined ? state : `${state}: ${said}`;
}

const KIND = /^(Readiness|Liveness|Startup) probe (?:failed|errored|warning)/;
const CAUSE = /connection refused|timed out|deadline exceeded|Client\.Timeout|no route to host|EOF|connection reset/;

function probeText(message: string): string | undefined {
  const kind = KIND.exec(message)?.[1];
  if (kind === undefined) return undefined;
  const status = /statuscode: (\d{3})\b/.exec(message)?.[1];
  const cause = status === undefined ? CAUSE.exec(message)?.[0] : `HTTP status ${status}`;
  return `its ${kind.toLowerCase()} probe fails${cause === undefined ? '' : ` (${cause})`}`;
}
