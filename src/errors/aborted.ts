/** What an aborted signal means to whoever waits for it. */
import { OrchestratorError } from './problem.ts';

/** The signal's own reason where that is an OrchestratorError, else CANCELLED. */
export function abortError(signal: AbortSignal): OrchestratorError {
  if (signal.reason instanceof OrchestratorError) return signal.reason;
  return new OrchestratorError({ code: 'CANCELLED', message: 'cancelled' }, { cause: signal.reason });
}

/** @throws OrchestratorError as {@link abortError} makes it. */
export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortError(signal);
}
